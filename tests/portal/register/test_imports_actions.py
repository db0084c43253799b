"""A file brought to the register: kept, confirmed once, forgotten, undone."""

from datetime import timedelta

import pytest

from portal.journal.queries import verify
from portal.register.actions import archive, save
from portal.register.importing.actions import abandon, confirm, keep, purge, say_columns, undo
from portal.register.importing.queries import brought, latest, mapping_for, same_file, waiting
from portal.register.imports.bringing import fates, seal_of
from portal.register.imports.mapping import Mapping
from portal.register.imports.reading import Source
from portal.register.imports.refusals import FileRefused, ImportRefused
from portal.register.models import Activity, ActivityVersion, Import, ImportedLine
from portal.register.sheet import Dpia, Screening, Sheet
from tenants.accounts.models import User
from tenants.directory.models import Establishment
from tenants.directory.switching import inside
from tests.conftest import Firm
from tests.portal.register.samples import DISPENSING, NOW, kept

CONTENT = (
    "Nom du traitement;Observations\nDélivrance des médicaments;nouvelle\nVidéosurveillance;x\n"
).encode()
LATER = NOW + timedelta(minutes=5)


def sent(by: User, content: bytes = CONTENT) -> Import:
    found, _source = keep(name="registre.csv", content=content, by=by, now=NOW)
    return found


def seal(of: Import) -> str:
    return seal_of(fates(brought(of).lines or ()))


def done(by: User, content: bytes = CONTENT) -> Import:
    found = sent(by, content)
    return confirm(kept=found, seal=seal(found), only_valid=False, by=by, now=LATER)


def test_keep_when_the_same_file_is_sent_twice_then_it_waits_once(
    establishment: Establishment, firm: Firm
) -> None:
    with inside(establishment):
        first, second = sent(firm.dpo), sent(firm.dpo)
        of_another = sent(firm.lead)

        assert (first.pk, list(waiting(firm.dpo))) == (second.pk, [first])
        assert of_another.pk != first.pk


def test_keep_when_a_day_has_passed_then_what_waited_is_forgotten(
    establishment: Establishment, firm: Firm
) -> None:
    with inside(establishment):
        sent(firm.dpo)

        purge(now=NOW + timedelta(hours=24))
        kept_a_day = Import.objects.count()
        purge(now=NOW + timedelta(hours=24, seconds=1))

        assert (kept_a_day, Import.objects.count()) == (1, 0)


def test_confirm_when_fields_are_not_in_the_file_then_they_stay(
    establishment: Establishment, firm: Firm
) -> None:
    with inside(establishment):
        here = kept(by=firm.dpo)

        found = done(firm.dpo)

        here.refresh_from_db()
        assert here.sheet == DISPENSING.model_copy(update={"note": "nouvelle"})
        assert (found.state, found.content, found.done_at) == ("done", None, LATER)
        assert [(line.number, line.kind, line.before, line.after) for line in _lines(found)] == [
            (2, "changed", 1, 2),
            (3, "added", None, 1),
        ]
        assert verify().is_intact


def _lines(of: Import) -> list[ImportedLine]:
    return list(of.lines.order_by("number"))


def test_confirm_when_pressed_twice_then_is_written_once(
    establishment: Establishment, firm: Firm
) -> None:
    with inside(establishment):
        found = sent(firm.dpo)
        read = seal(found)
        for _press in range(2):
            confirm(kept=found, seal=read, only_valid=False, by=firm.dpo, now=LATER)

        assert ActivityVersion.objects.count() == 2


def test_confirm_when_the_register_changed_since_then_nothing_is_written(
    establishment: Establishment, firm: Firm
) -> None:
    with inside(establishment):
        here = kept(by=firm.dpo)
        found = sent(firm.dpo)
        read = seal(found)
        save(
            activity=here,
            sheet=DISPENSING.model_copy(update={"note": "d’un autre"}),
            version=1,
            why="",
            by=firm.lead,
            now=NOW,
        )

        with pytest.raises(ImportRefused, match="Le registre a changé depuis cet aperçu"):
            confirm(kept=found, seal=read, only_valid=False, by=firm.dpo, now=LATER)

        assert Activity.objects.count() == 1
        found.refresh_from_db()
        assert found.state == "waiting"


def test_confirm_when_two_people_bring_one_file_then_nothing_is_doubled(
    establishment: Establishment, firm: Firm
) -> None:
    with inside(establishment):
        mine, theirs = sent(firm.dpo), sent(firm.lead)
        read = seal(theirs)
        confirm(kept=mine, seal=seal(mine), only_valid=False, by=firm.dpo, now=LATER)

        with pytest.raises(ImportRefused):
            confirm(kept=theirs, seal=read, only_valid=False, by=firm.lead, now=LATER)
        confirm(kept=theirs, seal=seal(theirs), only_valid=False, by=firm.lead, now=LATER)

        assert Activity.objects.count() == 2
        assert [line.kind for line in _lines(theirs)] == ["same", "same"]


