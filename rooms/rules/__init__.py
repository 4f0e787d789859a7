"""The rules behind each command: one file a subject, each with the commands that it answers in `RULES`."""
