"""The real command: what it prints, where, and its exit status."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CASES = """\
vectors:
  - id: X-1
    kind: dsr_gdpr
    calendar: FR-METRO
    input: {right: access, received_at: "2026-01-31T10:00:00+01:00"}
    expected: {due_date: "2026-03-02"}
  - id: X-2
    kind: retention_video
    calendar: FR-METRO
    input: {recorded_on: 2026-01-31}
    expected: {erase_by: 2026-02-27}
"""


def law(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "law", *arguments],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_check_when_no_file_is_given_then_the_shipped_cases_pass() -> None:
    done = law("check")

    assert (done.returncode, done.stdout, done.stderr) == (0, "149 passed, 0 failed\n", "")


def test_check_when_a_case_fails_then_one_line_with_the_steps_and_status_1(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(CASES, encoding="utf-8")

    done = law("check", str(path), str(path))

    line = (
        "X-2 erase_by : attendu 2026-02-27, obtenu 2026-02-28 — Images enregistrées le samedi 31"
        " janvier 2026\u00a0: ce jour ne compte pas. | Images de vidéoprotection/vidéosurveillance"
        "\u00a0: le délai est d’un mois — CSI art. L.252-5 (lieux ouverts au public)\u00a0; CNIL"
        " (lieux de travail). | Un mois plus tard\u00a0: il n’y a pas de 31 février, le délai finit"
        " le dernier jour du mois, samedi 28 février 2026."
    )
    said = done.stdout.replace("art.\u00a0", "art. ").splitlines()
    assert said == [line, line, "2 passed, 2 failed"]
    assert (done.returncode, done.stderr) == (1, "")


def test_explain_when_an_instant_then_the_reasoning() -> None:
    done = law("explain", "R-ART12-1M", "--received", "2026-01-31T10:00+01:00")

    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == "R-ART12-1M — Réponse à une demande de droits"
    assert "Échéance\u00a0: lundi 2 mars 2026 à 24\u00a0h\u00a000 (heure de Paris)" in done.stdout


def test_explain_when_overseas_and_english_then_its_clock_in_english() -> None:
    done = law(
        *("explain", "R-ART33-72H", "--received", "2026-01-31T10:00+01:00"),
        *("--territory", "FR-RE", "--language", "en"),
    )

    assert "Due: Tuesday 3 February 2026 at 13:00 (Réunion time)" in done.stdout.splitlines()


def test_explain_when_the_rule_gives_no_date_then_no_date_is_asked_for() -> None:
    done = law("explain", "R-1182-ROLL")

    assert (done.returncode, done.stderr) == (0, "")
    assert "ne donne pas de date à elle seule." in done.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Donnez « check » ou « explain »"),
        (("check", "/nulle-part.yaml"), "« /nulle-part.yaml » ne se lit pas"),
        (("check", "portal/static/fonts/figtree-latin.woff2"), "figtree-latin.woff2 » ne se lit"),
        (("check", "portal"), "« portal » ne se lit pas"),
        (("check", "README.md"), "README.md:"),
        (("check", "portal/law/rules/starts.yaml"), "starts.yaml:2: ce fichier ne contient pas"),
        (("explain",), "Commande mal écrite"),
        (("explain", "R-NONE", "--received", "2026-01-31"), "Règle inconnue."),
        (("explain", "R-ART12-1M"), "Donnez la date qui fait courir ce délai."),
        (("explain", "R-ART12-1M", "--received", ""), "Date illisible"),
        (("explain", "R-ART12-1M", "--received", "2026-01-31T10:00"), "décalage UTC"),
        (("explain", "R-ART12-1M", "--received", "demain"), "Date illisible"),
        (("explain", "R-ART12-1M", "--received", "1815-06-18"), "entre 1990 et 2100"),
        (("explain", "R-ART33-72H", "--received", "2026-01-31"), "compte en heures"),
        (
            ("explain", "R-ART12-1M", "--received", "2026-01-31", "--territory", "FR-XX"),
            "Territoire inconnu.",
        ),
        (
            ("explain", "R-ART12-1M", "--received", "2026-01-31", "--language", "br"),
            "Donnez la langue",
        ),
    ],
)
def test_law_when_the_input_is_bad_then_one_sentence_and_status_2(
    arguments: tuple[str, ...], sentence: str
) -> None:
    done = law(*arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert sentence in done.stderr


def test_check_when_the_file_holds_control_characters_then_refused(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text("vectors: \x00\n", encoding="utf-8")

    done = law("check", str(path))

    assert (done.returncode, done.stderr) == (
        2,
        "cases.yaml:1: ce fichier n’est pas du YAML lisible\n",
    )
