"""The firm's people at their lead's desk: who passes what to whom, and what each journal keeps."""

from collections.abc import Callable

from django.test import Client

from portal.journal.models import Entry
from tenants.accounts.models import User
from tenants.agenda.recipients import Standing, directory_for
from tenants.directory.models import Establishment, Invitation, Membership
from tenants.directory.roles import Role
from tenants.directory.switching import at_the_clock, inside
from tests.conftest import NOW, Firm, opened, owner, person

ClientFor = Callable[[User], Client]
PAGE = "/cabinet/equipe/"


def row_of(user: User) -> Membership:
    with owner():
        return Membership.objects.get(user=user)


def entrust(place: Establishment, assigned: User, deputy: User | None = None) -> None:
    with owner():
        Establishment.objects.filter(pk=place.pk).update(assigned_dpo=assigned, deputy_dpo=deputy)


def acts(place: Establishment) -> list[str]:
    with inside(place):
        return list(Entry.objects.order_by("sequence").values_list("act", flat=True))


def looked_after(place: Establishment) -> tuple[int | None, int | None]:
    with owner():
        found = Establishment.objects.get(pk=place.pk)
    return found.assigned_dpo_id, found.deputy_dpo_id


def test_staff_when_the_lead_reads_then_only_the_agencies_led(
    firm: Firm, client_for: ClientFor
) -> None:
    page = client_for(firm.lead).get(PAGE).content.decode()

    assert "Agence de Brest" in page
    assert firm.dpo.email in page
    assert "Agence de Nîmes" not in page
    assert firm.stranger.email not in page
    assert client_for(firm.dpo).get(PAGE).status_code == 403


def test_staff_when_a_dpo_is_removed_then_the_deputy_takes_over_and_each_journal_says_so(
    firm: Firm, establishment: Establishment, client_for: ClientFor
) -> None:
    alone, third = opened(firm.agency, "Pharmacie du Bourg"), opened(firm.agency, "Labo du Quai")
    entrust(establishment, firm.dpo, firm.lead)
    entrust(alone, firm.dpo)
    entrust(third, firm.lead)
    dpo = client_for(firm.dpo)
    inside_before = dpo.get(f"/e/{establishment.slug}/").status_code
    address = f"{PAGE}{row_of(firm.dpo).pk}/retirer/"
    lead = client_for(firm.lead)

    said = lead.get(address).content.decode()
    answer = lead.post(address)

    assert ("Pharmacie du Port" in said, "Pharmacie du Bourg" in said) == (True, True)
    assert "Labo du Quai" not in said
    assert "tous les DPO de l’agence" in said
    assert answer.headers["Location"] == PAGE
    assert looked_after(establishment) == (firm.lead.pk, None)
    assert looked_after(alone) == (None, None)
    assert acts(establishment) == ["dpo.assigned", "staff.removed"]
    assert acts(alone) == ["dpo.assigned", "staff.removed"]
    assert acts(third) == ["staff.removed"]
    assert (inside_before, dpo.get(f"/e/{establishment.slug}/").status_code) == (200, 404)


def test_staff_when_the_only_dpo_is_removed_then_planned_alerts_reach_the_lead(
    firm: Firm, establishment: Establishment, client_for: ClientFor
) -> None:
    entrust(establishment, firm.dpo)
    client_for(firm.lead).post(f"{PAGE}{row_of(firm.dpo).pk}/retirer/")

    with owner():
        place = Establishment.objects.get(pk=establishment.pk)
    with at_the_clock():
        told = directory_for([place], now=NOW).reach(audience="dpo", establishment=place)

    assert told.standing is Standing.NOBODY
    assert [one.person_id for one in told.recipients] == [firm.lead.pk]
    assert [one.person_id for one in told.operators] == [firm.operator.pk]


