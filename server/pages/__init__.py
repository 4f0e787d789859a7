"""One module per kind of page; each offers `routes(site)`."""
