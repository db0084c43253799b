"""A sheet as cells of text: exact both ways, whatever the text holds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.register.exports.cells import CellRefused, cells_of, sheet_of
from portal.register.exports.csv_file import harmful, harmless
from portal.register.sheet import (
    DataSubject,
    LegalBasis,
    Measure,
    Purpose,
    Sheet,
)
from tests.portal.register.files_samples import FULL

_SIGNS = st.text(
    st.sampled_from("ab \\|;neu'=+-@\n\r\t\u0000\u0085\u2028\u00a0é"), max_size=12
) | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_PURPOSES = st.lists(
    st.builds(
        Purpose,
        text=_SIGNS,
        sub_purposes=st.lists(_SIGNS, max_size=3).map(tuple),
        legal_bases=st.lists(st.sampled_from(LegalBasis), max_size=2).map(tuple),
        justification=_SIGNS,
        art9_exception=_SIGNS,
    ),
    max_size=3,
).map(tuple)
_SHEETS = st.builds(
    Sheet,
    name=st.just("Paie"),
    purposes=_PURPOSES,
    note=_SIGNS,
    software=st.lists(_SIGNS, max_size=3).map(tuple),
    data_subjects=st.lists(
        st.builds(DataSubject, label=_SIGNS, note=_SIGNS, is_vulnerable=st.booleans()), max_size=2
    ).map(tuple),
    volume=st.none() | st.integers(0, 10**9),
)


def test_sheet_when_written_in_cells_then_reads_as_people_expect() -> None:
    cells = cells_of(FULL)

    assert cells["purposes"] == (
        "Délivrer les médicaments | Analyse \\; interactions ; Ordonnancier \\| stupéfiants"
        " | Obligation légale (art. 6 §1 c) ; Mission d’intérêt public (art. 6 §1 e)"
        " | CSP art. R5132-10\\nsuite \\ n | art. 9 §2 h\n"
        "Facturer l’assurance maladie"
    )
    assert cells["data_subjects"] == "Patients | et aidants | Oui"
    assert cells["software"] == "LGPI\n=HYPERLINK(1)"
    assert cells["has_paper"] == "Oui"
    assert cells["volume"] == "12000"
    assert cells["dpia"] == (
        "Analyse d’impact non requise | moins de cinq salariés"
        " | Données sensibles ou hautement personnelles ; Personnes vulnérables | AIPD-0029"
    )
    assert cells["operations"] == "Enregistrement\nTransmission ; par MSSanté"
    assert cells["collection_methods"] == "Sur place\nCarte lue (Vitale ou autre)"


def test_sheet_when_it_uses_every_field_then_comes_back_from_its_cells() -> None:
    assert sheet_of(cells_of(FULL)) == FULL


@settings(max_examples=300, deadline=None)
@given(_SHEETS)
def test_sheet_when_its_text_holds_any_sign_then_comes_back_from_its_cells(sheet: Sheet) -> None:
    assert sheet_of(cells_of(sheet)) == sheet


@given(_SIGNS)
def test_cell_when_made_harmless_then_starts_no_formula_and_comes_back(text: str) -> None:
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert harmful(harmless(text)) == text


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("volume", "beaucoup", "«\u00a0beaucoup\u00a0» n’est pas un nombre entier."),
        (
            "has_paper",
            "peut-être",
            "«\u00a0peut-être\u00a0» n’est ni «\u00a0oui\u00a0» ni «\u00a0non\u00a0».",
        ),
        (
            "data_categories",
            "Nom | Inconnue",
            "«\u00a0Inconnue\u00a0» n’est pas une valeur connue.",
        ),
        ("measures", "a | Oui | b", "«\u00a0a | Oui | b\u00a0» a trop de parties entre barres."),
        ("owner", "x" * 301, "texte trop long (300 caractères au plus)."),
    ],
)
def test_cell_when_it_says_nothing_known_then_is_refused(
    field: str, text: str, message: str
) -> None:
    with pytest.raises(CellRefused) as refusal:
        sheet_of({"name": "Paie", field: text})

    assert refusal.value.message == message


def test_cell_when_typed_by_hand_then_case_and_accents_are_forgiven() -> None:
    found = sheet_of(
        {"name": "Paie", "measures": "Coffre | OUI", "dpia": "ANALYSE D'IMPACT NON REQUISE"}
    )

    assert found.measures == (Measure(text="Coffre", is_organisational=True),)
    assert found.dpia.screening == "not_required"
