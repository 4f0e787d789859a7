"""What comes out of a workshop: one model (`model.py`), one file per format. `SCHEMA.md` says what is in them."""
