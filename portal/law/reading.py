"""Typed reading of the law's YAML: each refusal names the file and the line."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path

import yaml

# The C parser is ten times faster; the pure one says the same where it is missing.
_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]
"""What a data file may hold. A date stays the text that was written."""

RULES = Path(__file__).parent / "rules"


class LawDataError(ValueError):
    """A data file of the law that cannot be trusted. The message starts with `file:line:`."""


class Record:
    """One mapping of a data file, read key by key; `finish` refuses what nobody read."""

    __slots__ = ("_file", "_line", "_nodes", "_read")

    def __init__(self, *, file: str, node: yaml.Node) -> None:
        self._file = file
        self._line = node.start_mark.line + 1
        self._read: set[str] = set()
        self._nodes: dict[str, yaml.Node] = {}
        if not isinstance(node, yaml.MappingNode):
            raise self.error("une suite de « clé: valeur » est attendue ici")
        for key, value in node.value:
            if key.value in self._nodes:
                raise self.error(f"clé « {key.value} » écrite deux fois", at=key)
            self._nodes[key.value] = value

    def error(self, message: str, *, at: yaml.Node | None = None) -> LawDataError:
        """Return (not raise) an error that names the file and the line of `at`, or its own."""
        line = self._line if at is None else at.start_mark.line + 1
        return LawDataError(f"{self._file}:{line}: {message}")

    def has(self, key: str) -> bool:
        """Return whether the key is written, and not `null`."""
        node = self._nodes.get(key)
        if node is None or node.tag == "tag:yaml.org,2002:null":
            self._read.add(key)
            return False
        return True

    def error_at(self, key: str, message: str) -> LawDataError:
        """Return (not raise) an error that names the line of the key's value."""
        return self.error(f"« {key} » : {message}", at=self._nodes.get(key))

    def text(self, key: str) -> str:
        """Return the non-empty text of the key."""
        value = self._scalar(key).strip()
        if not value:
            raise self.error_at(key, "un texte est attendu")
        return value

    def optional_text(self, key: str) -> str:
        """Return the text of the key, empty when the key is not written."""
        return self.text(key) if self.has(key) else ""

    def day(self, key: str) -> date:
        """Return the civil day written AAAA-MM-JJ."""
        value = self._scalar(key)
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self.error_at(key, "une date AAAA-MM-JJ est attendue") from None

    def optional_day(self, key: str) -> date | None:
        """Return the civil day of the key, None when the key is not written."""
        return self.day(key) if self.has(key) else None

    def instant(self, key: str) -> datetime:
        """Return the date and time written in ISO 8601, aware only if an offset is written."""
        value = self._scalar(key)
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            raise self.error_at(key, "une date et heure ISO 8601 est attendue") from None

    def optional_instant(self, key: str) -> datetime | None:
        """Return the date and time of the key, None when the key is not written."""
        return self.instant(key) if self.has(key) else None

    def choice(self, key: str, choices: Iterable[str]) -> str:
        """Return the text of the key, one of the choices."""
        value, known = self.text(key), tuple(choices)
        if value not in known:
            raise self.error_at(key, f"attendu : {', '.join(known)}")
        return value

    def integer(self, key: str) -> int:
        """Return the whole number of the key."""
        return int(self.number(key, kind="tag:yaml.org,2002:int"))

    def number(self, key: str, *, kind: str = "tag:yaml.org,2002:float") -> float:
        """Return the number of the key; a whole number is a number."""
        value = self._scalar(key)
        if self._nodes[key].tag not in {kind, "tag:yaml.org,2002:int"}:
            raise self.error_at(key, "un nombre est attendu")
        return float(value)

    def flag(self, key: str, *, default: bool) -> bool:
        """Return the yes or no of the key, `default` when it is not written."""
        if not self.has(key):
            return default
        value = self._scalar(key)
        if value not in {"true", "false"}:
            raise self.error_at(key, "true ou false est attendu")
        return value == "true"

    def record(self, key: str) -> "Record":
        """Return the mapping written under the key."""
        return Record(file=self._file, node=self._node(key))

    def records(self, key: str) -> "list[Record]":
        """Return the mappings listed under the key, in order."""
        return [Record(file=self._file, node=node) for node in self._sequence(key)]

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the scalars listed under the key, in order."""
        return tuple(str(node.value) for node in self._sequence(key))

    def plain(self, key: str) -> "Plain":
        """Return the value of the key as it is written, numbers and yes or no apart."""
        return _plain(self._node(key))

    def names(self) -> tuple[str, ...]:
        """Return the keys written, in order."""
        return tuple(self._nodes)

    def finish(self) -> None:
        """Return nothing; raise LawDataError for the first key nobody read."""
        for key, node in self._nodes.items():
            if key not in self._read:
                raise self.error(f"clé inconnue « {key} »", at=node)

    def _node(self, key: str) -> yaml.Node:
        self._read.add(key)
        if key not in self._nodes:
            raise self.error(f"clé « {key} » manquante")
        return self._nodes[key]

    def _scalar(self, key: str) -> str:
        node = self._node(key)
        if not isinstance(node, yaml.ScalarNode):
            raise self.error_at(key, "une valeur simple est attendue")
        return str(node.value)

    def _sequence(self, key: str) -> list[yaml.Node]:
        node = self._node(key)
        if not isinstance(node, yaml.SequenceNode):
            raise self.error_at(key, "une liste est attendue")
        return list(node.value)


_SCALARS: dict[str, Callable[[str], Plain]] = {
    "tag:yaml.org,2002:null": lambda _text: None,
    "tag:yaml.org,2002:bool": lambda text: text == "true",
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
}


def _plain(node: yaml.Node) -> Plain:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    return _SCALARS.get(node.tag, str)(node.value)


def read(path: Path) -> Record:
    """Return the mapping a data file holds. Raises LawDataError when it is not YAML or is empty."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise LawDataError(f"{path.name}:{line}: ce fichier n’est pas du YAML lisible") from error
    if node is None:
        raise LawDataError(f"{path.name}:1: fichier vide")
    return Record(file=path.name, node=node)
