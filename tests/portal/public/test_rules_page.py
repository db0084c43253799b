"""The public page of the rules: everybody reads it, and what is asked stands in its address."""

import re
from datetime import date

import pytest
from django.test import Client

from portal.law.catalogue import FILES, Rule, catalogue
from portal.law.explain import computes
from portal.public.rules import SUBJECTS, computing, groups, statuses

ASKED = {
    "regle": "R-ART12-1M",
    "jour": "2026-01-31",
    "heure": "10:00",
    "territoire": "FR-METRO",
}
NBSP = "\u00a0"


def page(path: str = "/regles/", language: str = "fr", **asked: str) -> str:
    """Return what a visitor without account is shown, as one line."""
    answer = Client(headers={"host": "127.0.0.1"}).get(
        path, asked, headers={"accept-language": language}
    )
    assert answer.status_code == 200
    return re.sub(r"[ \n]+", " ", answer.content.decode())


@pytest.mark.django_db
def test_rules_when_nobody_is_signed_in_then_each_rule_has_its_anchor() -> None:
    shown = page()

    missing = [
        rule.id for rule in catalogue() if f'<article class="rule" id="{rule.id}"' not in shown
    ]
    assert missing == []
    assert 'href="https://eur-lex.europa.eu/eli/reg/2016/679/oj/fra"' in shown
    assert "Se connecter" in shown


@pytest.mark.django_db
def test_rules_when_practice_or_contract_binds_then_the_mark_says_so() -> None:
    assert '<span class="tag">Usage</span>' in page()
    assert '<span class="tag">Contrat</span>' in page()
    assert '<span class="tag">Practice</span>' in page(language="en")


@pytest.mark.django_db
def test_rules_when_english_then_titles_and_lengths_are_english() -> None:
    shown = page(language="en")

    assert "Answer to a data-subject request" in shown
    assert "<b>One month</b><span>Request received</span>" in shown
    assert "Since 25 May 2018" in shown


@pytest.mark.django_db
def test_calculator_when_asked_then_the_date_the_steps_and_the_letter() -> None:
    shown = page(**ASKED)

    assert f"Lundi 2 mars 2026 à 24{NBSP}h{NBSP}00 (heure de Paris)</p>" in shown
    assert '<a href="#R-1182-ROLL">R-1182-ROLL</a>' in shown
    letter = re.search(r'<textarea id="lettre".*?</textarea>', shown)
    assert letter is not None
    assert (
        f"4. Le 28 février 2026 est un samedi, le 1er mars 2026 est un dimanche{NBSP}: "
        in letter[0]
    )
    assert f"Source{NBSP}: Règlement 1182/71" in letter[0]


@pytest.mark.django_db
def test_calculator_when_searching_too_then_rules_that_do_not_show_are_linked_elsewhere() -> None:
    shown = page(**ASKED, q="dossier")

    assert '<a href="/regles/#R-1182-ROLL">R-1182-ROLL</a>' in shown
    assert '<input type="hidden" name="q" value="dossier">' in shown


@pytest.mark.django_db
def test_calculator_when_the_hour_is_unknown_then_the_day_is_enough() -> None:
    shown = page(**ASKED | {"heure": "", "jour": "31/01/2026"})

    assert f"Demande reçue le samedi 31 janvier 2026{NBSP}: ce jour ne compte pas." in shown


@pytest.mark.django_db
def test_calculator_when_overseas_then_its_own_clock() -> None:
    shown = page(**ASKED | {"regle": "R-ART33-72H", "territoire": "FR-RE"}, language="en")

    assert "Tuesday 3 February 2026 at 10:00 (Réunion time)</p>" in shown


@pytest.mark.django_db
def test_calculator_when_the_hour_came_twice_then_the_first_and_it_says_so() -> None:
    shown = page(**ASKED | {"regle": "R-ART33-72H", "jour": "2026-10-25", "heure": "02:30"})

    assert f"Mercredi 28 octobre 2026 à 1{NBSP}h{NBSP}30 (heure de Paris)</p>" in shown
    assert "Cette heure est venue deux fois cette nuit-là." in shown


