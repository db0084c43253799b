"""The shipped cases pass; a wrong, impossible or badly written case says what is wrong."""

from pathlib import Path

import pytest

from portal.law.cases import SHIPPED, check, shipped_files
from portal.law.reading import LawDataError

DEADLINE = """\
vectors:
  - id: X-1
    kind: dsr_gdpr
    calendar: FR-METRO
    timezone: Europe/Paris
    input:
      right: access
      received_at: "2026-01-31T10:00:00+01:00"
    expected:
      due_date: "2026-03-02"
      status: open
    rules: [R-ART12-1M, R-1182-MONTH, R-1182-ROLL]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", shipped_files(), ids=lambda path: path.name)
def test_shipped_cases_when_checked_then_all_pass(path: Path) -> None:
    report = check(path)

    assert report.failures == ()
    assert report.notes == ()
    assert (
        report.passed == {"breaches.yaml": 31, "deadlines.yaml": 92, "dpo-dpia.yaml": 26}[path.name]
    )


def test_case_when_expected_value_differs_then_one_line_with_the_steps(tmp_path: Path) -> None:
    path = written(tmp_path, DEADLINE.replace('due_date: "2026-03-02"', 'due_date: "2026-02-28"'))

    report = check(path)

    assert (report.passed, report.failed) == (0, 1)
    (line, total) = report.lines()
    assert line.startswith(
        "X-1 due_date : attendu 2026-02-28, obtenu 2026-03-02 — Demande reçue le samedi 31"
    )
    assert total == "0 passed, 1 failed"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("status: open", "status: null", "X-1 status : attendu aucun, obtenu open"),
        ("status: open", "status: [open]", "X-1 status : attendu ['open'], obtenu open"),
        ("status: open", "colour: red", "X-1 colour : attendu red, obtenu (non calculé)"),
        ("status: open", "status: T", "X-1 status : attendu T, obtenu open"),
        ("rules: [R-ART12-1M", "rules: [R-LIL51", "X-1 rules : attendu R-LIL51, obtenu R-1182-"),
        ("right: access", "rigth: access", "cases.yaml:7: clé inconnue « rigth »"),
        ("FR-METRO", "FR-XX", "Territoire inconnu."),
        ("Europe/Paris", "Asia/Tokyo", "Fuseau inconnu."),
        ("kind: dsr_gdpr", "kind: other", "cases.yaml:3: « kind »"),
        ("10:00:00+01:00", "10:00:00", "décalage UTC"),
    ],
)
def test_case_when_wrong_then_it_fails_and_says_where(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    report = check(written(tmp_path, DEADLINE.replace(before, after)))

    assert report.failed == 1
    assert said in report.lines()[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    timezone: Europe/Paris\n", ""),
        ("    rules: [R-ART12-1M, R-1182-MONTH, R-1182-ROLL]\n", ""),
        ("status: open", "received_local_date: 2026-01-31"),
    ],
)
def test_case_when_it_leaves_out_what_can_be_known_then_it_passes(
    tmp_path: Path, before: str, after: str
) -> None:
    assert check(written(tmp_path, DEADLINE.replace(before, after))).lines() == (
        "1 passed, 0 failed",
    )


def test_medical_record_when_the_date_is_badly_written_then_line_named(tmp_path: Path) -> None:
    text = (SHIPPED / "deadlines.yaml").read_text(encoding="utf-8")

    report = check(
        written(tmp_path, text.replace('"2026-06-10"\n      info', '"10 juin"\n      info'))
    )

    assert (report.passed, report.failed) == (91, 1)
    assert "une date AAAA-MM-JJ est attendue" in report.lines()[0]


BREACH = """\
cases:
  - id: Y-1
    establishment_type: optique
    personnes_estimees: 600
    enisa:
      dpc: 1
      ei: maximum
      cb: {confidentiality: known_recipients, integrity: none, availability: none, malicious: true}
    expected: {se: 1.75, level: low, override: O8, notify_cnil: true, cert_sante: mandatory}
"""

INCIDENT = """\
vectors:
  - id: X-2
    kind: nis2_incident
    calendar: FR-METRO
    input: {aware_at: "2026-09-07T08:00:00+02:00"}
    expected: {early_warning_due_at: "2026-09-08T06:00:00Z"}
  - id: X-3
    kind: minor_erasure_lil51
    calendar: FR-METRO
    input: {received_on: 2026-01-12}
    expected: {due_date: 2026-02-12}
  - id: X-4
    kind: nis2_incident
    calendar: FR-METRO
    input: {aware_at: "lundi"}
    expected: {early_warning_due_at: "2026-09-08T06:00:00Z"}
"""


def test_breach_case_when_it_gives_no_facts_then_its_own_override_and_a_note(
    tmp_path: Path,
) -> None:
    assert check(written(tmp_path, BREACH)).lines() == (
        "Y-1 cert_sante : non vérifié, le cas n’en donne pas les faits",
        "1 passed, 0 failed",
    )


def test_breach_case_when_it_follows_the_formula_then_no_override(tmp_path: Path) -> None:
    plain = BREACH.replace("override: O8, notify_cnil: true", "override: null, notify_cnil: false")

    assert check(written(tmp_path, plain)).lines()[-1] == "1 passed, 0 failed"


def test_clock_case_when_a_later_act_is_not_known_then_what_is_known(tmp_path: Path) -> None:
    assert check(written(tmp_path, INCIDENT)).lines() == (
        "X-4 facts : attendu des faits recevables, obtenu cases.yaml:15: « aware_at » : une date"
        " et heure ISO 8601 est attendue",
        "2 passed, 1 failed",
    )


def test_file_when_it_holds_no_cases_then_refused(tmp_path: Path) -> None:
    with pytest.raises(LawDataError, match=r"^cases\.yaml:1: ce fichier ne contient pas de cas"):
        check(written(tmp_path, "rules: []\n"))
