"""The reasoning of a period in the language of the page, each sentence with its source."""

from datetime import UTC, datetime

from django.utils.translation import override

from portal.law.breach import notification_clock
from portal.law.calendars import territory
from portal.reasoning import label_of, reasoning_of


def test_reasoning_when_french_then_sentences_and_sources() -> None:
    due = notification_clock(
        aware_at=datetime(2026, 11, 21, 16, 40, tzinfo=UTC), territory=territory("FR-METRO")
    )

    found = reasoning_of(due)

    assert found.label == "Notification d’une violation à la CNIL"
    assert found.reasons[-1].text.endswith(
        "mardi 24 novembre 2026 à 17\u00a0h\u00a040 (heure de Paris)."
    )
    assert found.reasons[-1].source.startswith("RGPD art.\u00a033")
    assert len(found.alternatives) == 2
    assert found.alternatives[0].is_to_be_confirmed


def test_label_when_english_then_english() -> None:
    with override("en"):
        assert label_of("R-ART12-1M") == "Answer to a data-subject request"
