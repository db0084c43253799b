"""What changed between two sheets."""

from portal.register.differences import Difference, differences
from portal.register.sheet import DataFamily, Dpia, LegalBasis, Recipient, RecipientKind, Screening
from tests.portal.register.samples import DISPENSING


def test_differences_when_nothing_changed_then_none() -> None:
    assert differences(DISPENSING, DISPENSING) == ()


def test_differences_when_a_line_changed_then_both_texts() -> None:
    after = DISPENSING.model_copy(update={"owner": "Adjoint", "volume": 4500})

    assert differences(DISPENSING, after) == (
        Difference("volume", "Nombre de personnes, à peu près", "", "4500"),
        Difference("owner", "Qui s’en occupe", "Pharmacien titulaire", "Adjoint"),
    )


def test_differences_when_a_part_of_a_row_changed_then_the_row_is_named() -> None:
    purpose = DISPENSING.purposes[0].model_copy(
        update={"legal_bases": (LegalBasis.CONTRACT, LegalBasis.LEGAL_OBLIGATION)}
    )
    after = DISPENSING.model_copy(update={"purposes": (purpose,)})

    assert differences(DISPENSING, after) == (
        Difference(
            "purposes[1].legal_bases",
            "Finalités, base légale (Délivrer les ordonnances et en garder la trace)",
            "Obligation légale (art. 6 §1 c)",
            "Contrat (art. 6 §1 b)\u00a0; Obligation légale (art. 6 §1 c)",
        ),
    )


def test_differences_when_rows_come_and_go_then_one_line_each() -> None:
    fund = Recipient(label="Assurance maladie", kind=RecipientKind.AUTHORITY)
    after = DISPENSING.model_copy(
        update={"recipients": (*DISPENSING.recipients, fund), "processors": ()}
    )

    assert differences(DISPENSING, after) == (
        Difference(
            "recipients[2]", "Destinataires", "", "Assurance maladie, Organisme ou autorité"
        ),
        Difference("processors[1]", "Sous-traitants", "Éditeur du logiciel", ""),
    )


def test_differences_when_rows_only_moved_then_none() -> None:
    after = DISPENSING.model_copy(
        update={"data_categories": tuple(reversed(DISPENSING.data_categories))}
    )

    assert differences(DISPENSING, after) == ()


def test_differences_when_a_row_is_renamed_then_it_is_one_change() -> None:
    first = DISPENSING.data_categories[0].model_copy(update={"label": "État civil"})
    after = DISPENSING.model_copy(
        update={"data_categories": (first, DISPENSING.data_categories[1])}
    )

    assert differences(DISPENSING, after) == (
        Difference(
            "data_categories[1].label",
            "Catégories de données, données",
            "Identité",
            "État civil",
        ),
    )


def test_differences_when_a_code_changed_then_it_is_said_in_words() -> None:
    after = DISPENSING.model_copy(
        update={
            "dpia": Dpia(screening=Screening.REQUIRED, reason="Officine seule"),
            "data_categories": (
                DISPENSING.data_categories[0].model_copy(update={"family": DataFamily.NIR}),
                DISPENSING.data_categories[1],
            ),
        }
    )

    assert differences(DISPENSING, after) == (
        Difference(
            "data_categories[1].family",
            "Catégories de données, famille (Identité)",
            "État civil, identité, images",
            "Numéro de sécurité sociale (NIR)",
        ),
        Difference(
            "dpia.screening",
            "Analyse d’impact (AIPD), résultat de l’examen",
            "AIPD non requise",
            "AIPD requise",
        ),
    )
