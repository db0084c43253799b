"""A newer template reaching one activity, and the establishment's answer."""

from datetime import timedelta

import pytest

from portal.journal.models import Entry
from portal.journal.queries import verify
from portal.register.actions import Template, archive, create, save, validate
from portal.register.library import ActivityTemplate
from portal.register.models import Activity, Proposal
from portal.register.refusals import ActivityRefused, VersionConflictError
from portal.register.sheet import ProcessorUse, Sheet
from portal.register.spread.propagation import (
    Forecast,
    Outcome,
    Reached,
    Reason,
    add,
    forecast,
    open_proposal,
    take,
)
from portal.register.spread.proposals import Answer, Said, answer
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tenants.portfolio.models import ActivityStanding
from tests.conftest import Firm
from tests.portal.register.samples import DISPENSING, NOW

LATER = NOW + timedelta(days=1)
REFERENCE = "PHA-DISP"


def template(version: int, **fields: object) -> ActivityTemplate:
    return ActivityTemplate(REFERENCE, version, DISPENSING.model_copy(update=fields), ())


def laid(firm: Firm, *, sheet: Sheet = DISPENSING) -> Activity:
    """Return an activity taken from version 1, then written as `sheet`. To be called inside."""
    made = create(
        sheet=DISPENSING,
        role="controller",
        by=firm.dpo,
        now=NOW,
        template=Template(ref=REFERENCE, version=1, sheet=DISPENSING),
    )
    if sheet == DISPENSING:
        return made
    return save(activity=made, sheet=sheet, version=1, why="", by=firm.dpo, now=NOW)


def reach(firm: Firm, activity: Activity, newer: ActivityTemplate) -> Reached:
    return take(
        activity=activity,
        template=newer,
        version=activity.version,
        why="Nouveau référentiel",
        by=firm.dpo,
        now=LATER,
    )


def test_take_when_nothing_changed_here_then_the_sheet_follows_the_template(
    firm: Firm, establishment: Establishment
) -> None:
    newer = template(2, information="Affiche et site internet")
    with inside(establishment):
        reached = reach(firm, laid(firm), newer)
        activity = Activity.objects.get()
        standing = ActivityStanding.objects.get()
        last = activity.versions.get(number=2)

    assert reached == Reached(Outcome.MERGED, fields=1)
    assert activity.sheet == newer.sheet
    assert (activity.template_version, standing.template_version) == (2, 2)
    assert (last.act, last.why, last.by_id) == ("merged", "Nouveau référentiel", firm.dpo.pk)
    assert standing.awaits_answer is False


def test_take_when_validated_then_it_awaits_validation_again(
    firm: Firm, establishment: Establishment
) -> None:
    with inside(establishment):
        made = laid(firm)
        validate(establishment=establishment, activity=made, version=1, by=firm.dpo, now=NOW)
        reach(firm, Activity.objects.get(), template(2, rights="Formulaire en ligne"))
        activity = Activity.objects.get()

    assert (activity.state, activity.validated_version, activity.version) == ("to_validate", 2, 3)


def test_take_when_changed_here_then_nothing_is_overwritten_and_it_is_proposed(
    firm: Firm, establishment: Establishment
) -> None:
    mine = DISPENSING.model_copy(update={"information": "Écran au comptoir"})
    newer = template(2, information="Affiche et site internet", rights="Formulaire en ligne")
    with inside(establishment):
        activity = laid(firm, sheet=mine)
        told = forecast(activity, template=newer)
        reached = reach(firm, activity, newer)
        activity = Activity.objects.get()
        proposal = Proposal.objects.get()
        awaits = ActivityStanding.objects.get().awaits_answer
        acts = list(Entry.objects.order_by("sequence").values_list("act", flat=True))

    assert (told.outcome, told.contested) == (Outcome.PROPOSED, ("information",))
    assert [(one.before, one.after) for one in told.changes] == [
        ("Courrier au titulaire", "Formulaire en ligne")
    ]
    assert reached == Reached(Outcome.PROPOSED, fields=2)
    assert activity.sheet.information == "Écran au comptoir"
    assert activity.sheet.rights == "Formulaire en ligne"
    assert proposal.base == {"information": "Affiche au comptoir"}
    assert proposal.theirs == {"information": "Affiche et site internet"}
    assert awaits is True
    assert acts == ["activity.created", "activity.changed", "activity.merged", "proposal.made"]


