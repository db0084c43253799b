"""A newer template joined to a sheet changed here: what is taken, what is contested."""

import pytest

from portal.register.sheet import (
    DataCategory,
    DataFamily,
    Dpia,
    Measure,
    ProcessorUse,
    Recipient,
    Screening,
    Sheet,
)
from portal.register.spread.merging import merge, union

EDITOR, BACKUP, PAYROLL = (
    ProcessorUse(label=label) for label in ("Éditeur du logiciel", "Sauvegarde", "Paie")
)
CARD, SAVE, BADGE = (Measure(text=text) for text in ("Carte CPS", "Sauvegarde", "Badge"))
BASE = Sheet(
    name="Délivrance",
    information="Affiche",
    processors=(EDITOR, BACKUP),
    software=("Logiciel d’officine",),
    measures=(CARD,),
    dpia=Dpia(screening=Screening.NOT_REQUIRED, reason="Officine seule"),
)


def changed(**fields: object) -> Sheet:
    return BASE.model_copy(update=fields)


def test_merge_when_nothing_changed_here_then_the_template_is_taken_whole() -> None:
    theirs = changed(information="Affiche et site", processors=(EDITOR,))

    found = merge(base=BASE, mine=BASE, theirs=theirs)

    assert found.sheet == theirs
    assert (found.taken, found.contested) == (("processors", "information"), ())


def test_merge_when_the_template_did_not_change_then_mine_stands() -> None:
    mine = changed(information="Écran au comptoir")

    found = merge(base=BASE, mine=mine, theirs=BASE)

    assert (found.sheet, found.taken, found.contested) == (mine, (), ())


def test_merge_when_both_changed_a_text_then_it_is_contested_and_mine_stands() -> None:
    mine = changed(information="Écran au comptoir")

    found = merge(base=BASE, mine=mine, theirs=changed(information="Affiche et site"))

    assert (found.sheet, found.taken, found.contested) == (mine, (), ("information",))


def test_merge_when_both_say_the_same_then_nothing_is_asked() -> None:
    both = changed(information="Affiche et site")

    found = merge(base=BASE, mine=both, theirs=both)

    assert (found.sheet, found.taken, found.contested) == (both, (), ())


def test_merge_when_each_changed_another_row_then_both_stand() -> None:
    renewed = Measure(text="Sauvegarde", is_organisational=True)
    base = changed(measures=(CARD, SAVE))
    mine = changed(measures=(CARD, renewed))
    theirs = changed(measures=(CARD, SAVE, BADGE))

    found = merge(base=base, mine=mine, theirs=theirs)

    assert found.sheet.measures == (CARD, renewed, BADGE)
    assert (found.taken, found.contested) == (("measures",), ())


def test_merge_when_a_processor_was_linked_to_its_file_then_it_is_no_change_of_the_text() -> None:
    linked = ProcessorUse(label="Sauvegarde", link="SST-001")
    mine = changed(processors=(EDITOR, linked))

    same = merge(base=BASE, mine=mine, theirs=BASE)
    found = merge(base=BASE, mine=mine, theirs=changed(processors=(EDITOR, BACKUP, PAYROLL)))
    gone = merge(base=BASE, mine=mine, theirs=changed(processors=(EDITOR,)))

    assert (same.sheet, same.taken, same.contested) == (mine, (), ())
    assert found.sheet.processors == (EDITOR, linked, PAYROLL)
    assert gone.sheet.processors == (EDITOR,)
    assert found.contested == gone.contested == ()


def test_merge_when_the_template_drops_a_row_unchanged_here_then_it_goes() -> None:
    mine = changed(processors=(EDITOR, BACKUP, PAYROLL))

    found = merge(base=BASE, mine=mine, theirs=changed(processors=(EDITOR,)))

    assert found.sheet.processors == (EDITOR, PAYROLL)
    assert found.contested == ()


OTHER = Measure(text="Sauvegarde", is_organisational=True)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        # Changed there, taken away here.
        ((CARD,), (CARD, OTHER)),
        # Changed here, taken away there.
        ((CARD, OTHER), (CARD,)),
        # Renamed on both sides: which name is right is for a person to say.
        (
            (CARD, Measure(text="Sauvegarde chez Nuage Santé")),
            (CARD, Measure(text="Sauvegarde chiffrée")),
        ),
        # Two rows of the same name: which one changed cannot be told.
        ((CARD, SAVE, SAVE), (CARD, BADGE)),
    ],
)
def test_merge_when_rows_contradict_each_other_then_the_field_is_contested(
    mine: tuple[Measure, ...], theirs: tuple[Measure, ...]
) -> None:
    base, here = changed(measures=(CARD, SAVE)), changed(measures=mine)

    found = merge(base=base, mine=here, theirs=changed(measures=theirs))

    assert (found.sheet, found.taken, found.contested) == (here, (), ("measures",))


def test_merge_when_a_row_is_renamed_there_alone_then_the_new_name_is_taken() -> None:
    renamed = ProcessorUse(label="Sauvegarde externalisée")

    found = merge(base=BASE, mine=BASE, theirs=changed(processors=(EDITOR, renamed)))

    assert found.sheet.processors == (EDITOR, renamed)


def test_merge_when_lines_of_text_are_added_on_both_sides_then_both_stand() -> None:
    mine = changed(software=("Logiciel d’officine", "Tableur"))
    theirs = changed(software=("Logiciel d’officine", "Messagerie de santé"))

    found = merge(base=BASE, mine=mine, theirs=theirs)

    assert found.sheet.software == ("Logiciel d’officine", "Tableur", "Messagerie de santé")


def test_merge_when_both_added_the_same_row_differently_then_contested() -> None:
    mine = changed(recipients=(Recipient(label="Assurance maladie", note="SESAM-Vitale"),))
    theirs = changed(recipients=(Recipient(label="Assurance maladie", note="télétransmission"),))

    found = merge(base=BASE, mine=mine, theirs=theirs)

    assert found.contested == ("recipients",)


def test_merge_when_the_screening_changed_on_both_sides_then_contested() -> None:
    mine = changed(dpia=Dpia(screening=Screening.REQUIRED, reason="Deux officines"))
    theirs = changed(dpia=Dpia(screening=Screening.NOT_REQUIRED, reason="Délibération 2019-118"))

    found = merge(base=BASE, mine=mine, theirs=theirs)

    assert (found.sheet.dpia, found.contested) == (mine.dpia, ("dpia",))


def test_merge_when_base_is_empty_then_what_is_the_same_is_not_asked() -> None:
    health = DataCategory(label="Ordonnances", family=DataFamily.HEALTH)
    mine = Sheet(name="A", data_categories=(health,))

    found = merge(base=Sheet(name="A"), mine=mine, theirs=mine)

    assert (found.taken, found.contested) == ((), ())


def test_union_when_asked_then_my_rows_first_and_theirs_that_i_lack() -> None:
    mine = changed(processors=(EDITOR, ProcessorUse(label="Sauvegarde", link="SST-001")))
    theirs = changed(processors=(PAYROLL, BACKUP))

    found = union(mine, theirs, field="processors")

    assert found == (EDITOR, ProcessorUse(label="Sauvegarde", link="SST-001"), PAYROLL)
