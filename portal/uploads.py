"""Files sent by a browser: one that goes beyond the limit is read to its end and never stored."""

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

MOST_SENT = 10_000_000
_MARK = "vigie.file_too_heavy"


class Limited(FileUploadHandler):
    """Stands before Django's handlers: what it lets through goes on to them."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        """Count from nothing."""
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self._received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Return the piece, or leave out the file that weighs too much."""
        self._received += len(raw_data)
        if self._received > MOST_SENT:
            if self.request is not None:
                self.request.META[_MARK] = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Return nothing: the next handlers hold the file."""


def is_too_heavy(request: HttpRequest) -> bool:
    """Return whether a file of the request was left out for its weight."""
    return bool(request.META.get(_MARK))
