"""What the content security policy would refuse in a page, found before a browser does."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("portal", "tenants", "worker", "launcher")
TEMPLATES = sorted(
    path for folder in SOURCES for path in (ROOT / folder).rglob("templates/**/*.html")
) + sorted((ROOT / "launcher").rglob("pages/*.html"))

MOST_LINES = 120

_TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
_COMMENT = re.compile(r"{%\s*comment\b.*?endcomment\s*%}", re.DOTALL)
# Attributes of htmx that evaluate what they hold.
_EVALUATED = ("hx-on", "hx-vals", "hx-headers", "hx-vars", "hx-trigger")
_EVALUATES = re.compile(r"\bjs:|\bjavascript:")


class _Faults(HTMLParser):
    """Collects what the policy refuses, as « line: fault »."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [f"{self.getpos()[0]}: {fault}" for fault in _faults(tag, dict(attrs))]

    handle_startendtag = handle_starttag


def _faults(tag: str, attributes: dict[str, str | None]) -> Iterator[str]:
    kind = attributes.get("type") or ""
    if tag == "style":
        yield "<style>"
    # A block of JSON is data, not script: no policy stops it.
    if tag == "script" and not attributes.get("src") and kind != "application/json":
        yield "<script> without src"
    if tag in ("iframe", "object", "embed", "base"):
        yield f"<{tag}>"
    for name, value in attributes.items():
        yield from _faults_of(name=name, value=value or "")


def _faults_of(*, name: str, value: str) -> Iterator[str]:
    if name == "style" or (name.startswith("on") and name.isalpha()) or name.startswith("hx-on"):
        yield f"{name}="
    if value.lstrip().lower().startswith("javascript:"):
        yield f"{name}=javascript:"
    if name in _EVALUATED and _EVALUATES.search(value):
        yield f"{name} evaluates its value"
    if name in ("src", "href", "action", "formaction") and _leaves(value):
        yield f"{name} fetches from elsewhere"


def _leaves(value: str) -> bool:
    """Return whether an address of a resource leads out of the house. Links may; see below."""
    return value.startswith(("http://", "https://", "//")) and not value.startswith(
        ("https://www.legifrance.gouv.fr/", "https://www.cnil.fr/", "https://eur-lex.europa.eu/")
    )


def faults(text: str) -> list[str]:
    """Return what the policy refuses in the template `text`, with its line."""
    # Django's own tags are replaced by as many lines of nothing: positions stay true.
    bare = _COMMENT.sub(lambda found: "\n" * found.group().count("\n"), text)
    bare = _TAG.sub(lambda found: "x" + "\n" * found.group().count("\n"), bare)
    parser = _Faults()
    parser.feed(bare)
    parser.close()
    return parser.found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_when_read_holds_nothing_the_policy_refuses(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_when_read_is_short_and_escapes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= MOST_LINES
    assert re.findall(r"\|\s*safe\b|autoescape\s+off", text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>\n<style>p{}</style>", ["2: <style>"]),
        ('<script src="{% static "a.js" %}" defer></script>', []),
        ("<script>alert(1)</script>", ["1: <script> without src"]),
        ('<script type="application/json">{}</script>', []),
        ('{# one\ntwo #}<p style="color: red">', ["2: style="]),
        ('<button onclick="x()" data-one="1">', ["1: onclick="]),
        ('<div hx-on:click="x()">', ["1: hx-on:click="]),
        ('<a href="javascript:x()">', ["1: href=javascript:"]),
        ("<div hx-vals='js:{a: 1}'>", ["1: hx-vals evaluates its value"]),
        ('<img src="https://ailleurs.example/a.png">', ["1: src fetches from elsewhere"]),
        ('<a href="https://www.cnil.fr/fr/violations">', []),
        ('<p class="{% if a %}on{% endif %}" data-on="x">', []),
        ("<iframe src='/a'></iframe>", ["1: <iframe>"]),
    ],
)
def test_faults_when_planted_are_found(text: str, found: list[str]) -> None:
    assert faults(text) == found
