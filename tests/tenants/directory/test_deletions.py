"""What may be read may not be deleted for all that, even when the application forgets to ask."""

from datetime import date

from tenants.agenda.models import LadderStep
from tenants.directory.models import Absence, Membership
from tenants.directory.switching import as_person
from tests.conftest import NOW, Firm, owner


def test_ladder_step_when_a_dpo_who_does_not_lead_deletes_it_then_it_stays(firm: Firm) -> None:
    with owner():
        step = LadderStep.objects.create(
            agency=firm.agency, unit="days", before=5, audience="dpo", added_at=NOW
        )

    with as_person(firm.dpo.pk):
        count, _kinds = LadderStep.objects.filter(pk=step.pk).delete()
    with as_person(firm.lead.pk):
        count_of_lead, _kinds = LadderStep.objects.filter(pk=step.pk).delete()

    assert (count, count_of_lead) == (0, 1)


def test_absence_when_a_colleague_deletes_it_then_it_stays(firm: Firm) -> None:
    with owner():
        absence = Absence.objects.create(
            person=firm.dpo,
            agency=firm.agency,
            starts_on=date(2026, 7, 20),
            ends_on=date(2026, 8, 2),
            said_at=NOW,
        )

    with as_person(firm.assistant.pk):
        count, _kinds = Absence.objects.filter(pk=absence.pk).delete()
    with as_person(firm.dpo.pk):
        count_of_dpo, _kinds = Absence.objects.filter(pk=absence.pk).delete()

    assert (count, count_of_dpo) == (0, 1)


def test_membership_when_the_portal_deletes_ones_own_then_it_stays(firm: Firm) -> None:
    with as_person(firm.dpo.pk):
        count, _kinds = Membership.objects.filter(user=firm.dpo).delete()

    assert count == 0
