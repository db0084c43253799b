"""The mails in the browser: a list, one mail, the same as JSON. Nothing of a mail is executed."""

import html
import json
import re
from dataclasses import asdict
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from urllib.parse import parse_qs, urlsplit

from launcher.catcher.box import Box, Mail

_PAGES = Path(__file__).parent / "pages"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_SHOWN = 200
_LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)»]")


def page(template: str, /, **parts: str) -> str:
    """Return the page `template` with `parts`, which are HTML already, in its places."""
    return Template((_PAGES / f"{template}.html").read_text(encoding="utf-8")).substitute(parts)


def list_page(mails: list[Mail], *, to: str) -> str:
    """Return the list of `mails`; `to` is the filter as the person typed it."""
    rows = "".join(
        page(
            "row",
            name=mail.name,
            subject=html.escape(mail.subject) or "(sans objet)",
            recipients=html.escape(mail.recipients),
            sent=html.escape(mail.sent),
        )
        for mail in mails
    )
    body = page("list", rows=rows or page("empty"), to=html.escape(to, quote=True))
    return page("shell", title="Courrier", body=body)


def mail_page(mail: Mail) -> str:
    """Return one mail: its headers, and its text where links can be followed."""
    headers = "".join(
        page("header", key=html.escape(key), value=html.escape(value))
        for key, value in mail.headers
    )
    body = page(
        "mail",
        name=mail.name,
        subject=html.escape(mail.subject),
        sender=html.escape(mail.sender),
        recipients=html.escape(mail.recipients),
        sent=html.escape(mail.sent),
        text=_with_links(mail.text),
        headers=headers,
    )
    return page("shell", title=html.escape(mail.subject), body=body)


def _with_links(text: str) -> str:
    written, end = "", 0
    for found in _LINK.finditer(text):
        address = html.escape(found.group(), quote=True)
        written += html.escape(text[end : found.start()]) + page("link", address=address)
        end = found.end()
    return written + html.escape(text[end:])


def as_json(mails: list[Mail]) -> str:
    """Return the mails for programs: every field and the links of the text."""
    return json.dumps([{**asdict(mail), "links": mail.links} for mail in mails], ensure_ascii=False)


class Viewer(ThreadingHTTPServer):
    """Serves the box on 127.0.0.1."""

    daemon_threads = True

    def __init__(self, *, port: int, box: Box) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.box = box

    def mails(self, *, to: str = "") -> list[Mail]:
        """Return the newest mails, those to an address that contains `to`."""
        found = (self.box.mail(name) for name in self.box.names()[:_SHOWN])
        return [mail for mail in found if mail and to.lower() in mail.recipients.lower()]


class _Handler(BaseHTTPRequestHandler):
    server: Viewer
    server_version = "Vigie"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer one page, the style, a mail as it came, or the JSON list."""
        asked = urlsplit(self.path)
        to = parse_qs(asked.query).get("to", [""])[0]
        if asked.path == "/":
            self._answer(list_page(self.server.mails(to=to), to=to))
        elif asked.path == "/api/mails":
            self._answer(as_json(self.server.mails(to=to)), kind="application/json")
        elif asked.path == "/catcher.css":
            self._answer((_PAGES / "catcher.css").read_text(encoding="utf-8"), kind="text/css")
        elif asked.path.startswith("/mails/"):
            self._answer_mail(asked.path.removeprefix("/mails/"))
        else:
            self._refuse()

    def _answer_mail(self, name: str) -> None:
        if name.endswith(".eml"):
            raw = self.server.box.raw(name.removesuffix(".eml"))
            if raw is not None:
                self._answer(raw.decode("utf-8", "replace"), kind="text/plain")
                return
        mail = self.server.box.mail(name)
        if mail is None:
            self._refuse()
            return
        self._answer(mail_page(mail))

    def _refuse(self) -> None:
        body = page("shell", title="Introuvable", body=page("missing"))
        self._answer(body, status=HTTPStatus.NOT_FOUND)

    def _answer(
        self, text: str, *, kind: str = "text/html", status: HTTPStatus = HTTPStatus.OK
    ) -> None:
        content = text.encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: an address of a page may name a person."""
