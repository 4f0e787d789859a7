"""The rules of a workshop: pure, without clock, randomness or I/O. Start reading at `RULES.md` and `room.py`."""