def test_take_when_only_contested_then_no_version_and_the_validation_stands(
    firm: Firm, establishment: Establishment
) -> None:
    mine = DISPENSING.model_copy(update={"information": "Écran au comptoir"})
    with inside(establishment):
        made = laid(firm, sheet=mine)
        validate(establishment=establishment, activity=made, version=2, by=firm.dpo, now=NOW)
        reach(firm, Activity.objects.get(), template(2, information="Affiche et site"))
        activity = Activity.objects.get()

    assert (activity.state, activity.version, activity.template_version) == ("validated", 3, 2)


def test_take_when_the_sheet_says_it_already_then_only_its_base_moves(
    firm: Firm, establishment: Establishment
) -> None:
    mine = DISPENSING.model_copy(update={"information": "Affiche et site"})
    newer = template(2, information="Affiche et site")
    with inside(establishment):
        activity = laid(firm, sheet=mine)
        told = forecast(activity, template=newer)
        reached = reach(firm, activity, newer)
        activity = Activity.objects.get()

    assert told == Forecast(Outcome.IGNORED, Reason.NOTHING_NEW)
    assert reached == Reached(Outcome.IGNORED, Reason.NOTHING_NEW)
    assert (activity.version, activity.template_version) == (2, 2)


@pytest.mark.parametrize(
    ("version", "reference", "reason"),
    [(1, REFERENCE, Reason.UP_TO_DATE), (2, "PHA-GDR", Reason.GONE)],
)
def test_forecast_when_the_template_has_nothing_for_it_then_ignored_and_says_why(
    firm: Firm, establishment: Establishment, version: int, reference: str, reason: Reason
) -> None:
    newer = ActivityTemplate(reference, version, DISPENSING, ())
    with inside(establishment):
        activity = laid(firm)

        assert forecast(activity, template=newer) == Forecast(Outcome.IGNORED, reason)
        assert reach(firm, activity, newer) == Reached(Outcome.IGNORED, reason)


def test_forecast_when_archived_then_ignored(firm: Firm, establishment: Establishment) -> None:
    with inside(establishment):
        made = laid(firm)
        archive(activity=made, version=1, why="Cessée", by=firm.dpo, now=NOW)
        activity = Activity.objects.get()

        told = forecast(activity, template=template(2, information="Site"))

    assert told == Forecast(Outcome.IGNORED, Reason.ARCHIVED)


def test_take_when_a_person_wrote_since_the_preview_then_refused_and_nothing_moves(
    firm: Firm, establishment: Establishment
) -> None:
    with inside(establishment):
        seen = laid(firm)
        written = DISPENSING.model_copy(update={"rights": "Au comptoir"})
        save(activity=seen, sheet=written, version=1, why="", by=firm.dpo, now=NOW)
        with pytest.raises(VersionConflictError):
            reach(firm, seen, template(2, information="Site"))
        activity = Activity.objects.get()

    assert (activity.template_version, activity.sheet) == (1, written)


def test_take_when_a_second_version_comes_before_the_answer_then_it_takes_its_place(
    firm: Firm, establishment: Establishment
) -> None:
    mine = DISPENSING.model_copy(update={"information": "Écran au comptoir"})
    with inside(establishment):
        reach(firm, laid(firm, sheet=mine), template(2, information="Affiche et site"))
        reach(
            firm,
            Activity.objects.get(),
            template(3, information="Affiche et site", rights="Formulaire en ligne"),
        )
        states = list(Proposal.objects.order_by("at", "state").values_list("state", flat=True))
        waiting = open_proposal(Activity.objects.get())

    assert sorted(states) == ["open", "superseded"]
    assert waiting is not None
    assert (waiting.template_version, waiting.fields) == (3, ("information",))
    assert waiting.base == {"information": "Affiche au comptoir"}


