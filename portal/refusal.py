"""A foreseen refusal: told to the person, never to the error collector."""


class CaseRefused(Exception):
    """A sentence for the person, and the form's field it is about (None for the whole form)."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        """Keep the sentence and the name of the field."""
        super().__init__(message)
        self.message = message
        self.field = field
