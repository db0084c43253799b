"""Pages of the register: found, written, kept while typing, compared, as they stood."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.register.actions import save
from portal.register.models import Activity, ActivityDraft
from portal.register.sheet import Sheet
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.roles import Role
from tenants.directory.switching import inside
from tests.portal.register.samples import CAMERAS, DISPENSING, NOW, kept

Signed = Callable[[User], Client]


@pytest.fixture
def activity(establishment: Establishment, people: dict[Role, User]) -> Activity:
    """Return the dispensing of medicines, a draft written on 2 March."""
    with inside(establishment):
        return kept(by=people[Role.DPO])


def at(place: Establishment, rest: str = "") -> str:
    """Return the address of a page of the register."""
    return f"/e/{place.slug}/registre/{rest}"


def body(client: Client, path: str, status: int = 200) -> str:
    """Return the page, entities undone."""
    answer = client.get(path)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def purposes(sheet: Sheet, *, version: int, **changes: str) -> dict[str, str]:
    """Return what a browser sends from the page of purposes of a sheet with one purpose."""
    one = sheet.purposes[0]
    return {
        "version": str(version),
        "name": sheet.name,
        "owner": sheet.owner,
        "references": sheet.references,
        "purposes-TOTAL_FORMS": "2",
        "purposes-INITIAL_FORMS": "1",
        "purposes-MIN_NUM_FORMS": "0",
        "purposes-MAX_NUM_FORMS": "200",
        "purposes-0-origin": "0",
        "purposes-0-text": one.text,
        "purposes-0-sub_purposes": "",
        "purposes-0-legal_bases": "c",
        "purposes-0-justification": one.justification,
        "purposes-0-art9_exception": one.art9_exception,
        **changes,
    }


def test_list_when_searched_without_accents_then_found(
    establishment: Establishment, activity: Activity, people: dict[Role, User], client_for: Signed
) -> None:
    with inside(establishment):
        kept(by=None, sheet=CAMERAS)
    client = client_for(people[Role.READER])

    page = body(client, at(establishment, "?q=delivrance+PHARMACIEN"))

    assert "Délivrance des médicaments" in page
    assert "Vidéosurveillance" not in page
    assert "0 sur 2 validées" in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?avec=sensibles", ["Délivrance des médicaments"]),
        ("?avec=incomplètes", ["Vidéosurveillance"]),
        ("?tri=nom", ["Délivrance des médicaments", "Vidéosurveillance"]),
        ("?tri=manque", ["Vidéosurveillance", "Délivrance des médicaments"]),
        ("?etat=validated", []),
        ("?etat=nonsense&avec=nonsense", ["Délivrance des médicaments", "Vidéosurveillance"]),
    ],
)
def test_list_when_filtered_in_the_address_then_those_only(
    establishment: Establishment,
    activity: Activity,
    people: dict[Role, User],
    client_for: Signed,
    query: str,
    names: list[str],
) -> None:
    with inside(establishment):
        kept(by=None, sheet=CAMERAS)

    page = body(client_for(people[Role.READER]), at(establishment, query))

    known = ("Délivrance des médicaments", "Vidéosurveillance")
    assert sorted((n for n in known if n in page), key=page.index) == names


def read_by(asked: CaptureQueriesContext) -> int:
    """Return how many queries read a table: changing role depends on what was done before.

    To be called at once: the next request empties what was captured.
    """
    return sum("set_config" not in query["sql"] for query in asked)


def test_list_when_it_grows_then_the_same_queries(
    establishment: Establishment, activity: Activity, people: dict[Role, User], client_for: Signed
) -> None:
    client = client_for(people[Role.DPO])
    body(client, at(establishment))

    with CaptureQueriesContext(connection) as asked:
        body(client, at(establishment))
    few = read_by(asked)
    with inside(establishment):
        for _more in range(30):
            kept(by=None, sheet=CAMERAS)
    body(client, at(establishment))
    with CaptureQueriesContext(connection) as asked:
        body(client, at(establishment))

    assert read_by(asked) == few == 12


def test_create_when_named_then_its_first_page_opens(
    establishment: Establishment, people: dict[Role, User], client_for: Signed
) -> None:
    client = client_for(people[Role.CONTRIBUTOR])

    answer = client.post(at(establishment, "ajouter/"), {"name": "Paie", "role": "controller"})

    with inside(establishment):
        made = Activity.objects.get()
    assert answer.headers["Location"].endswith(f"/registre/{made.pk}/modifier/finalites/")
    assert (made.name, made.state) == ("Paie", "draft")


def test_edit_when_a_line_is_added_and_one_taken_away_then_the_sheet_says_so(
    establishment: Establishment, activity: Activity, people: dict[Role, User], client_for: Signed
) -> None:
    client = client_for(people[Role.CONTRIBUTOR])
    sent = purposes(
        DISPENSING,
        version=1,
        owner="Adjoint",
        **{
            "purposes-0-DELETE": "on",
            "purposes-1-text": "Conseiller les patients",
            "purposes-1-sub_purposes": "Rappels\r\n\r\n Entretiens ",
            "purposes-1-legal_bases": "b",
        },
    )

    answer = client.post(at(establishment, f"{activity.pk}/modifier/finalites/"), sent)

    assert answer.headers["Location"].endswith(f"/registre/{activity.pk}/modifier/personnes/")
    with inside(establishment):
        after = Activity.objects.get()
    assert (after.version, after.sheet.owner) == (2, "Adjoint")
    assert [one.text for one in after.sheet.purposes] == ["Conseiller les patients"]
    assert after.sheet.purposes[0].sub_purposes == ("Rappels", "Entretiens")
    assert after.sheet.data_categories == DISPENSING.data_categories


def test_edit_when_sent_as_shown_then_nothing_changes_on_any_page(
    establishment: Establishment, activity: Activity, people: dict[Role, User], client_for: Signed
) -> None:
    client = client_for(people[Role.CONTRIBUTOR])

    for slug in (
        "finalites",
        "personnes",
        "donnees",
        "destinataires",
        "transferts",
        "mesures",
        "information",
        "aipd",
    ):
        path = at(establishment, f"{activity.pk}/modifier/{slug}/")
        page = client.get(path).context["page"]
        sent: dict[str, object] = {"version": "1", "finish": "1"}
        for form in (page.plain, *(f for one in page.rows for f in one.formset)):
            sent |= {f.html_name: _shown(f.value()) for f in form if _shown(f.value()) is not None}
        for one in page.rows:
            management = one.formset.management_form
            sent |= {f.html_name: f.value() for f in management}
        assert client.post(path, sent).status_code == 302, slug

    with inside(establishment):
        after = Activity.objects.get()
    assert (after.version, after.sheet) == (1, DISPENSING)


def _shown(value: object) -> object:
    """Return what a browser sends of a field's value: None for an empty box."""
    return None if value in (None, False) else value


