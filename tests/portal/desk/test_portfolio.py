"""The portfolio read again from the registers."""

from portal.desk.portfolio import reread, reread_in_turn
from tenants.directory.models import Establishment
from tenants.portfolio.models import ActivityStanding
from tests.conftest import Firm, owner
from tests.portal.desk.library.samples import laid


def test_portfolio_when_a_standing_is_lost_or_wrong_then_read_again(
    firm: Firm, establishment: Establishment
) -> None:
    activity = laid(firm, establishment)
    with owner():
        wrong = ActivityStanding.objects.exclude(pk=activity.pk).order_by("reference")
        wrong[0].delete()
        ActivityStanding.objects.filter(pk=activity.pk).update(awaits_answer=True, missing=9)

    repaired = reread(establishment)

    with owner():
        kept = ActivityStanding.objects.get(pk=activity.pk)
        count = ActivityStanding.objects.count()
    assert (repaired, reread(establishment)) == (2, 0)
    assert (kept.awaits_answer, kept.missing) == (False, activity.missing)
    assert count == 20


def test_portfolio_when_its_turn_was_taken_then_nobody_reads_again(
    firm: Firm, establishment: Establishment
) -> None:
    laid(firm, establishment)

    assert reread_in_turn() == 0
    assert reread_in_turn() is None
