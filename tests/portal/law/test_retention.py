"""How long a medical record is kept. The worked cases are in cases/deadlines.yaml."""

from datetime import date

import pytest

from portal.law.periods import LawInputError
from portal.law.retention import MedicalRecordLife, RetentionBasis, medical_record_retention


@pytest.mark.parametrize(
    ("life", "until", "basis"),
    [
        # Twenty years end after the 28th birthday: the longer stands.
        (
            MedicalRecordLife(last_visit_on=date(2012, 6, 1), born_on=date(1996, 3, 2)),
            date(2032, 6, 1),
            RetentionBasis.TWENTY_YEARS,
        ),
        # A child who died within ten years: ten years from the death, not the 28th birthday.
        (
            MedicalRecordLife(
                last_visit_on=date(2012, 6, 1),
                born_on=date(2010, 3, 2),
                died_on=date(2014, 1, 5),
            ),
            date(2024, 1, 5),
            RetentionBasis.DEATH_10Y,
        ),
        # Exactly ten years is not less than ten years.
        (
            MedicalRecordLife(last_visit_on=date(2010, 4, 10), died_on=date(2020, 4, 10)),
            date(2030, 4, 10),
            RetentionBasis.TWENTY_YEARS,
        ),
        (
            MedicalRecordLife(last_visit_on=date(2004, 2, 29), has_claim=True),
            date(2024, 2, 29),
            RetentionBasis.TWENTY_YEARS,
        ),
    ],
)
def test_record_when_kept_then_until_and_last_step_agree(
    life: MedicalRecordLife, until: date, basis: RetentionBasis
) -> None:
    retention = medical_record_retention(life)

    assert (retention.until, retention.basis) == (until, basis)
    assert retention.steps[-1].on == until
    assert retention.is_suspended is life.has_claim


def test_record_when_a_claim_runs_then_said_first() -> None:
    retention = medical_record_retention(
        MedicalRecordLife(last_visit_on=date(2004, 3, 1), has_claim=True)
    )

    assert retention.steps[0].fr == (
        "Un recours met en cause la responsabilité médicale\u00a0: les délais sont suspendus, rien"
        " n’est effacé avant sa fin."
    )


@pytest.mark.parametrize(
    ("life", "field"),
    [
        (
            MedicalRecordLife(last_visit_on=date(2012, 6, 1), born_on=date(2012, 6, 2)),
            "born_on",
        ),
        (
            MedicalRecordLife(last_visit_on=date(2012, 6, 1), died_on=date(2012, 5, 31)),
            "died_on",
        ),
    ],
)
def test_record_when_dates_contradict_then_refused(life: MedicalRecordLife, field: str) -> None:
    with pytest.raises(LawInputError) as refusal:
        medical_record_retention(life)

    assert refusal.value.field == field
