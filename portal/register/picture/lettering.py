"""Words in a box: how wide they are, where a line ends, what is cut. Pure, without a font."""

# Widths in hundredths of the size, measured in Figtree semi-bold: what fits there fits in Arial.
_WIDTHS = {
    28: frozenset("lijI.,;:!'’|· \u00a0\u202f"),
    40: frozenset('rft()[]/-1°"'),
    90: frozenset("mwMWŒœÆæ@%"),
    110: frozenset("—"),
}
_OF_SIGN = {sign: width for width, signs in _WIDTHS.items() for sign in signs}
_USUAL, _CAPITAL = 57, 72
ELLIPSIS = "…"


def width_of(text: str, *, size: int) -> float:
    """Return about how wide the text is, in the units of `size`."""
    return sum(_hundredths(sign) for sign in text) * size / 100


def fitted(text: str, *, room: float, size: int, lines: int) -> tuple[str, ...]:
    """Return the text on at most so many lines, each within `room`; what is cut ends with « … ».

    Lines break between words; a word wider than the room is broken where it must be.
    """
    found: list[str] = []
    rest = " ".join(text.split())
    while rest and len(found) < lines:
        line, rest = _first_line(rest, room=room, size=size)
        found.append(line)
    if rest:
        found[-1] = _cut(found[-1], room=room, size=size)
    return tuple(found)


def _first_line(text: str, *, room: float, size: int) -> tuple[str, str]:
    """Return what fits on one line, and what is left."""
    line = ""
    words = text.split(" ")
    for place, word in enumerate(words):
        longer = f"{line} {word}" if line else word
        if width_of(longer, size=size) > room:
            return (line, " ".join(words[place:])) if line else _broken(text, room=room, size=size)
        line = longer
    return line, ""


def _broken(text: str, *, room: float, size: int) -> tuple[str, str]:
    end = 1
    while width_of(text[: end + 1], size=size) <= room:
        end += 1
    return text[:end], text[end:].lstrip()


def _cut(line: str, *, room: float, size: int) -> str:
    while line and width_of(line + ELLIPSIS, size=size) > room:
        line = line[:-1]
    return line.rstrip(" ,;:.") + ELLIPSIS


def _hundredths(sign: str) -> int:
    return _OF_SIGN.get(sign, _CAPITAL if sign.isupper() else _USUAL)
