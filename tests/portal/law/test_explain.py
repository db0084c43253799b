"""The whole reasoning of a rule, as it is printed."""

from datetime import datetime

import pytest

from portal.law.calendars import territory
from portal.law.catalogue import Rule, catalogue
from portal.law.explain import Language, explain, starting
from portal.law.periods import LawInputError

METRO = territory("FR-METRO")
RECEIVED = datetime.fromisoformat("2026-01-31T10:00+01:00")


def test_explain_when_the_month_then_numbered_steps_result_and_sources() -> None:
    lines = explain("R-ART12-1M", start=RECEIVED, territory=METRO).lines()

    assert lines == (
        "R-ART12-1M — Réponse à une demande de droits",
        "1. Demande reçue le samedi 31 janvier 2026 à 10\u00a0h\u00a000 (heure de Paris)\u00a0:"
        " ce jour ne compte pas.",
        "2. Réponse à une demande de droits\u00a0: le délai est d’un mois —"
        " RGPD art.\u00a012 §3 (art.\u00a015 à 22).",
        "3. Un mois plus tard\u00a0: il n’y a pas de 31 février, le délai finit le dernier jour du"
        " mois, samedi 28 février 2026.",
        "4. Le 28 février 2026 est un samedi, le 1er mars 2026 est un dimanche\u00a0: le délai"
        " finit le jour ouvrable suivant, lundi 2 mars 2026.",
        "Échéance\u00a0: lundi 2 mars 2026 à 24\u00a0h\u00a000 (heure de Paris)",
        "Source\u00a0: EDPB 01/2022 (point de départ = réception par un canal officiel)\u00a0;"
        " décision de conception pour le fuseau (à confirmer)",
        "Source\u00a0: RGPD art.\u00a012 §3 (art.\u00a015 à 22) (vérifiée)",
        "Source\u00a0: Règlement 1182/71, art.\u00a03 §2 c)\u00a0; CJCE 15 juillet 2004, Toeters,"
        " C-171/03\u00a0; EDPB 01/2022 (5 mars → 5 avril\u00a0; 31 août → 30 septembre)"
        " (vérifiée en source secondaire)",
        "Source\u00a0: Règlement 1182/71, art.\u00a02 et art.\u00a03 §4"
        " (vérifiée en source secondaire)",
    )


def test_explain_when_72_hours_in_english_then_instant_and_readings() -> None:
    lines = explain("R-ART33-72H", start=RECEIVED, territory=METRO).lines(Language.EN)

    assert lines[3] == (
        "3. 72 hours later, elapsed hours, weekends and holidays included:"
        " Tuesday 3 February 2026 at 10:00 (Paris time)."
    )
    assert lines[4] == "Due: Tuesday 3 February 2026 at 10:00 (Paris time)"
    assert lines[5].startswith("Note: As the hour of the event is not counted")


def test_explain_when_the_law_sets_no_period_then_its_text_and_source() -> None:
    assert explain("R-ART33-2", start=RECEIVED, territory=METRO).lines() == (
        "R-ART33-2 — Information du responsable par le sous-traitant",
        "Dans les meilleurs délais, sans seuil de risque. Le contrat fixe un délai (recommandé"
        "\u00a0: 24\u00a0h, au plus 48\u00a0h).",
        "Ce texte ne fixe pas de délai chiffré\u00a0: il n’y a pas de date à calculer.",
        "Source\u00a0: RGPD art.\u00a033 §2 (vérifiée)",
    )


@pytest.mark.parametrize(
    ("rule_id", "due"),
    [
        ("R-CSP-8J", "dimanche 8 février 2026 à 24\u00a0h\u00a000 (heure de Paris)"),
        ("R-CSP-2M", "mardi 31 mars 2026 à 24\u00a0h\u00a000 (heure de Paris)"),
        ("R-CSP-2M-CDSP", "mardi 31 mars 2026 à 24\u00a0h\u00a000 (heure de Paris)"),
        ("R-CSP-48H", "lundi 2 février 2026 à 10\u00a0h\u00a000 (heure de Paris)"),
        ("R-ART36-8W", "lundi 30 mars 2026 à 24\u00a0h\u00a000 (heure de Paris)"),
        ("R-ART12-EXT", "jeudi 30 avril 2026 à 24\u00a0h\u00a000 (heure de Paris)"),
    ],
)
def test_explain_when_a_rule_states_a_period_then_its_end(rule_id: str, due: str) -> None:
    assert f"Échéance\u00a0: {due}" in explain(rule_id, start=RECEIVED, territory=METRO).lines()