def test_edit_when_one_more_line_is_asked_then_what_was_typed_stays(
    establishment: Establishment, activity: Activity, people: dict[Role, User], client_for: Signed
) -> None:
    client = client_for(people[Role.CONTRIBUTOR])
    sent = purposes(DISPENSING, version=1, owner="À peine tapé", add="purposes")

    answer = client.post(at(establishment, f"{activity.pk}/modifier/finalites/"), sent)

    page = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert "À peine tapé" in page
    assert 'name="purposes-2-text"' in page
    with inside(establishment):
        assert Activity.objects.get().version == 1


def test_edit_when_a_line_has_no_name_then_told_and_nothing_written(
    establishment: Establishment, activity: Activity, people: dict[Role, User], client_for: Signed
) -> None:
    client = client_for(people[Role.CONTRIBUTOR])
    sent = purposes(DISPENSING, version=1, **{"purposes-1-justification": "Sans finalité"})

    answer = client.post(at(establishment, f"{activity.pk}/modifier/finalites/"), sent)

    assert answer.status_code == 422
    assert "À corriger avant d’enregistrer" in unescape(answer.content.decode())
    with inside(establishment):
        assert Activity.objects.get().version == 1


def test_autosave_when_typing_then_found_again_and_forgotten_once_saved(
    establishment: Establishment, activity: Activity, people: dict[Role, User], client_for: Signed
) -> None:
    client = client_for(people[Role.CONTRIBUTOR])
    path = at(establishment, f"{activity.pk}/modifier/finalites/")
    sent = purposes(DISPENSING, version=1, owner="Tapé, pas enregistré")

    said = client.post(path + "saisie/", sent)

    assert "Saisie gardée à" in unescape(said.content.decode())
    assert "Tapé, pas enregistré" in body(client, path)
    assert "Tapé, pas enregistré" not in body(client_for(people[Role.DPO]), path)
    client.post(path, sent)
    with inside(establishment):
        assert not ActivityDraft.objects.exists()
        assert Activity.objects.get().owner == "Tapé, pas enregistré"


