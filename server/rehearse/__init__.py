"""A whole workshop played through by simulated phones against a running server, and then compared with its export."""