def test_take_when_the_newer_version_gives_up_the_field_then_no_answer_is_awaited(
    firm: Firm, establishment: Establishment
) -> None:
    mine = DISPENSING.model_copy(update={"information": "Écran au comptoir"})
    with inside(establishment):
        reach(firm, laid(firm, sheet=mine), template(2, information="Affiche et site"))
        reach(firm, Activity.objects.get(), template(3, information="Écran au comptoir"))

        assert open_proposal(Activity.objects.get()) is None
        assert ActivityStanding.objects.get().awaits_answer is False


def contested(firm: Firm) -> Proposal:
    """Return a proposal about a text and about rows. To be called inside."""
    mine = DISPENSING.model_copy(
        update={
            "information": "Écran au comptoir",
            "processors": (ProcessorUse(label="Officinal SAS"),),
        }
    )
    newer = template(
        2,
        information="Affiche et site",
        processors=(ProcessorUse(label="Éditeur métier"), ProcessorUse(label="Hébergeur")),
    )
    reach(firm, laid(firm, sheet=mine), newer)
    return Proposal.objects.get(state="open")


def test_answer_when_given_then_each_field_says_what_was_chosen(
    firm: Firm, establishment: Establishment
) -> None:
    with inside(establishment):
        proposal = contested(firm)
        activity = answer(
            proposal=proposal,
            said={
                "information": Said(Answer.MERGED, "Écran au comptoir, affiche et site"),
                "processors": Said(Answer.MERGED),
            },
            version=2,
            by=firm.dpo,
            now=LATER,
        )
        proposal.refresh_from_db()
        last = Entry.objects.order_by("-sequence")[0]

        assert activity.sheet.information == "Écran au comptoir, affiche et site"
        assert [one.label for one in activity.sheet.processors] == [
            "Officinal SAS",
            "Éditeur métier",
            "Hébergeur",
        ]
        assert proposal.state == "answered"
        assert proposal.answers == {"information": "merged", "processors": "merged"}
        assert (last.act, last.facts["information"]) == ("proposal.answered", "merged")
        assert ActivityStanding.objects.get().awaits_answer is False
        assert verify().is_intact


@pytest.mark.parametrize(
    ("chosen", "text", "version"),
    [(Answer.ACCEPTED, "Affiche et site", 3), (Answer.KEPT, "Écran au comptoir", 2)],
)
def test_answer_when_taken_or_kept_then_a_version_only_for_a_change(
    firm: Firm, establishment: Establishment, chosen: Answer, text: str, version: int
) -> None:
    with inside(establishment):
        proposal = contested(firm)
        activity = answer(
            proposal=proposal,
            said={"information": Said(chosen), "processors": Said(Answer.KEPT)},
            version=2,
            by=firm.dpo,
            now=LATER,
        )

    assert (activity.sheet.information, activity.version) == (text, version)


def test_answer_when_a_field_is_left_out_then_refused(
    firm: Firm, establishment: Establishment
) -> None:
    with inside(establishment):
        proposal = contested(firm)
        with pytest.raises(ActivityRefused, match="chaque champ"):
            answer(
                proposal=proposal,
                said={"information": Said(Answer.KEPT)},
                version=2,
                by=firm.dpo,
                now=LATER,
            )

        assert Proposal.objects.get().state == "open"


def test_answer_when_two_answer_then_the_second_is_told(
    firm: Firm, establishment: Establishment
) -> None:
    said = {"information": Said(Answer.KEPT), "processors": Said(Answer.KEPT)}
    with inside(establishment):
        proposal = contested(firm)
        answer(proposal=proposal, said=said, version=2, by=firm.dpo, now=LATER)
        with pytest.raises(ActivityRefused, match="déjà répondu"):
            answer(proposal=proposal, said=said, version=2, by=firm.dpo, now=LATER)


def test_add_when_the_register_has_none_then_a_draft_enters_once(
    firm: Firm, establishment: Establishment
) -> None:
    with inside(establishment):
        first = add(template=template(4), by=firm.dpo, now=NOW)
        second = add(template=template(4), by=firm.dpo, now=NOW)
        activity = Activity.objects.get()

    assert (first, second) == (
        Reached(Outcome.ADDED),
        Reached(Outcome.IGNORED, Reason.THERE_ALREADY),
    )
    assert (activity.state, activity.template_ref, activity.template_version) == (
        "draft",
        REFERENCE,
        4,
    )
