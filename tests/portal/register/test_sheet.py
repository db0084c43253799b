"""The sheet: what an older release wrote stays readable."""

from portal.register.fields import fields
from portal.register.sheet import Sheet


def test_sheet_when_written_before_a_field_was_added_then_read_with_its_default() -> None:
    written = {"name": "Paie", "dpia": {"screening": "not_required", "reason": "Exempté"}}

    sheet = Sheet.model_validate(written)

    assert (sheet.operations, sheet.collection_methods) == ((), ())
    assert (sheet.dpia.criteria, sheet.dpia.reference) == ((), "")


def test_sheet_when_it_has_a_field_then_its_help_cites_a_source() -> None:
    known = fields()

    assert set(Sheet.model_fields) <= set(known)
    assert [path for path, field in known.items() if not field.source] == []
