"""The ten questions of the opening, read from their file: what each answer changes, and why."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.law.reading import Record, read
from portal.law.wording import Wording
from portal.register.fields import spoken

_DATA = Path(__file__).parent / "questions.yaml"
_NOTHING = Wording("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer, and what it changes in the register proposed.

    `leaves_out` and `adds` are activities of the templates (`adds` unless one of `unless` is
    there). `drops` are labels of processors and measures to take away, « * » for any end.
    `names` asks for the software's name. `facts` are those of the law's screening. `why` ends a
    sentence.
    """

    id: str
    words: Wording
    why_words: Wording
    leaves_out: tuple[str, ...]
    adds: tuple[str, ...]
    unless: tuple[str, ...]
    drops: tuple[str, ...]
    processor: str
    processor_of: tuple[str, ...]
    names: bool
    paper: bool
    facts: tuple[str, ...]
    professionals: int

    @property
    def label(self) -> str:
        """The answer in the language of the page."""
        return spoken(self.words)

    @property
    def why(self) -> str:
        """The reason of what it changes, in the language of the page; "" when nothing changes."""
        return spoken(self.why_words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. `asks` maps a type to the activities to tick; empty: one answer is chosen."""

    id: str
    number: int
    words: Wording
    help_words: Wording
    why_words: Wording
    choices: tuple[Choice, ...]
    asks: dict[str, tuple[str, ...]]

    @property
    def label(self) -> str:
        """The question in the language of the page."""
        return spoken(self.words)

    @property
    def help(self) -> str:
        """What it is asked for, in the language of the page."""
        return spoken(self.help_words)

    @property
    def why(self) -> str:
        """Why an activity that was not ticked is left out."""
        return spoken(self.why_words)

    @property
    def asks_a_name(self) -> bool:
        """Whether an answer comes with the name of the software."""
        return any(choice.names for choice in self.choices)

    def choice(self, answer: str) -> Choice | None:
        """Return the choice of that id, None when the question has no such answer."""
        return next((choice for choice in self.choices if choice.id == answer), None)


@cache
def questions() -> tuple[Question, ...]:
    """Return the ten questions in their order."""
    document = read(_DATA)
    found = tuple(
        _question(record, number)
        for number, record in enumerate(document.records("questions"), start=1)
    )
    document.finish()
    return found


def question_at(number: int) -> Question | None:
    """Return the question of that number, from 1; None beyond the last."""
    return next((one for one in questions() if one.number == number), None)


def _question(record: Record, number: int) -> Question:
    asks = record.record("asks") if record.has("asks") else None
    question = Question(
        id=record.text("id"),
        number=number,
        words=_words(record, ""),
        help_words=_words(record, "help_"),
        why_words=_words(record, "why_"),
        choices=tuple(map(_choice, record.records("choices"))) if record.has("choices") else (),
        asks={name: asks.texts(name) for name in asks.names()} if asks else {},
    )
    record.finish()
    return question


def _choice(record: Record) -> Choice:
    choice = Choice(
        id=record.text("id"),
        words=_words(record, ""),
        why_words=_words(record, "why_"),
        leaves_out=_texts(record, "leaves_out"),
        adds=_texts(record, "adds"),
        unless=_texts(record, "unless"),
        drops=_texts(record, "drops"),
        processor=record.optional_text("processor"),
        processor_of=_texts(record, "processor_of"),
        names=record.flag("names", default=False),
        paper=record.flag("paper", default=False),
        facts=_texts(record, "facts"),
        professionals=record.integer("professionals") if record.has("professionals") else 1,
    )
    record.finish()
    return choice


def _texts(record: Record, key: str) -> tuple[str, ...]:
    return record.texts(key) if record.has(key) else ()


def _words(record: Record, prefix: str) -> Wording:
    if not record.has(f"{prefix}fr"):
        return _NOTHING
    return Wording(fr=record.text(f"{prefix}fr"), en=record.text(f"{prefix}en"))