@pytest.mark.parametrize("rule", list(catalogue()), ids=lambda rule: rule.id)
def test_explain_when_any_rule_then_both_languages_say_as_much(rule: Rule) -> None:
    explanation = explain(rule.id, start=RECEIVED, territory=METRO)

    assert len(explanation.lines()) == len(explanation.lines(Language.EN))


def test_explain_when_the_rule_is_unknown_then_refused() -> None:
    with pytest.raises(LawInputError) as refusal:
        explain("R-NONE", start=RECEIVED, territory=METRO)

    assert refusal.value.field == "rule_id"


def test_explain_when_the_rule_says_how_to_count_then_it_says_so() -> None:
    explanation = explain("R-1182-ROLL", start=None, territory=METRO)

    assert explanation.lines()[2] == (
        "Règle de calcul\u00a0: elle dit comment les délais se comptent et ne donne pas de date"
        " à elle seule."
    )
    with pytest.raises(ValueError, match="R-1182-ROLL gives no date"):
        explanation.ending()


def test_explain_when_only_the_day_is_known_then_the_reasoning_names_no_hour() -> None:
    start, hour_known = starting("2026-01-31", territory=METRO)

    lines = explain("R-ART12-1M", start=start, territory=METRO, hour_known=hour_known).lines()

    assert lines[1] == "1. Demande reçue le samedi 31 janvier 2026\u00a0: ce jour ne compte pas."


def test_explain_when_only_the_day_is_known_then_the_reflection_runs_from_its_end() -> None:
    start, hour_known = starting("2026-01-31", territory=METRO)

    lines = explain("R-CSP-8J", start=start, territory=METRO, hour_known=hour_known).lines()

    assert "pas de communication avant le mardi 3 février 2026 à 0\u00a0h\u00a000" in lines[2]


@pytest.mark.parametrize("rule_id", ["R-ART33-72H", "R-NIS2-24H", "R-CSP-48H"])
def test_explain_when_hours_are_counted_from_a_day_then_refused(rule_id: str) -> None:
    start, hour_known = starting("2026-01-31", territory=METRO)

    with pytest.raises(LawInputError, match="compte en heures") as refusal:
        explain(rule_id, start=start, territory=METRO, hour_known=hour_known)

    assert refusal.value.field == "start"


def test_explain_when_a_period_has_no_start_then_refused() -> None:
    with pytest.raises(LawInputError, match="Donnez la date qui fait courir ce délai"):
        explain("R-ART12-1M", start=None, territory=METRO)


def test_start_when_an_instant_then_its_hour_is_known() -> None:
    assert starting("2026-01-31T10:00+01:00", territory=METRO) == (RECEIVED, True)


@pytest.mark.parametrize("text", ["", "31/01/2026", "demain", "2026-02-30"])
def test_start_when_unreadable_then_refused_with_both_shapes(text: str) -> None:
    with pytest.raises(LawInputError, match=r"2026-01-31T10:00\+01:00") as refusal:
        starting(text, territory=METRO)

    assert refusal.value.field == "start"


def test_explain_when_an_incident_waits_to_be_assessed_then_the_hours_of_a_notification() -> None:
    lines = explain("R-ART33-QUALIFY", start=RECEIVED, territory=METRO).lines()

    assert "Échéance\u00a0: mardi 3 février 2026 à 10\u00a0h\u00a000 (heure de Paris)" in lines


def test_explain_when_an_incident_waits_and_only_the_day_is_known_then_refused() -> None:
    start, hour_known = starting("2026-01-31", territory=METRO)

    with pytest.raises(LawInputError, match="compte en heures"):
        explain("R-ART33-QUALIFY", start=start, territory=METRO, hour_known=hour_known)
