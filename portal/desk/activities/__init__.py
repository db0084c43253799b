"""The processing activities of every establishment: found, and acted on together."""