def test_give_up_when_typed_then_the_register_shows_again(
    establishment: Establishment, activity: Activity, people: dict[Role, User], client_for: Signed
) -> None:
    client = client_for(people[Role.CONTRIBUTOR])
    path = at(establishment, f"{activity.pk}/modifier/finalites/")
    client.post(path + "saisie/", purposes(DISPENSING, version=1, owner="Brouillon"))

    client.post(path + "abandon/")

    assert "Pharmacien titulaire" in body(client, path)


def test_edit_when_another_changed_another_field_then_both_stand(
    establishment: Establishment, activity: Activity, people: dict[Role, User], client_for: Signed
) -> None:
    theirs = DISPENSING.model_copy(update={"references": "Référentiel CNIL", "volume": 4500})
    with inside(establishment):
        save(activity=activity, sheet=theirs, version=1, why="", by=people[Role.DPO], now=NOW)
    client = client_for(people[Role.CONTRIBUTOR])

    client.post(
        at(establishment, f"{activity.pk}/modifier/finalites/"),
        purposes(DISPENSING, version=1, owner="Adjoint"),
    )

    with inside(establishment):
        after = Activity.objects.get()
    assert after.version == 3
    assert (after.sheet.owner, after.sheet.volume) == ("Adjoint", 4500)
    assert after.sheet.references == "Référentiel CNIL"


def test_edit_when_another_changed_the_same_field_then_both_texts_and_a_choice(
    establishment: Establishment, activity: Activity, people: dict[Role, User], client_for: Signed
) -> None:
    theirs = DISPENSING.model_copy(update={"owner": "Leur texte"})
    with inside(establishment):
        save(activity=activity, sheet=theirs, version=1, why="", by=people[Role.DPO], now=NOW)
    client = client_for(people[Role.CONTRIBUTOR])
    path = at(establishment, f"{activity.pk}/modifier/finalites/")

    answer = client.post(path, purposes(DISPENSING, version=1, owner="Mon texte"))

    page = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "Maël Rivoal a écrit au même endroit que vous" in page
    assert "<p>Leur texte</p>" in page
    assert 'value="Mon texte"' in page
    assert '<input type="hidden" name="version" value="2">' in page
    with inside(establishment):
        assert Activity.objects.get().sheet.owner == "Leur texte"

    client.post(path, purposes(DISPENSING, version=2, owner="Mon texte"))

    with inside(establishment):
        assert Activity.objects.get().sheet.owner == "Mon texte"


def test_validate_when_complete_then_the_page_names_who_and_when(
    establishment: Establishment, activity: Activity, people: dict[Role, User], client_for: Signed
) -> None:
    client = client_for(people[Role.MANAGER])

    client.post(at(establishment, f"{activity.pk}/valider/"), {"version": "1"})

    page = body(client, at(establishment, f"{activity.pk}/"))
    assert "Manager Le Goff" in page
    assert "Prochaine revue" in page
    assert "Valider en mon nom" not in page


def test_review_when_nothing_changed_then_the_page_names_who_and_when(
    establishment: Establishment, activity: Activity, people: dict[Role, User], client_for: Signed
) -> None:
    client = client_for(people[Role.MANAGER])
    client.post(at(establishment, f"{activity.pk}/valider/"), {"version": "1"})

    answer = client.post(
        at(establishment, f"{activity.pk}/revoir/"), {"version": "2", "note": "Relue"}
    )

    assert answer.status_code == 302
    page = body(client, at(establishment, f"{activity.pk}/"))
    assert "par Manager Le Goff\u00a0: toujours exacte." in page
    assert "<q>Relue</q>" in page
    history = body(client, at(establishment, f"{activity.pk}/historique/"))
    assert "Revue, toujours exacte" in history
    assert "Les deux versions disent la même chose" in history


def test_review_when_only_a_draft_then_told_why_not(
    establishment: Establishment, activity: Activity, people: dict[Role, User], client_for: Signed
) -> None:
    client = client_for(people[Role.MANAGER])
    path = at(establishment, f"{activity.pk}/")
    assert "Rien n’a changé, en mon nom" not in body(client, path)

    answer = client.post(f"{path}revoir/", {"version": "1"})

    assert answer.status_code == 422
    assert "Seule une activité validée se revoit" in unescape(answer.content.decode())


