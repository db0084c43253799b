"""The register laid down: all of it, once, quickly."""

import time
from collections.abc import Iterator

import pytest

from portal.journal.models import Entry
from portal.journal.queries import verify
from portal.opening import queries
from portal.opening.actions import Laid, answer, lay_down
from portal.opening.questions import question_at
from portal.register.actions import archive, save
from portal.register.models import Activity, ActivityVersion
from portal.register.sheet import Screening
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tests.conftest import NOW, Firm


@pytest.fixture
def place(firm: Firm, establishment: Establishment) -> Iterator[Establishment]:
    """Stand inside the establishment, as a view does."""
    with inside(establishment):
        yield establishment


def answered(number: int, *chosen: str, firm: Firm, software: str = "") -> None:
    """Answer the question of that number."""
    question = question_at(number)
    assert question is not None
    answer(question=question, chosen=chosen, software=software, by=firm.dpo, now=NOW)


def laid(place: Establishment, firm: Firm) -> Laid:
    """Lay down what is proposed now."""
    return lay_down(establishment=place, by=firm.dpo, now=NOW)


def test_laying_when_nothing_is_answered_then_twenty_drafts_from_the_template(
    place: Establishment, firm: Firm
) -> None:
    before = time.monotonic()
    done = laid(place, firm)
    took = time.monotonic() - before

    assert done == Laid(added=20, standing=0)
    assert took < 2
    first = Activity.objects.get(template_ref="PHA-DISP")
    assert first.reference == "TRT-001"
    assert first.state == "draft"
    assert first.template_version == 1
    assert first.template_content == first.content
    assert ActivityVersion.objects.filter(act="created", state="draft").count() == 20
    assert Entry.objects.filter(act="activity.created").count() == 20
    assert verify().is_intact


def test_laying_when_done_twice_then_nothing_is_added(place: Establishment, firm: Firm) -> None:
    laid(place, firm)

    assert laid(place, firm) == Laid(added=0, standing=20)
    assert Activity.objects.count() == 20


def test_laying_when_an_activity_was_changed_or_archived_then_it_stays_so(
    place: Establishment, firm: Firm
) -> None:
    laid(place, firm)
    changed = Activity.objects.get(template_ref="PHA-DISP")
    sheet = changed.sheet.model_copy(update={"owner": "Pharmacien titulaire"})
    save(activity=changed, sheet=sheet, version=1, why="", by=firm.dpo, now=NOW)
    gone = Activity.objects.get(template_ref="COM-VIDEO")
    archive(activity=gone, version=1, why="Pas de caméra.", by=firm.dpo, now=NOW)

    done = laid(place, firm)

    assert done == Laid(added=0, standing=20)
    changed.refresh_from_db()
    gone.refresh_from_db()
    assert changed.sheet.owner == "Pharmacien titulaire"
    assert gone.state == "archived"


def test_laying_when_questions_are_taken_again_then_only_what_is_new_is_added(
    place: Establishment, firm: Firm
) -> None:
    answered(7, "none", firm=firm)
    assert laid(place, firm) == Laid(added=19, standing=0)

    answered(7, "filming", firm=firm)

    assert laid(place, firm) == Laid(added=1, standing=19)
    assert Activity.objects.get(template_ref="COM-VIDEO").reference == "TRT-020"


def test_laying_when_answers_adapt_a_sheet_then_the_template_it_came_from_stays_known(
    place: Establishment, firm: Firm
) -> None:
    answered(1, "network", firm=firm)
    answered(3, "both", firm=firm, software="LGO Officine")

    laid(place, firm)

    activity = Activity.objects.get(template_ref="PHA-DISP")
    assert activity.sheet.software == ("LGO Officine",)
    assert activity.screening == Screening.REQUIRED
    assert activity.template_content is not None
    assert activity.template_content["software"] == []
    assert activity.template_content["dpia"]["screening"] == "depends"


def test_preview_when_some_is_answered_then_it_says_what_laying_down_would_do(
    place: Establishment, firm: Firm
) -> None:
    answered(2, "none", firm=firm)
    answered(3, "software", firm=firm, software="LGO Officine")
    answered(10, firm=firm)

    found = queries.preview(place)

    assert found.answered == 3
    assert found.next_question is not None
    assert found.next_question.number == 1
    assert [one.said for one in found.asked] == [
        None,
        "Aucun salarié",
        "Dans un logiciel (LGO Officine)",
        None,
        None,
        None,
        None,
        None,
        None,
        "",
    ]
    assert (len(found.to_add), found.standing, len(found.left_out)) == (13, 0, 7)


def test_laying_when_two_establishments_then_each_has_its_own(
    place: Establishment, other_establishment: Establishment, firm: Firm
) -> None:
    answered(7, "none", firm=firm)
    laid(place, firm)

    with inside(other_establishment):
        assert queries.answers() == {}
        assert Activity.objects.count() == 0
