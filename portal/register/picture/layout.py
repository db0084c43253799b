"""Where each thing of the picture stands: boxes, lines between them, bars of retention. Pure.

The sheet does not say which person gives which data: the boxes of two columns are joined through
one trunk, and no line pretends to know more.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.register.picture.facts import Column, Facts, Item, Kept, Tone
from portal.register.picture.lettering import fitted

WIDTH = 800
_BOX, _GAP, _TALL, _PITCH = 138, 27.5, 58, 72
_TOP, _LANE, _ROUND = 44, 30, 7
_MOST_BOXES, _MOST_BARS = 6, 8
_NAME, _SMALL = 12, 11
_ROOM = _BOX - 14
_TOOLS, _PROCESSORS, _RECIPIENTS = 2, 3, 4
_SAID_BY_LINES = frozenset({Tone.GOOD, Tone.WATCH, Tone.BAD})
_LABELS, _BARS, _FATES, _BAR_PITCH = 150, 162, 650, 42


@dataclass(frozen=True, slots=True)
class Text:
    """A line of words, at its baseline."""

    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Node:
    """A box: its words line by line, and all of them in `title`."""

    x: float
    y: float
    name: tuple[Text, ...]
    detail: Text | None
    mark: Text | None
    tone: Tone
    title: str
    width: int = _BOX
    height: int = _TALL


@dataclass(frozen=True, slots=True)
class Link:
    """A line between boxes, as an SVG path."""

    path: str
    tone: Tone = Tone.PLAIN
    is_arrow: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A length of a bar of retention: kind is active, archive or fate."""

    x: float
    y: float
    width: float
    kind: str
    text: Text
    title: str


@dataclass(frozen=True, slots=True)
class Flow:
    """The whole picture. `sentence` says all of it; `is_empty`: there is nothing to draw."""

    title: str
    sentence: str
    is_empty: bool
    height: float
    heads: tuple[Text, ...]
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    labels: tuple[Text, ...]
    bars: tuple[Bar, ...]
    width: int = WIDTH


def flow_of(facts: Facts) -> Flow:
    """Return the picture of the facts; the same facts give the same picture."""
    columns = [_folded(column) for column in facts.columns]
    most = max(len(column.items) for column in columns)
    middle = _TOP + (most * _PITCH - (_PITCH - _TALL)) / 2
    placed = [_placed(column, at, middle=middle) for at, column in enumerate(columns)]
    floor = _TOP + most * _PITCH + 8
    labels, bars = _retentions(facts.kept, top=floor)
    return Flow(
        title=_("Circuit des données\u00a0: %(name)s") % {"name": facts.name},
        sentence=facts.sentence,
        is_empty=facts.is_empty,
        height=floor + _BAR_PITCH * min(len(facts.kept), _MOST_BARS + 1),
        heads=tuple(
            Text(_left(at) + _BOX / 2, 14, column.title) for at, column in enumerate(columns)
        ),
        nodes=tuple(node for nodes in placed for node in nodes),
        links=tuple(_links(placed, middle=middle)),
        labels=labels,
        bars=bars,
    )


def _folded(column: Column) -> Column:
    """Return the column as drawn: never empty, never too long."""
    items = column.items
    if not items:
        return Column(column.title, (Item(_("Rien d’indiqué"), tone=Tone.NOTHING),))
    if len(items) <= _MOST_BOXES:
        return column
    # What is wrong, sensitive or abroad comes first, so that the rest is folded; else in its order.
    items = tuple(sorted(items, key=lambda one: (one.tone != Tone.BAD, not one.mark)))
    shown, rest = items[: _MOST_BOXES - 1], items[_MOST_BOXES - 1 :]
    first = rest[0]
    more = Item(
        ngettext("et %(count)d autre", "et %(count)d autres", len(rest)) % {"count": len(rest)},
        detail=first.detail if first.tone == Tone.BAD else "",
        tone=first.tone if first.tone == Tone.BAD else Tone.REST,
        whole=", ".join(one.words for one in rest),
    )
    return Column(column.title, (*shown, more))


def _left(at: int) -> float:
    return at * (_BOX + _GAP)


def _placed(column: Column, at: int, *, middle: float) -> tuple[Node, ...]:
    tall = len(column.items) * _PITCH - (_PITCH - _TALL)
    top = middle - tall / 2
    return tuple(
        _node(one, x=_left(at), y=top + place * _PITCH) for place, one in enumerate(column.items)
    )


