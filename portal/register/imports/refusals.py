"""A file that cannot be read as a register at all."""


class FileRefused(Exception):
    """The file is not one, or goes beyond the limits; `message` is a sentence, in French."""

    def __init__(self, message: str) -> None:
        super().__init__("an imported file was refused")
        self.message = message
