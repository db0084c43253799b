"""The words of an alert, read as the person reads them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default
from uuid import UUID

import pytest
from pytest_django import Settings

from tenants.agenda.message import Content, compose, compose_for_operator
from tenants.agenda.recipients import Standing

REQUEST = Content(
    alert_id=UUID("5f0a6f0e-2a7c-4a53-9f0b-3a1c0c1f7d10"),
    attempt=1,
    rung="J-3",
    planned_for=datetime(2026, 2, 27, 7, 0, tzinfo=UTC),
    reference="DR-2026-0001",
    establishment="Pharmacie du Port",
    rule_label_fr="Réponse à une demande de droits",
    rule_label_en="Answer to a request",
    due_at=datetime(2026, 3, 2, 23, 0, tzinfo=UTC),
    due_on=date(2026, 3, 2),
    zone="Europe/Paris",
    url="https://vigie.test/e/pharmacie-du-port/demandes/1/",
)
NOW = datetime(2026, 2, 27, 7, 0, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def mail(settings: Settings) -> None:
    """Give the messages a domain and a sender."""
    settings.MAIL_DOMAIN = "vigie.test"
    settings.DEFAULT_FROM_EMAIL = "Vigie <alertes@vigie.test>"


def sent(content: Content, *, now: datetime = NOW, languages: str = "fr") -> tuple[str, str]:
    """Return subject and text, from the bytes that would leave."""
    message = compose(content, to=["d@firm.test"], languages=frozenset(languages.split()), now=now)
    received = message_from_bytes(message.as_bytes(), policy=default)
    body = received.get_body()
    assert body is not None
    return received["Subject"], body.get_content().replace("\r\n", "\n")


def test_message_when_french_then_it_says_what_where_and_until_when() -> None:
    subject, text = sent(REQUEST)

    assert subject == "[Vigie] DR-2026-0001\u00a0: échéance J-3"
    assert text == (
        "Réponse à une demande de droits\n"
        "\n"
        "Référence\u00a0: DR-2026-0001\n"
        "Établissement\u00a0: Pharmacie du Port\n"
        "À faire au plus tard\u00a0: lundi 2 mars 2026\n"
        "Temps restant\u00a0: 3 jours\n"
        "\n"
        "Ouvrir le dossier et prendre l’alerte en charge\u00a0:\n"
        "https://vigie.test/e/pharmacie-du-port/demandes/1/\n"
    )


def test_message_when_the_clock_is_in_hours_then_the_limit_has_its_hour_and_place() -> None:
    breach = replace(
        REQUEST, due_on=None, due_at=datetime(2026, 3, 1, 16, 40, tzinfo=UTC), rung="H-24"
    )

    _subject, text = sent(breach)

    assert (
        "À faire au plus tard\u00a0: dimanche 1er mars 2026 à 17\u00a0h\u00a040 (heure de Paris)\n"
        "Temps restant\u00a0: 57 heures\n"
    ) in text


@pytest.mark.parametrize(
    ("rung", "subject"),
    [
        ("opened", "[Vigie] DR-2026-0001\u00a0: un délai commence"),
        ("J-0", "[Vigie] DR-2026-0001\u00a0: échéance J"),
        ("H-4", "[Vigie] DR-2026-0001\u00a0: échéance H-4"),
        ("J+1", "[Vigie] DR-2026-0001\u00a0: échéance dépassée"),
        ("late", "[Vigie] DR-2026-0001\u00a0: échéance dépassée"),
        ("reminder", "[Vigie] DR-2026-0001\u00a0: le rappel que vous avez demandé"),
        ("E1J-7", "[Vigie] DR-2026-0001\u00a0: personne ne l’a pris en charge"),
        ("E2H-12", "[Vigie] DR-2026-0001\u00a0: personne ne l’a pris en charge"),
        ("E1opened", "[Vigie] DR-2026-0001\u00a0: personne ne l’a pris en charge"),
    ],
)
def test_message_when_a_rung_is_sent_then_its_subject_says_which(rung: str, subject: str) -> None:
    assert sent(replace(REQUEST, rung=rung))[0] == subject


def test_message_when_sent_again_and_late_then_it_says_both() -> None:
    again = replace(REQUEST, attempt=3)

    _subject, text = sent(again, now=datetime(2026, 3, 4, 1, 0, tzinfo=UTC))

    assert "En retard de\u00a0: 26 heures\n" in text
    assert text.endswith(
        "Cette alerte était prévue le vendredi 27 février 2026 à 08\u00a0h\u00a000\u00a0;"
        " elle part avec retard.\n"
        "\n"
        "Tentative 3\u00a0: ce message a pu déjà vous parvenir.\n"
    )


def test_message_when_sent_again_then_its_id_is_the_same() -> None:
    first = compose(REQUEST, to=["d@firm.test"], languages=frozenset({"fr"}), now=NOW)
    again = compose(
        replace(REQUEST, attempt=2), to=["d@firm.test"], languages=frozenset({"fr"}), now=NOW
    )

    assert first["Message-ID"] == "<5f0a6f0e-2a7c-4a53-9f0b-3a1c0c1f7d10@vigie.test>"
    assert again["Message-ID"] == first["Message-ID"]
    assert again["X-Vigie-Attempt"] == "2"


def test_message_when_readers_share_no_language_then_both_are_written() -> None:
    _subject, text = sent(REQUEST, languages="fr en")

    french, english = text.split("\n\n—\n\n")
    assert french.startswith("Réponse à une demande de droits\n")
    assert english.startswith("Answer to a request\n")


@pytest.mark.parametrize(
    ("rung", "languages", "first_line"),
    [
        ("E1J-7", "fr", "Personne n’a pris en charge l’alerte J-7 de ce délai."),
        ("E1J-7", "en", "Nobody has taken charge of the D-7 alert of this deadline."),
        ("E3opened", "fr", "Ce délai a commencé et personne ne l’a pris en charge."),
        ("reminder", "fr", "Vous avez demandé que ce délai vous soit rappelé maintenant."),
    ],
)
def test_message_when_it_is_not_a_plain_rung_then_it_says_why_first(
    rung: str, languages: str, first_line: str
) -> None:
    _subject, text = sent(replace(REQUEST, rung=rung), languages=languages)

    assert text.splitlines()[0] == first_line


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing.DEPUTY, "Vous recevez cette alerte comme suppléant"),
        (Standing.COLLEAGUES, "Vous recevez cette alerte comme DPO de l’agence"),
        (Standing.LEAD, "Vous recevez cette alerte comme responsable du cabinet"),
        (Standing.NOBODY, "L’exploitant de l’instance le sait aussi."),
    ],
)
def test_message_when_someone_stands_in_then_it_says_why_they_are_told(
    standing: Standing, words: str
) -> None:
    assert words in sent(replace(REQUEST, standing=standing))[1]


@pytest.mark.parametrize(
    ("languages", "words"),
    [("fr", "Une alerte n’atteint personne"), ("en", "An alert reaches nobody")],
)
def test_message_for_the_operator_when_written_then_it_names_no_establishment(
    languages: str, words: str
) -> None:
    message = compose_for_operator(
        REQUEST, to=["o@vigie.test"], languages=frozenset({languages}), now=NOW
    )
    received = message_from_bytes(message.as_bytes(), policy=default)
    body = received.get_body()

    assert body is not None
    text = body.get_content()
    assert words in text
    assert "DR-2026-0001" in text
    whole = message.as_bytes().decode() + text
    assert "Pharmacie" not in whole
    assert "pharmacie" not in whole
    assert received["Message-ID"] == "<5f0a6f0e-2a7c-4a53-9f0b-3a1c0c1f7d10.operator@vigie.test>"