def _node(one: Item, *, x: float, y: float) -> Node:
    name = fitted(one.label, room=_ROOM, size=_NAME, lines=2)
    detail = fitted(one.detail, room=_ROOM, size=_SMALL, lines=1)
    centre = x + _BOX / 2
    first = y + _TALL / 2 + 4 - 7 * (len(name) + len(detail) - 1)
    lines = [
        Text(centre, first + 14 * place, words) for place, words in enumerate((*name, *detail))
    ]
    return Node(
        x=x,
        y=y,
        name=tuple(lines[: len(name)]),
        detail=lines[-1] if detail else None,
        mark=Text(x + _BOX - 8, y + 3.5, one.mark) if one.mark else None,
        tone=one.tone,
        title=one.words,
    )


def _links(placed: list[tuple[Node, ...]], *, middle: float) -> Iterator[Link]:
    for at in (0, 1):
        trunk = _trunk(at)
        yield from (_out(node, trunk, middle) for node in placed[at])
        for node in placed[at + 1]:
            yield from _into(node, trunk, middle)
    trunk = _trunk(_TOOLS)
    yield from (_out(node, trunk, middle) for node in placed[_TOOLS])
    for node in placed[_PROCESSORS]:
        if node.tone != Tone.NOTHING:
            yield from _into(node, trunk, middle)
    # Recipients are served by the tools: the line goes over the processors, not through them.
    last = _trunk(_PROCESSORS)
    yield Link(
        f"M{trunk:g} {middle:g}V{_LANE + _ROUND}q0 -{_ROUND} {_ROUND} -{_ROUND}"
        f"H{last - _ROUND:g}q{_ROUND} 0 {_ROUND} {_ROUND}V{middle:g}"
    )
    for node in placed[_RECIPIENTS]:
        yield from _into(node, last, middle, is_arrow=True)


def _trunk(at: int) -> float:
    return _left(at) + _BOX + _GAP / 2


def _height_of(node: Node) -> float:
    return node.y + node.height / 2


def _out(node: Node, trunk: float, middle: float) -> Link:
    """Return the line from a box to the trunk on its right."""
    y, right = _height_of(node), node.x + node.width
    if abs(y - middle) < _ROUND:
        return Link(f"M{right:g} {y:g}H{trunk:g}")
    turn = _ROUND if middle > y else -_ROUND
    return Link(f"M{right:g} {y:g}H{trunk - _ROUND:g}q{_ROUND} 0 {_ROUND} {turn}V{middle:g}")


def _into(node: Node, trunk: float, middle: float, *, is_arrow: bool = False) -> Iterator[Link]:
    """Yield the line from the trunk to a box on its right: what reaches the box has its tone."""
    y = _height_of(node)
    tone = node.tone if node.tone in _SAID_BY_LINES and not is_arrow else Tone.PLAIN
    if abs(y - middle) < _ROUND:
        yield Link(f"M{trunk:g} {y:g}H{node.x:g}", tone, is_arrow)
        return
    turn = _ROUND if y > middle else -_ROUND
    yield Link(f"M{trunk:g} {middle:g}V{y - turn:g}")
    yield Link(f"M{trunk:g} {y - turn:g}q0 {turn} {_ROUND} {turn}H{node.x:g}", tone, is_arrow)


def _retentions(kept: tuple[Kept, ...], *, top: float) -> tuple[tuple[Text, ...], tuple[Bar, ...]]:
    labels: list[Text] = []
    bars: list[Bar] = []
    for place, one in enumerate(kept[:_MOST_BARS]):
        y = top + place * _BAR_PITCH
        names = fitted(one.what, room=_LABELS, size=_SMALL, lines=2)
        labels += [Text(0, y + 11 + 13 * row, words) for row, words in enumerate(names)]
        bars += _bars(one, y=y)
    if len(kept) > _MOST_BARS:
        rest = len(kept) - _MOST_BARS
        words = ngettext("et %(count)d autre durée", "et %(count)d autres durées", rest)
        labels.append(Text(0, top + _MOST_BARS * _BAR_PITCH + 11, words % {"count": rest}))
    return tuple(labels), tuple(bars)


def _bars(one: Kept, *, y: float) -> Iterator[Bar]:
    # Not to scale: a period often starts at an event, and its end is not a number.
    half = (_FATES + _BARS) / 2
    archived = _FATES - half
    ends = half if one.archive else _FATES
    yield _bar(_BARS, ends - _BARS - 3, y=y, kind="active", words=one.active)
    if one.archive:
        words = _("archives\u00a0: %(period)s") % {"period": one.archive}
        yield _bar(half, archived - 3, y=y, kind="archive", words=words)
    yield _bar(_FATES, WIDTH - _FATES, y=y, kind="fate", words=one.fate)


def _bar(x: float, width: float, *, y: float, kind: str, words: str) -> Bar:
    said = fitted(words, room=width - 4, size=_SMALL, lines=1)
    return Bar(x, y, width, kind, Text(x, y + 27, said[0] if said else ""), words)
