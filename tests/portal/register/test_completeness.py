"""What article 30 still asks of a sheet, and what proves the rest."""

import pytest

from portal.register.completeness import missing, owed
from portal.register.fields import fields, sections
from portal.register.sheet import (
    DataCategory,
    DataFamily,
    JointController,
    LegalBasis,
    Purpose,
    Sheet,
    Transfer,
    TransferTool,
)
from tests.portal.register.samples import CAMERAS, DISPENSING


def paths(sheet: Sheet, role: str = "controller") -> list[tuple[str, bool]]:
    """Return (path, is owed) of what is missing, in order."""
    return [(one.field.path, one.is_owed) for one in missing(sheet, role=role)]


def test_owed_when_a_controller_named_it_only_then_what_article_30_1_lists() -> None:
    assert [one.field.path for one in owed(CAMERAS, role="controller")] == [
        "purposes",
        "data_subjects",
        "data_categories",
        "recipients",
    ]


def test_owed_when_a_processor_named_it_only_then_what_article_30_2_lists() -> None:
    assert [one.field.path for one in owed(CAMERAS, role="processor")] == [
        "controllers",
        "processing_categories",
    ]


def test_missing_when_nearly_complete_then_what_proves_the_rest() -> None:
    assert paths(DISPENSING) == [("references", False), ("volume", False), ("collection", False)]


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({"transfers": (Transfer(recipient="Support"),)}, ("transfers.country", True)),
        (
            {"transfers": (Transfer(recipient="Support", country="Inde"),)},
            ("transfers.tool", True),
        ),
        ({"purposes": (Purpose(text="Soigner"),)}, ("purposes.legal_bases", False)),
        (
            {
                "purposes": (Purpose(text="Soigner", legal_bases=(LegalBasis.CONTRACT,)),),
                "data_categories": (DataCategory(label="Examens", family=DataFamily.HEALTH),),
            },
            ("purposes.art9_exception", False),
        ),
        (
            {"data_categories": (DataCategory(label="N° de sécu", family=DataFamily.NIR),)},
            ("nir", False),
        ),
        (
            {"purposes": (Purpose(text="Lettre", legal_bases=(LegalBasis.CONSENT,)),)},
            ("consent", False),
        ),
        (
            {"joint_controllers": (JointController(name="SISA"),)},
            ("joint_controllers.arrangement", False),
        ),
    ],
)
def test_missing_when_the_case_calls_for_it_then_it_is_told(
    changes: dict[str, object], lacks: tuple[str, bool]
) -> None:
    assert lacks in paths(DISPENSING.model_copy(update=changes))


def test_missing_when_the_transfer_has_its_tool_then_nothing_is_owed() -> None:
    sent = Transfer(recipient="Support", country="Inde", tool=TransferTool.CLAUSES)

    assert owed(DISPENSING.model_copy(update={"transfers": (sent,)}), role="controller") == ()


def test_fields_when_read_then_they_are_those_of_the_sheet() -> None:
    whole = {path for path in fields() if "." not in path}

    assert whole == set(Sheet.model_fields)
    assert {field.section for field in fields().values()} - {""} == {one.id for one in sections()}
