"""The firm's master templates: read, written, published, pushed to establishments."""
