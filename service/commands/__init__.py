"""The commands. Each file has `register(app)`."""
