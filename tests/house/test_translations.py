"""The portal says in English all that it says in French, with the same things put in the gaps."""

import re

from babel.messages.catalog import Message

from tests.house.messages import english, said, translated, untranslated

# « %(hours)d » may be written « %(hours)02d »: a gap is its name and its kind.
_GAP = re.compile(r"%(\(\w+\))?[0-9.]*([sd])")
# A space that breaks before a high sign or inside guillemets, or a typewriter's apostrophe.
_POOR_FRENCH = re.compile(r" [:;!?»]|« |[a-zA-Zé]'[a-zA-Zéêàh]")
_TAG = re.compile(r"</?\w+>")


def gaps(text: str) -> list[str]:
    """Return what is put in a text and what marks it up, in alphabetical order."""
    found = {name + kind for name, kind in _GAP.findall(text)}
    return sorted([*found, *_TAG.findall(text)])


def forms(message: Message) -> list[tuple[str, str]]:
    """Return the French and the English of a message, singular then plural when it has both."""
    french = (message.id,) if isinstance(message.id, str) else message.id
    return list(zip(french, english(message), strict=True))


def test_messages_when_said_in_the_sources_stand_in_the_translation() -> None:
    known = translated()

    missing = [
        message.id
        for message in said()
        if message.id and known.get(message.id, context=message.context) is None
    ]

    assert missing == [], "run « .venv/bin/python -m tests.house.messages » and translate"


def test_messages_when_plural_in_the_sources_are_plural_in_the_translation() -> None:
    known = {(message.id, message.context) for message in translated()}

    flat = [
        message.id
        for message in said()
        if message.pluralizable and (message.id, message.context) not in known
    ]

    assert flat == []


def test_translation_when_read_is_whole_and_certain() -> None:
    assert [message.id for message in untranslated(translated())] == []


def test_translation_when_read_fills_the_same_gaps() -> None:
    wrong = [
        (in_french, in_english)
        for message in translated()
        if message.id
        for in_french, in_english in forms(message)
        if gaps(in_french) != gaps(in_english)
    ]

    assert wrong == []


def test_gaps_when_found_are_names_and_kinds() -> None:
    assert gaps("%(hours)02d %s <b>%(who)s</b> 100 %") == ["(hours)d", "(who)s", "</b>", "<b>", "s"]


def test_messages_when_said_in_french_then_with_its_spaces_and_apostrophes() -> None:
    wrong = [
        text
        for message in said()
        for text in ((message.id,) if isinstance(message.id, str) else message.id)
        if _POOR_FRENCH.search(text) and text.strip(": ")
    ]

    assert wrong == [], "a space before « : ; ! ? » » and after « « » does not break; ’ is curved"
