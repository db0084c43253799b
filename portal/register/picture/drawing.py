"""The picture as an SVG file of its own, its colours inside it."""

import re
from functools import cache
from pathlib import Path

from django.template.loader import render_to_string

from portal.register.exports.cells import xml_safe
from portal.register.picture.layout import Flow

_STYLES = Path(__file__).parents[2] / "static"
_TOKEN = re.compile(r"(--[\w-]+):\s*light-dark\(([^,()]+),[^;]*;")
_USED = re.compile(r"var\((--[\w-]+)\)")
# A file has no page around it to name a font nor to stand on; Libertinus is the font of the PDF.
_ALONE = (
    '.flow text{font-family:Figtree,Arial,"Liberation Sans",'
    'Helvetica,"Libertinus Serif",sans-serif}'
    ".flow .paper{fill:#fff;stroke:none}"
)


def drawn(flow: Flow) -> str:
    """Return the SVG of a flow that is not empty."""
    return xml_safe(render_to_string("register/picture.svg", {"flow": flow, "styles": styles()}))


@cache
def styles() -> str:
    """Return the styles of the page's picture, each token replaced by its colour on paper."""
    tokens = dict(_TOKEN.findall((_STYLES / "base.css").read_text(encoding="utf-8")))
    rules = (_STYLES / "flow.css").read_text(encoding="utf-8")
    return _ALONE + _USED.sub(lambda found: tokens[found[1]].strip(), rules)
