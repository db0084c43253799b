"""A file that cannot be read as a register at all."""

from portal.refusal import CaseRefused


class FileRefused(CaseRefused):
    """The file is not one, or goes beyond the limits; `message` is a sentence for a person."""

    def __init__(self, message: str) -> None:
        """Keep the sentence, for the field of the file."""
        super().__init__(message, field="file")


class ImportRefused(CaseRefused):
    """An import that can no longer be confirmed as it was read."""