@pytest.mark.django_db
def test_calculator_when_the_text_is_not_in_force_then_it_says_so() -> None:
    assert "Ce texte n’est pas tenu pour en vigueur" in page(**ASKED | {"regle": "R-NIS2-24H"})
    assert "Ce texte n’est pas tenu pour en vigueur" not in page(**ASKED)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "kept", "sentence"),
    [
        ({"jour": "2026-02-30"}, 'type="text" name="jour" value="2026-02-30"', "Donnez un jour du"),
        ({"jour": ""}, 'type="date" name="jour"', "Ce champ est obligatoire."),
        ({"jour": "1815-06-18"}, 'value="1815-06-18"', "Donnez une date entre 1990 et 2100."),
        ({"heure": "midi"}, 'type="text" name="heure" value="midi"', "Donnez une heure, par"),
        ({"regle": "R-NONE"}, 'name="jour" value="2026-01-31"', "R-NONE"),
        ({"regle": "R-1182-ROLL"}, 'name="jour" value="2026-01-31"', "R-1182-ROLL"),
        ({"territoire": "FR-XX"}, 'name="heure" value="10:00"', "FR-XX"),
        (
            {"regle": "R-ART33-72H", "heure": ""},
            '<option value="R-ART33-72H" selected>',
            f"Cette règle compte en heures{NBSP}: donnez l’heure.",
        ),
        (
            {"jour": "2026-03-29", "heure": "02:30"},
            'name="heure" value="02:30"',
            "les horloges ont avancé",
        ),
    ],
)
def test_calculator_when_the_input_is_bad_then_kept_with_a_sentence(
    wrong: dict[str, str], kept: str, sentence: str
) -> None:
    shown = page(**ASKED | wrong)

    assert kept in shown
    assert sentence in shown
    assert 'class="limit"' not in shown


@pytest.mark.django_db
def test_calculator_when_a_rule_is_only_chosen_then_it_waits_without_reproach() -> None:
    shown = page(regle="R-CSP-8J")

    assert '<option value="R-CSP-8J" selected>' in shown
    assert "aria-invalid" not in shown


@pytest.mark.django_db
@pytest.mark.parametrize("rule", computing(), ids=lambda rule: rule.id)
def test_calculator_when_any_rule_it_offers_then_a_date(rule: Rule) -> None:
    assert 'class="limit"' in page(**ASKED | {"regle": rule.id})


def test_computing_when_listed_then_every_version_of_each_gives_a_date() -> None:
    ids = {rule.id for rule in computing()}

    assert [rule.id for rule in catalogue() if rule.id in ids and not computes(rule)] == []
    assert {rule.id for rule in catalogue() if computes(rule)} == ids


def test_subjects_when_named_then_none_is_left_out() -> None:
    assert set(SUBJECTS) == set(FILES)


@pytest.mark.parametrize(
    ("query", "status", "found"),
    [
        ("MINORITÉ effacement", "", ["R-LIL51"]),
        ("minorite", "", ["R-LIL51"]),
        ("r-art33-72h", "verifiee", ["R-ART33-72H"]),
        ("r-art33-72h", "a-confirmer", []),
        ("d'un mineur", "", ["R-RET-28"]),
    ],
)
def test_groups_when_searched_then_only_what_holds_every_word(
    query: str, status: str, found: list[str]
) -> None:
    shown = [rule.id for group in groups(query=query, status=status) for rule in group.rules]

    assert shown == found


def test_statuses_when_counted_then_every_rule_is_in_one() -> None:
    assert sum(status.count for status in statuses()) == len(catalogue())


@pytest.mark.django_db
def test_rules_when_nothing_is_found_then_it_says_what_to_try() -> None:
    assert "Aucune règle ne répond à cette recherche" in page(q="<b>zzz")
    assert "&lt;b&gt;zzz" in page(q="<b>zzz")


@pytest.mark.django_db
def test_holidays_when_alsace_then_its_own_days() -> None:
    shown = page("/regles/jours-feries/", annee="2027", territoire="FR-AM-VS")

    days = [date.fromisoformat(day) for day in re.findall(r'<time datetime="([^"]+)">', shown)]
    assert date(2027, 3, 26) in days
    assert len(days) == 13
    assert "Vendredi 26 mars 2027</time></th><td>Vendredi saint <span" in shown


@pytest.mark.django_db
def test_holidays_when_english_then_english() -> None:
    shown = page("/regles/jours-feries/", language="en", annee="2027")

    assert "Easter Monday" in shown


@pytest.mark.django_db
@pytest.mark.parametrize("year", ["1815", "abc"])
def test_holidays_when_the_year_is_bad_then_kept_with_a_sentence(year: str) -> None:
    shown = page("/regles/jours-feries/", annee=year)

    assert f'value="{year}"' in shown
    assert 'class="err"' in shown or "errorlist" in shown
    assert "<table" not in shown


@pytest.mark.django_db
def test_sign_in_when_shown_then_leads_to_the_rules() -> None:
    assert 'href="/regles/"' in page("/compte/login/")
