"""What happens to an activity: its versions, its state, its journal, its review."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from portal.journal.models import Entry
from portal.journal.queries import verify
from portal.register.actions import Template, create, save, submit, validate
from portal.register.models import Activity, ActivityVersion
from portal.register.queries import as_of
from portal.register.refusals import ActivityRefused, VersionConflictError
from portal.register.sheet import Sheet
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tests.conftest import Firm
from tests.portal.register.samples import CAMERAS, DISPENSING, NOW, kept

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def place(firm: Firm, establishment: Establishment) -> Iterator[Establishment]:
    """Stand inside the establishment, as a view does."""
    with inside(establishment):
        yield establishment


def acts() -> list[tuple[str, str, str]]:
    """Return (act, reference, version) of the whole journal, in order."""
    return [(one.act, one.reference, one.facts["version"]) for one in Entry.objects.order_by("pk")]


def versions(activity: Activity) -> list[tuple[int, str, str]]:
    """Return (number, act, state) of every version, in order."""
    found = activity.versions.order_by("number")
    return list(found.values_list("number", "act", "state"))


def test_create_when_named_then_a_draft_under_the_next_reference(
    place: Establishment, firm: Firm
) -> None:
    first = kept(by=firm.dpo)
    second = kept(by=None, sheet=CAMERAS)

    assert (first.reference, second.reference) == ("TRT-001", "TRT-002")
    assert (first.state, first.version, first.has_sensitive_data) == ("draft", 1, True)
    assert (first.missing, second.missing) == (0, 4)
    assert first.sheet == DISPENSING
    assert versions(first) == [(1, "created", "draft")]
    assert acts() == [("activity.created", "TRT-001", "1"), ("activity.created", "TRT-002", "1")]
    assert verify().is_intact


def test_create_when_the_thousandth_then_references_still_follow(
    place: Establishment, firm: Firm
) -> None:
    for reference in ("TRT-999", "TRT-1000"):
        Activity.objects.filter(pk=kept(by=None, sheet=CAMERAS).pk).update(reference=reference)

    assert kept(by=None, sheet=CAMERAS).reference == "TRT-1001"


def test_create_when_from_a_template_then_what_it_said_is_kept(
    place: Establishment, firm: Firm
) -> None:
    template = Template(ref="pharmacie/PHA-01", version=3, sheet=CAMERAS)

    made = create(sheet=DISPENSING, role="controller", by=firm.dpo, now=NOW, template=template)

    assert (made.template_ref, made.template_version) == ("pharmacie/PHA-01", 3)
    assert Sheet.model_validate(made.template_content) == CAMERAS


def test_create_when_nameless_then_refused(place: Establishment, firm: Firm) -> None:
    with pytest.raises(ActivityRefused) as refusal:
        create(sheet=Sheet(name=" "), role="controller", by=firm.dpo, now=NOW)

    assert refusal.value.field == "name"
    assert not Activity.objects.exists()


def test_save_when_the_version_stands_then_the_next_with_its_reason(
    place: Establishment, firm: Firm
) -> None:
    activity = kept(by=firm.dpo)
    changed = DISPENSING.model_copy(update={"owner": "Adjoint"})

    after = save(activity=activity, sheet=changed, version=1, why="Départ", by=firm.lead, now=LATER)

    assert (after.version, after.owner, after.updated_at) == (2, "Adjoint", LATER)
    latest = ActivityVersion.objects.get(activity=activity, number=2)
    assert (latest.why, latest.by_id, latest.sheet.owner) == ("Départ", firm.lead.pk, "Adjoint")
    assert ActivityVersion.objects.get(number=1).sheet == DISPENSING


def test_save_when_nothing_changed_then_no_version(place: Establishment, firm: Firm) -> None:
    activity = kept(by=firm.dpo)

    save(activity=activity, sheet=DISPENSING, version=1, why="", by=firm.dpo, now=LATER)

    assert versions(activity) == [(1, "created", "draft")]


def test_save_when_another_wrote_then_their_version_is_carried_and_stands(
    place: Establishment, firm: Firm
) -> None:
    activity = kept(by=firm.dpo)
    theirs = DISPENSING.model_copy(update={"owner": "Leur texte"})
    mine = DISPENSING.model_copy(update={"owner": "Mon texte"})
    save(activity=activity, sheet=theirs, version=1, why="", by=firm.lead, now=LATER)

    with pytest.raises(VersionConflictError) as conflict:
        save(activity=activity, sheet=mine, version=1, why="", by=firm.dpo, now=LATER)

    assert conflict.value.theirs.sheet.owner == "Leur texte"
    assert (conflict.value.theirs.number, conflict.value.theirs.by_id) == (2, firm.lead.pk)
    assert Activity.objects.get().sheet.owner == "Leur texte"


def test_validate_when_article_30_asks_more_then_refused_with_its_names(
    place: Establishment, firm: Firm
) -> None:
    activity = kept(by=firm.dpo, sheet=CAMERAS)

    with pytest.raises(ActivityRefused) as refusal:
        validate(establishment=place, activity=activity, version=1, by=firm.dpo, now=LATER)

    assert refusal.value.message == (
        "L’article 30 demande encore\u00a0: finalités, catégories de personnes, "
        "catégories de données, destinataires."
    )
    assert versions(activity) == [(1, "created", "draft")]


def test_submit_when_a_draft_then_it_awaits_validation_once(
    place: Establishment, firm: Firm
) -> None:
    activity = submit(activity=kept(by=firm.dpo), version=1, by=firm.dpo, now=LATER)
    again = submit(activity=activity, version=2, by=firm.dpo, now=LATER)

    assert (again.state, again.version) == ("to_validate", 2)


def test_as_of_when_asked_of_each_hour_then_what_stood_then(
    place: Establishment, firm: Firm
) -> None:
    activity = kept(by=firm.dpo)
    changed = DISPENSING.model_copy(update={"name": "Délivrance et préparation"})
    kept(by=firm.dpo, sheet=CAMERAS, now=LATER)
    save(activity=activity, sheet=changed, version=1, why="", by=firm.dpo, now=LATER)

    def told(instant: datetime) -> list[str]:
        return [one.sheet.name for one in as_of(instant)]

    assert told(NOW - timedelta(seconds=1)) == []
    assert told(NOW) == ["Délivrance des médicaments"]
    assert told(LATER) == ["Délivrance et préparation", "Vidéosurveillance"]
