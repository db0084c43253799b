"""The table of another register: its columns guessed, its rows read by what was chosen."""

import pytest

from portal.register.imports.grids import Grid
from portal.register.imports.lines import Line
from portal.register.imports.mapped import lines_of_table
from portal.register.imports.mapping import Mapping, guess
from portal.register.imports.mapping_file import mapping_written
from portal.register.imports.meanings import legal_bases, screening, tool
from portal.register.imports.reading import Source, read_file
from portal.register.imports.refusals import FileRefused
from portal.register.imports.tables import Table, table_of
from portal.register.sheet import (
    DataCategory,
    DataFamily,
    DataSubject,
    Dpia,
    Fate,
    LegalBasis,
    Measure,
    Purpose,
    Recipient,
    RecipientKind,
    Retention,
    Screening,
    Sheet,
    Transfer,
    TransferTool,
)

HEAD = (
    "Réf.",
    "Intitulé",
    "Objectifs poursuivis",
    "Base juridique",
    "Public concerné",
    "Données traitées",
    "Durée de conservation",
    "Destinataires internes",
    "Organismes externes",
    "Pays",
    "Garanties",
    "Mesures de sécurité",
    "AIPD",
    "Commentaire",
    "Couleur",
)
ROW = (
    "A-7",
    "Rendez-vous",
    "Prendre rendez-vous\n- Rappeler par SMS",
    "Contrat ; intérêt légitime",
    "Patients ; Salariés",
    "Nom, prénom ; Données de santé ; Truc",
    "3 ans",
    "Secrétariat",
    "CPAM",
    "Canada",
    "Clauses contractuelles types",
    "Mots de passe\nCharte",
    "non requise",
    "vu en réunion",
    "bleu",
)


def table(*rows: tuple[str, ...], head: tuple[str, ...] = HEAD) -> Table:
    return table_of(Grid("Feuil1", [list(head), *(list(row) for row in rows)]))


def test_guess_when_titles_are_of_the_field_then_each_has_its_place() -> None:
    assert guess(table(ROW)).columns == {
        0: "reference",
        1: "name",
        2: "purposes.text",
        3: "purposes.legal_bases",
        4: "data_subjects.label",
        5: "data_categories.label",
        6: "retentions.active",
        7: "recipients.label",
        8: "recipients.label",
        9: "transfers.country",
        10: "transfers.tool",
        11: "measures.text",
        12: "dpia.screening",
        13: "note",
    }


def test_guess_when_two_titles_are_names_then_the_first_is() -> None:
    assert guess(table(head=("Traitement", "Nom"))).columns == {0: "name"}


def test_guess_when_a_known_title_stands_inside_then_it_is_found() -> None:
    found = guess(table(head=("Nom", "Liste des destinataires (catégories)", "Finalité (but)")))

    assert found.columns == {0: "name", 1: "recipients.label", 2: "purposes.text"}


def test_row_when_read_by_the_guess_then_every_fact_is_kept_and_doubts_are_told() -> None:
    page = table(ROW)

    [line] = lines_of_table(page, guess(page))

    assert line.sheet == Sheet(
        name="Rendez-vous",
        purposes=tuple(
            Purpose(text=text, legal_bases=(LegalBasis.CONTRACT, LegalBasis.LEGITIMATE_INTEREST))
            for text in ("Prendre rendez-vous", "Rappeler par SMS")
        ),
        data_subjects=(
            DataSubject(label="Patients", is_vulnerable=True),
            DataSubject(label="Salariés", is_vulnerable=True),
        ),
        data_categories=tuple(
            DataCategory(label=label, family=family, retention="Ensemble des données")
            for label, family in (
                ("Nom, prénom", DataFamily.IDENTITY),
                ("Données de santé", DataFamily.HEALTH),
                ("Truc", DataFamily.OTHER),
            )
        ),
        retentions=(
            Retention(what="Ensemble des données", active="3 ans", fate=Fate.UNDETERMINED),
        ),
        recipients=(
            Recipient(label="Secrétariat", kind=RecipientKind.INTERNAL),
            Recipient(label="CPAM", kind=RecipientKind.AUTHORITY),
        ),
        transfers=(Transfer(recipient="Canada", country="Canada", tool=TransferTool.CLAUSES),),
        measures=(Measure(text="Mots de passe"), Measure(text="Charte")),
        dpia=Dpia(screening=Screening.NOT_REQUIRED),
        note="vu en réunion",
    )
    assert (line.reference, line.role) == ("A-7", "controller")
    assert line.told == ("Données «\u00a0Truc\u00a0»\u00a0: famille non reconnue, à choisir.",)


def test_row_when_no_column_says_the_role_then_it_is_the_one_chosen() -> None:
    page = table(("Paie",), head=("Nom", "Finalité"))

    [line] = lines_of_table(page, Mapping(columns={0: "name"}, role="processor"))

    assert line == Line(2, "", "processor", Sheet(name="Paie"), said=frozenset({"name"}))


