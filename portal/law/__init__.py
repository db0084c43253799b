"""The law, pure: facts in, results with their reasons out. No framework, no clock, no network."""
