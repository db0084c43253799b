"""Form fields: what is typed is read in the establishment's zone, and comes back when refused."""

from datetime import UTC, datetime

import pytest

from portal.fields import InstantField, LongTextField, ZonedForm

_WHAT_TO_TYPE = "Donnez une date et une heure, par exemple 31/01/2026 10:00."


class Sample(ZonedForm):
    """A form with one of each."""

    at = InstantField(label="Reçue le")
    text = LongTextField(limit=10, label="Texte")


def _errors(at: str, text: str = "court") -> dict[str, list[str]]:
    form = Sample({"at": at, "text": text}, zone="Europe/Paris")
    return {name: [str(e) for e in errors] for name, errors in form.errors.items()}


@pytest.mark.parametrize("typed", ["2026-01-31T10:00", "2026-01-31T10:00:00", "31/01/2026 10:00"])
def test_instant_when_typed_then_read_in_the_zone(typed: str) -> None:
    form = Sample({"at": typed, "text": "court"}, zone="Europe/Paris")

    assert form.is_valid()
    assert form.cleaned_data["at"] == datetime(2026, 1, 31, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Ce champ est obligatoire."),
        ("demain", "«\u00a0demain\u00a0» ne se lit pas. " + _WHAT_TO_TYPE),
        ("2026-01-31T25:00", "«\u00a02026-01-31T25:00\u00a0» ne se lit pas. " + _WHAT_TO_TYPE),
        ("2026-02-31T10:00", "Le 31/02/2026 n’existe pas. " + _WHAT_TO_TYPE),
        ("2026-02-31", "Le 31/02/2026 n’existe pas. " + _WHAT_TO_TYPE),
        ("31/02/2026 10:00", "Le 31/02/2026 n’existe pas. " + _WHAT_TO_TYPE),
        ("0000-01-01T10:00", "Le 01/01/0000 n’existe pas. " + _WHAT_TO_TYPE),
        ("x" * 60, "«\u00a0" + "x" * 39 + "…\u00a0» ne se lit pas. " + _WHAT_TO_TYPE),
        ("1026-01-31T10:00", "Vérifiez l’année\u00a0: elle est hors du calendrier."),
        ("9999-12-31T23:59", "Vérifiez l’année\u00a0: elle est hors du calendrier."),
    ],
)
def test_instant_when_impossible_then_a_sentence(typed: str, sentence: str) -> None:
    assert _errors(typed) == {"at": [sentence]}


def test_instant_when_refused_then_what_was_typed_comes_back() -> None:
    form = Sample({"at": "2026-03-29T02:30", "text": "court"}, zone="Europe/Paris")

    assert 'value="2026-03-29T02:30"' in str(form["at"])
    assert not form.is_valid()


def test_instant_when_unread_then_its_echo_is_escaped() -> None:
    form = Sample({"at": "<b>midi</b>", "text": "court"}, zone="Europe/Paris")

    shown = str(form["at"].errors)

    assert "«\u00a0&lt;b&gt;midi&lt;/b&gt;\u00a0» ne se lit pas." in shown
    assert "<b>" not in shown


def test_instant_when_typed_by_hand_then_shown_again_as_the_browser_wants_it() -> None:
    form = Sample({"at": "31/01/2026 10:00", "text": ""}, zone="Europe/Paris")

    assert not form.is_valid()
    assert 'value="2026-01-31T10:00"' in str(form["at"])


def test_instant_when_initial_then_shown_in_the_zone() -> None:
    start: dict[str, object] = {"at": datetime(2026, 1, 31, 9, 0, tzinfo=UTC)}

    form = Sample(zone="Europe/Paris", initial=start)

    assert 'value="2026-01-31T10:00"' in str(form["at"])


def test_text_when_too_long_then_counted_and_kept() -> None:
    form = Sample({"at": "2026-01-31T10:00", "text": "x" * 12}, zone="Europe/Paris")

    assert form.errors["text"] == [
        "Ce texte est trop long\u00a0: 12 caractères, pour 10 au plus. Gardez l’essentiel."
    ]
    assert "x" * 12 in str(form["text"])
    assert "maxlength" not in str(form["text"])


def test_twice_read_when_the_hour_came_twice_then_its_label() -> None:
    form = Sample({"at": "2026-10-25T02:30", "text": "court"}, zone="Europe/Paris")

    assert form.twice_read() == ["Reçue le"]