@pytest.mark.parametrize(
    ("head", "row", "refusal"),
    [
        (
            ("Nom", "Rôle"),
            ("Paie", "arbitre"),
            "«\u00a0arbitre\u00a0» n’est ni responsable du traitement ni sous-traitant.",
        ),
        (
            ("Nom", "Support papier"),
            ("Paie", "un peu"),
            "Support papier\u00a0: «\u00a0un peu\u00a0» n’est ni «\u00a0oui\u00a0» ni "
            "«\u00a0non\u00a0».",
        ),
        (
            ("Nom", "Logiciels", "Catégories de données", "Mois"),
            ("Paie", "", "Nom | Inconnue", ""),
            "Catégories de données\u00a0: «\u00a0Inconnue\u00a0» n’est pas une valeur connue.",
        ),
        (
            ("Nom", "Textes de référence"),
            ("Paie", "x" * 4001),
            "Textes de référence\u00a0: texte trop long ou valeur refusée.",
        ),
    ],
)
def test_row_when_it_cannot_be_read_then_is_refused_under_its_title(
    head: tuple[str, ...], row: tuple[str, ...], refusal: str
) -> None:
    page = table(row, head=head)

    [line] = lines_of_table(page, guess(page))

    assert (line.sheet, line.refusal, line.name) == (None, refusal, "Paie")


def test_row_when_a_column_left_out_is_a_formula_then_is_read() -> None:
    page = table_of(Grid("F", [["Nom", "Total"], ["Paie", "=1"]], formulas={(1, 1)}))

    left, taken = (
        lines_of_table(page, Mapping(columns=columns))[0]
        for columns in ({0: "name"}, {0: "name", 1: "note"})
    )

    assert left.sheet == Sheet(name="Paie")
    assert (taken.sheet, taken.refusal) == (None, "Total\u00a0: une formule.")


def test_titles_when_under_a_banner_then_are_found() -> None:
    text = "Registre de la clinique;;\r\n;;\r\nNom;Finalité;Service\r\nPaie;Payer;RH\r\n"

    reading = read_file(text.encode())

    assert reading.source is Source.TABLE
    assert reading.tables[0].titles == ("Nom", "Finalité", "Service")
    assert [row.number for row in reading.tables[0].rows] == [4]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Obligation légale", "c"),
        ("art. 6.1.e du RGPD", "e"),
        ("Article 6(1)(b)", "b"),
        ("L'exécution d'une mission d'intérêt public", "e"),
        ("Consentement et intérêt légitime", "af"),
        ("à voir", ""),
    ],
)
def test_legal_bases_when_said_in_words_then_are_letters(text: str, found: str) -> None:
    assert "".join(legal_bases(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Décision d’adéquation", TransferTool.ADEQUACY),
        ("Data Privacy Framework", TransferTool.DPF),
        ("CCT", TransferTool.CLAUSES),
        ("Règles d'entreprise contraignantes", TransferTool.BINDING_RULES),
        ("promesse", None),
    ],
)
def test_tool_when_said_in_words_then_is_known(text: str, found: TransferTool | None) -> None:
    assert tool(text) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Oui", Screening.REQUIRED),
        ("Non", Screening.NOT_REQUIRED),
        ("AIPD non requise", Screening.NOT_REQUIRED),
        ("Non déterminé", Screening.UNKNOWN),
        ("demain", None),
    ],
)
def test_screening_when_said_in_words_then_is_known(text: str, found: Screening | None) -> None:
    assert screening(text) is found


def test_mapping_file_when_it_names_titles_then_says_the_page_and_the_columns() -> None:
    other = table_of(Grid("Aide", [["A", "B"], ["1", "2"]]))
    content = '{"sheet": "feuil1", "role": "processor", "columns": {"INTITULÉ": "name"}}'

    assert mapping_written(content.encode(), (other, table(ROW))) == (
        1,
        Mapping(columns={1: "name"}, role="processor"),
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "Cette correspondance de colonnes est mal écrite (à\u00a0: JSON)."),
        (
            '{"columns": {"Nom": "name"}}',
            "«\u00a0Nom\u00a0» n’est ni un titre de ce fichier, ni un champ connu.",
        ),
        (
            '{"columns": {"Intitulé": "nom"}}',
            "«\u00a0nom\u00a0» n’est ni un titre de ce fichier, ni un champ connu.",
        ),
        (
            '{"columns": {"Pays": "note"}}',
            "Aucune colonne ne donne le nom («\u00a0name\u00a0»).",
        ),
        (
            '{"sheet": "X", "columns": {}}',
            "«\u00a0X\u00a0» n’est ni un titre de ce fichier, ni un champ connu.",
        ),
    ],
)
def test_mapping_file_when_wrong_then_is_refused_with_the_word(content: str, message: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        mapping_written(content.encode(), (table(ROW),))

    assert refusal.value.message == message
