"""A chat service over HTTP that takes, refuses or sends elsewhere, and remembers."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class ChatSink:
    """The service; `status` is what it answers, `taken` what it was given."""

    def __init__(self) -> None:
        self.status = 200
        self.location = ""
        self.calls = 0
        self.taken: list[tuple[str, str]] = []
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sink.calls += 1
                body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
                if sink.status == 200:
                    sink.taken.append((self.path, body))
                self.send_response(sink.status)
                if sink.location:
                    self.send_header("Location", sink.location)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"ok")

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]

    def start(self) -> None:
        """Listen."""
        Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Go away."""
        self._server.shutdown()
        self._server.server_close()
