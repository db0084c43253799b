"""A register brought from a file in the browser: sent, mapped, previewed, confirmed, undone."""