def test_confirm_when_abandoned_in_another_tab_then_says_so(
    establishment: Establishment, firm: Firm
) -> None:
    with inside(establishment):
        found = sent(firm.dpo)
        read = seal(found)
        abandon(kept=found)

        with pytest.raises(ImportRefused, match="Cet import n’attend plus"):
            confirm(kept=found, seal=read, only_valid=False, by=firm.dpo, now=LATER)


def test_abandon_when_confirmed_meanwhile_then_it_stays(
    establishment: Establishment, firm: Firm
) -> None:
    with inside(establishment):
        found = done(firm.dpo)

        abandon(kept=found)

        assert list(Import.objects.all()) == [found]


def test_confirm_when_no_line_is_valid_then_is_refused_even_by_choice(
    establishment: Establishment, firm: Firm
) -> None:
    with inside(establishment):
        found = sent(firm.dpo, b"Nom du traitement;Support papier\nPaie;parfois\n")

        with pytest.raises(FileRefused, match="Aucune ligne n’est valable"):
            confirm(kept=found, seal=seal(found), only_valid=True, by=firm.dpo, now=LATER)


def test_columns_when_said_then_are_remembered_for_the_next_file(
    establishment: Establishment, firm: Firm
) -> None:
    content = b"Sujet;Pourquoi;Qui\nPaie;Payer;RH\n"
    with inside(establishment):
        found, source = keep(name="r.csv", content=content, by=firm.dpo, now=NOW)
        table = brought(found).reading.tables[0]
        guessed, unknown = mapping_for(table)
        chosen = Mapping(columns={0: "name", 1: "purposes.text"}, role="processor")

        said = say_columns(kept=found, page=0, mapping=chosen, by=firm.dpo, now=NOW)

        assert (source, guessed.columns, unknown) == (Source.TABLE, {}, None)
        remembered, memory = mapping_for(table)
        assert (remembered, memory is not None) == (chosen, True)
        [line] = brought(said).lines or ()
        assert (line.role, line.sheet and line.sheet.name) == ("processor", "Paie")


def test_columns_when_nobody_said_them_then_nothing_is_confirmed(
    establishment: Establishment, firm: Firm
) -> None:
    with inside(establishment):
        found = sent(firm.dpo, b"Sujet;Qui\nPaie;RH\n")

        with pytest.raises(ImportRefused, match="Dites d’abord"):
            confirm(kept=found, seal="", only_valid=False, by=firm.dpo, now=LATER)


def test_undo_when_nobody_touched_them_then_the_register_is_as_before(
    establishment: Establishment, firm: Firm
) -> None:
    with inside(establishment):
        here = kept(by=firm.dpo)
        found = done(firm.dpo)

        for _press in range(2):
            undone = undo(done=found, by=firm.lead, now=LATER)

        here.refresh_from_db()
        added = Activity.objects.get(name="Vidéosurveillance")
        assert (here.sheet, here.version) == (DISPENSING, 3)
        assert (added.state, added.version) == ("archived", 2)
        assert added.versions.get(number=2).why == "Import annulé"
        assert here.versions.get(number=3).why == "Import annulé\u00a0: retour à la version 1"
        assert (undone.state, undone.undone_by_id) == ("undone", firm.lead.pk)
        assert [line.left for line in _lines(found)] == ["", ""]
        assert verify().is_intact


def test_undo_when_somebody_changed_one_since_then_it_is_left_and_told(
    establishment: Establishment, firm: Firm
) -> None:
    with inside(establishment):
        here = kept(by=firm.dpo)
        found = done(firm.dpo)
        added = Activity.objects.get(name="Vidéosurveillance")
        sheet = Sheet(name="Vidéosurveillance", dpia=Dpia(screening=Screening.REQUIRED))
        save(activity=added, sheet=sheet, version=1, why="", by=firm.lead, now=LATER)

        undo(done=found, by=firm.dpo, now=LATER)

        here.refresh_from_db()
        added.refresh_from_db()
        assert (here.sheet, added.sheet, added.state) == (DISPENSING, sheet, "draft")
        assert [line.left for line in _lines(found)] == [
            "",
            "Modifiée depuis l’import\u00a0: laissée telle quelle.",
        ]


def test_undo_when_one_was_archived_since_then_it_is_left(
    establishment: Establishment, firm: Firm
) -> None:
    with inside(establishment):
        found = done(firm.dpo)
        added = Activity.objects.get(name="Vidéosurveillance")
        archive(activity=added, version=1, why="finie", by=firm.lead, now=LATER)

        undo(done=found, by=firm.dpo, now=LATER)

        assert [line.left for line in _lines(found)] == [
            "",
            "Archivée depuis l’import\u00a0: laissée telle quelle.",
        ]


def test_same_file_when_it_was_brought_then_is_found_until_undone(
    establishment: Establishment, firm: Firm
) -> None:
    with inside(establishment):
        first = done(firm.dpo)
        again = sent(firm.lead)

        assert same_file(again) == first
        assert [(one.added, one.changed) for one in latest()] == [(2, 0)]
        undo(done=first, by=firm.dpo, now=LATER)
        assert same_file(again) is None