@pytest.mark.parametrize("typed", ["0", "37", "souvent"])
def test_rhythm_when_wrong_then_told_and_given_back(
    establishment: Establishment,
    activity: Activity,
    people: dict[Role, User],
    client_for: Signed,
    typed: str,
) -> None:
    client = client_for(people[Role.MANAGER])
    path = at(establishment, f"{activity.pk}/")

    refused = client.post(f"{path}rythme/", {"version": "1", "months": typed})
    set_to_six = client.post(f"{path}rythme/", {"version": "1", "months": "6"})

    assert refused.status_code == 422
    assert f'value="{typed}"' in refused.content.decode()
    assert set_to_six.status_code == 302
    assert "Revue tous les 6 mois" in body(client, path)


def test_validate_when_an_older_version_was_read_then_refused(
    establishment: Establishment, activity: Activity, people: dict[Role, User], client_for: Signed
) -> None:
    changed = DISPENSING.model_copy(update={"volume": 1})
    with inside(establishment):
        save(activity=activity, sheet=changed, version=1, why="", by=people[Role.DPO], now=NOW)

    answer = client_for(people[Role.MANAGER]).post(
        at(establishment, f"{activity.pk}/valider/"), {"version": "1"}
    )

    assert answer.status_code == 422
    assert "Quelqu’un d’autre vient de modifier" in unescape(answer.content.decode())


def test_archive_when_reasoned_then_out_of_the_list_until_restored(
    establishment: Establishment, activity: Activity, people: dict[Role, User], client_for: Signed
) -> None:
    client = client_for(people[Role.MANAGER])
    client.post(at(establishment, f"{activity.pk}/archiver/"), {"version": "1", "why": "Cessée"})

    assert "Délivrance des médicaments" not in body(client, at(establishment))
    assert "Délivrance des médicaments" in body(client, at(establishment, "?etat=archived"))
    assert body(client, at(establishment, f"{activity.pk}/modifier/finalites/"), 404)

    client.post(at(establishment, f"{activity.pk}/retablir/"), {"version": "2"})
    assert "Délivrance des médicaments" in body(client, at(establishment))


def test_archive_when_without_reason_then_asked_for(
    establishment: Establishment, activity: Activity, people: dict[Role, User], client_for: Signed
) -> None:
    answer = client_for(people[Role.MANAGER]).post(
        at(establishment, f"{activity.pk}/archiver/"), {"version": "1"}
    )

    assert answer.status_code == 422


def test_history_when_two_versions_then_what_changed_and_why(
    establishment: Establishment, activity: Activity, people: dict[Role, User], client_for: Signed
) -> None:
    changed = DISPENSING.model_copy(update={"owner": "Adjoint"})
    with inside(establishment):
        save(
            activity=activity, sheet=changed, version=1, why="Départ", by=people[Role.DPO], now=NOW
        )
    client = client_for(people[Role.READER])

    page = body(client, at(establishment, f"{activity.pk}/historique/?de=1&a=2"))

    assert "<del>Pharmacien titulaire</del>" in page
    assert "<ins>Adjoint</ins>" in page
    assert "<q>Départ</q>" in page
    body(client, at(establishment, f"{activity.pk}/historique/?de=7"), 404)


def test_register_when_asked_as_of_a_day_then_read_only_as_it_stood(
    establishment: Establishment, people: dict[Role, User], client_for: Signed
) -> None:
    today = timezone.now()
    before = today - timedelta(days=3)
    with inside(establishment):
        activity = kept(by=people[Role.DPO], now=before)
        changed = DISPENSING.model_copy(update={"name": "Délivrance et préparation"})
        save(activity=activity, sheet=changed, version=1, why="", by=people[Role.DPO], now=today)
    client = client_for(people[Role.MANAGER])
    yesterday = (today - timedelta(days=1)).date().isoformat()

    page = body(client, at(establishment, f"?au={yesterday}"))
    sheet = body(client, at(establishment, f"{activity.pk}/?au={yesterday}"))

    assert "Délivrance des médicaments" in page
    assert "Délivrance et préparation" not in page
    assert "A changé depuis" in page
    assert "<h1>Délivrance des médicaments</h1>" in sheet
    assert "Lecture seule" in sheet
    assert "Valider en mon nom" not in sheet


@pytest.mark.parametrize("asked", ["hier", "2026-02-30", "1900-01-01", "2099-01-01"])
def test_register_when_asked_as_of_what_is_no_past_day_then_404(
    establishment: Establishment, people: dict[Role, User], client_for: Signed, asked: str
) -> None:
    body(client_for(people[Role.READER]), at(establishment, f"?au={asked}"), 404)