def test_staff_when_a_dpo_becomes_assistant_then_passes_on_what_she_looked_after(
    firm: Firm, establishment: Establishment, client_for: ClientFor
) -> None:
    entrust(establishment, firm.lead, firm.dpo)

    answer = client_for(firm.lead).post(f"{PAGE}{row_of(firm.dpo).pk}/role/", {"role": "assistant"})

    assert answer.headers["Location"] == PAGE
    assert looked_after(establishment) == (firm.lead.pk, None)
    assert acts(establishment) == ["dpo.assigned", "staff.role_changed"]
    assert row_of(firm.dpo).role == "assistant"


def test_staff_when_the_last_lead_would_go_then_nothing_is_written(
    firm: Firm, establishment: Establishment, client_for: ClientFor
) -> None:
    entrust(establishment, firm.lead, firm.dpo)
    address = f"{PAGE}{row_of(firm.lead).pk}/"
    client = client_for(firm.lead)

    removal = client.post(f"{address}retirer/", {"aware": "on"})
    change = client.post(f"{address}role/", {"role": "dpo", "aware": "on"})

    assert (removal.status_code, change.status_code) == (422, 422)
    assert "dernier responsable du cabinet" in change.content.decode()
    assert looked_after(establishment) == (firm.lead.pk, firm.dpo.pk)
    assert acts(establishment) == []


def test_staff_when_a_lead_leaves_another_behind_then_goes_to_the_cockpit_without_rights(
    firm: Firm, establishment: Establishment, client_for: ClientFor
) -> None:
    with owner():
        second = person("second@firm.test", "Rose", "Kerbrat")
        Membership.objects.create(user=second, role=Role.LEAD, agency=firm.agency)
    entrust(establishment, firm.lead, firm.dpo)
    client = client_for(firm.lead)
    address = f"{PAGE}{row_of(firm.lead).pk}/retirer/"

    without, done = client.post(address), client.post(address, {"aware": "on"})

    assert (without.status_code, done.headers["Location"]) == (422, "/")
    assert client.get(PAGE).status_code == 403
    assert looked_after(establishment) == (firm.dpo.pk, None)


def test_staff_when_of_another_agency_then_not_found(firm: Firm, client_for: ClientFor) -> None:
    pk = row_of(firm.stranger).pk
    client = client_for(firm.lead)

    answers = [client.post(f"{PAGE}{pk}/{act}/").status_code for act in ("retirer", "role")]

    assert answers == [404, 404]
    assert row_of(firm.stranger).role == "dpo"


def test_staff_when_invited_then_sent_again_with_a_new_token_and_cancelled(
    firm: Firm, client_for: ClientFor
) -> None:
    client = client_for(firm.lead)
    asked = {"agency": firm.agency.pk, "email": "nouvelle@firm.test", "role": "dpo"}
    client.post(f"{PAGE}inviter/", asked)
    with owner():
        invited = Invitation.objects.get()
    former = invited.token_hash
    shown = client.get(PAGE).content.decode()
    client.post(f"{PAGE}invitations/{invited.pk}/renvoyer/")
    with owner():
        invited.refresh_from_db()
    by_stranger = client_for(firm.stranger).post(f"{PAGE}invitations/{invited.pk}/annuler/")
    cancelled = client.post(f"{PAGE}invitations/{invited.pk}/annuler/")

    assert (invited.agency_id, invited.role) == (firm.agency.pk, "dpo")
    assert "nouvelle@firm.test" in shown
    assert invited.token_hash != former
    assert (by_stranger.status_code, cancelled.headers["Location"]) == (403, PAGE)
    with owner():
        assert not Invitation.objects.exists()


def test_staff_when_invited_into_an_agency_not_led_or_already_there_then_refused(
    firm: Firm, client_for: ClientFor
) -> None:
    client = client_for(firm.lead)
    foreign = {"agency": firm.other_agency.pk, "email": "x@firm.test", "role": "lead"}
    known = {"agency": firm.agency.pk, "email": firm.dpo.email, "role": "lead"}

    answers = [client.post(f"{PAGE}inviter/", asked).status_code for asked in (foreign, known)]

    assert answers == [422, 422]
    with owner():
        assert not Invitation.objects.exists()
