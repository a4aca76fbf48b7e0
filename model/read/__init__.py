"""Reads and checks an inputs folder; the only room of the model that opens a file."""
