"""The catalogue is refused, with file and line, as soon as one of its words cannot be trusted."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from portal.law.catalogue import FILES, catalogue, load_catalogue
from portal.law.periods import Period, Unit
from portal.law.reading import RULES, LawDataError

RULE = """\
rules:
  - id: R-ONE
    label_fr: Une règle
    label_en: A rule
    source: "Un texte"
    verification: verified
    valid_from: 2018-05-25
    valid_to: 2020-12-31
    period: {value: 1, unit: month}
    start: receipt
    roll: next_working_day
    text_fr: "Un mois."
    text_en: "One month."
"""
NEXT = RULE.replace("rules:\n", "").replace("2018-05-25", "2021-01-01")
NEXT = NEXT.replace("    valid_to: 2020-12-31\n", "").replace("value: 1", "value: 2")


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[str], Path]:
    def write(computation: str) -> Path:
        for name in FILES:
            (tmp_path / f"{name}.yaml").write_text("rules: []\n", encoding="utf-8")
        shutil.copy(RULES / "starts.yaml", tmp_path)
        (tmp_path / "computation.yaml").write_text(computation, encoding="utf-8")
        return tmp_path

    return write


def test_catalogue_when_loaded_then_each_rule_has_words_and_a_source() -> None:
    rules = catalogue()

    assert len(rules) == 42
    assert len({rule.id for rule in rules}) == 42
    assert {rule.source.verification for rule in rules} <= {
        "verified",
        "verified_secondary",
        "knowledge",
    }
    assert "R-ART12-1M" in rules
    assert rules.rule("R-ART33-72H").length() == Period(72, Unit.HOUR)
    assert not rules.rule("R-NIS2-24H").is_enabled
    assert rules.rule("R-RECEIPT").source.is_to_be_confirmed
    assert rules.rule("R-RECEIPT").source.url == ""
    assert rules.rule("R-ART12-1M").source.url == (
        "https://eur-lex.europa.eu/eli/reg/2016/679/oj/fra"
    )
    assert rules.rule("R-ART12-1M").subject == "requests"


def test_rule_when_replaced_then_the_version_in_force_on_the_day(
    folder: Callable[[str], Path],
) -> None:
    rules = load_catalogue(folder(RULE + NEXT))

    assert rules.rule("R-ONE").length() == Period(2, Unit.MONTH)
    assert rules.rule("R-ONE", on=date(2021, 1, 1)).length() == Period(2, Unit.MONTH)
    assert rules.rule("R-ONE", on=date(2020, 12, 31)).length() == Period(1, Unit.MONTH)
    assert rules.rule("R-ONE", on=date(1990, 1, 1)).length() == Period(1, Unit.MONTH)
    assert "R-TWO" not in rules


def test_rule_when_it_states_no_period_then_asking_for_one_fails() -> None:
    rule = catalogue().rule("R-ART34")

    with pytest.raises(ValueError, match="R-ART34 states no period"):
        rule.length()
    with pytest.raises(ValueError, match="R-ART34 does not say what sets it running"):
        rule.event()
    with pytest.raises(KeyError, match="R-ART33-72H has no period notice"):
        catalogue().rule("R-ART33-72H").other("notice")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("    text_en", "    colour: red\n    text_en", "computation.yaml:13: clé inconnue « col"),
        ('    source: "Un texte"\n', "", "computation.yaml:2: clé « source » manquante"),
        ('"Un texte"', '" "', "computation.yaml:5: « source » : un texte est attendu"),
        (
            "verified\n",
            "verified\n    url: http://x\n",
            "computation.yaml:7: « url » : une adresse",
        ),
        ('"Un texte"', "[a]", "computation.yaml:5: « source » : une valeur simple est attendue"),
        ("verified", "sure", "computation.yaml:6: « verification » : attendu : verified, "),
        ("2018-05-25", "25 mai", "computation.yaml:7: « valid_from » : une date AAAA-MM-JJ"),
        ("2020-12-31", "2017-12-31", "computation.yaml:8: « valid_to » : finit avant de commencer"),
        ("unit: month", "unit: moon", "computation.yaml:9: « unit » : attendu : hour, day"),
        ("value: 1", "value: 0", "computation.yaml:9: « value » : un nombre positif"),
        ("value: 1", "value: un", "computation.yaml:9: « value » : un nombre est attendu"),
        ("    start: receipt\n", "", "computation.yaml:9: « period » : un délai dit ce qui"),
        ("start: receipt", "start: full_moon", "computation.yaml:10: « start » : attendu : rec"),
        ("next_working_day", "friday", "computation.yaml:11: « roll » : attendu : none, next"),
        (
            "    roll: n",
            "    is_enabled: maybe\n    roll: n",
            "computation.yaml:11: « is_enabled »",
        ),
        ("  - id: R-ONE", "  - id: R-ONE\n    id: R-TWO", "computation.yaml:3: clé « id » écrite"),
        ("rules:\n", "rules:\n  - une règle\n", "computation.yaml:2: une suite de « clé: valeur »"),
        ("rules:\n", "rules: aucune\nothers:\n", "computation.yaml:1: « rules » : une liste"),
        ("rules:\n", "rules: [\n", "computation.yaml:2: ce fichier n’est pas du YAML lisible"),
        ("rules:\n", "a: 1\nrules:\n", "computation.yaml:1: clé inconnue « a »"),
    ],
)
def test_catalogue_when_a_word_is_wrong_then_file_and_line_are_named(
    folder: Callable[[str], Path], before: str, after: str, said: str
) -> None:
    with pytest.raises(LawDataError) as refusal:
        load_catalogue(folder(RULE.replace(before, after)))

    assert str(refusal.value).startswith(said)


@pytest.mark.parametrize("second", [RULE.replace("rules:\n", ""), NEXT.replace("2021", "2020")])
def test_catalogue_when_two_versions_overlap_then_the_second_is_named(
    folder: Callable[[str], Path], second: str
) -> None:
    with pytest.raises(LawDataError, match=r"^computation\.yaml:19: « valid_from » : R-ONE vaut"):
        load_catalogue(folder(RULE + second))


def test_catalogue_when_the_older_version_never_ends_then_overlap(
    folder: Callable[[str], Path],
) -> None:
    endless = RULE.replace("    valid_to: 2020-12-31\n", "")

    with pytest.raises(LawDataError, match=r"^computation\.yaml:18: « valid_from » : R-ONE vaut"):
        load_catalogue(folder(endless + NEXT))


def test_catalogue_when_a_file_is_empty_then_said(folder: Callable[[str], Path]) -> None:
    with pytest.raises(LawDataError, match=r"^computation\.yaml:1: fichier vide$"):
        load_catalogue(folder(""))
