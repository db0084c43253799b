"""A register read from a file: what it says line by line, and why a line is refused."""
