"""The checker finds what it is there to find: one broken promise planted at a time."""

from dataclasses import replace

import pytest

from tests.faults.verdict import Mail, Row, judge

ROWS = [
    Row("<1@v>", "d1", "F-00001", "opened", 100.0, "accepted", "dpo@v"),
    Row("<2@v>", "d1", "F-00001", "H-4", 110.0, "accepted", "lead@v"),
]
MAILS = [
    Mail(101.0, "<1@v>", "[Vigie] F-00001 : un délai commence", 1, ("dpo@v",)),
    Mail(112.5, "<2@v>", "[Vigie] F-00001 : échéance H-4", 1, ("lead@v",)),
]


def broken(
    *, rows: list[Row] = ROWS, mails: list[Mail] = MAILS, saves: tuple[str, ...] = ("d1",)
) -> list[str]:
    """Return the promises found broken."""
    return judge(saves=saves, rows=rows, mails=mails, per_deadline=2).broken


def test_verdict_when_every_promise_is_kept_then_it_says_so() -> None:
    verdict = judge(saves=["d1"], rows=ROWS, mails=[*MAILS, MAILS[0]], per_deadline=2)

    assert verdict.broken == []
    assert verdict.unacknowledged == 0
    assert (verdict.alerts, verdict.mails, verdict.duplicates, verdict.most_copies) == (2, 3, 1, 2)
    assert verdict.lateness == {"p50": 2.5, "p99": 2.5, "max": 2.5}


def test_verdict_when_a_row_answers_to_no_acknowledged_save_then_it_is_told_not_broken() -> None:
    verdict = judge(saves=[], rows=ROWS, mails=MAILS, per_deadline=2)

    assert (verdict.unacknowledged, verdict.broken) == (1, [])


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ({"mails": MAILS[:1]}, ["lost", "accepted_without_mail"]),
        ({"saves": ("d1", "d2")}, ["missing_saves"]),
        (
            {"rows": ROWS[:1], "mails": MAILS[:1]},
            ["saves_without_ladder"],
        ),
        ({"rows": [ROWS[0], replace(ROWS[1], state="sending")]}, ["sent_but_not_accepted"]),
        ({"rows": [ROWS[0], replace(ROWS[1], due=113.0)]}, ["early"]),
        ({"mails": [MAILS[0], replace(MAILS[1], to=("stranger@v",))]}, ["to_the_wrong_person"]),
        (
            {"mails": [*MAILS, replace(MAILS[1], message_id="<3@v>")]},
            ["duplicates_other_id", "mails_of_no_alert"],
        ),
    ],
)
def test_verdict_when_a_promise_is_broken_then_it_is_found(
    planted: dict[str, list[Row]], found: list[str]
) -> None:
    assert broken(**planted) == found  # type: ignore[arg-type]


def test_verdict_when_a_driver_never_turned_then_nothing_was_proved() -> None:
    verdict = judge(saves=["d1"], rows=ROWS, mails=MAILS, per_deadline=2, idle=["celery"])

    assert verdict.broken == ["idle_drivers"]
