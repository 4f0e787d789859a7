"""Commands of the command line that are more than a few lines; `server/cli.py` puts them together."""
