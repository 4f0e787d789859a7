"""Talkoot's command line with fan-outs that never rest, to measure what the wire alone can carry."""

from server import fan_out
from server.cli import main

if __name__ == "__main__":
    fan_out.REST = -1.0  # the next may begin as soon as the last one did
    main()
