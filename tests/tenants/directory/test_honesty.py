"""What the portal asks of PostgreSQL before it serves."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from tenants.directory.honesty import refuse_a_wrong_clock

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("wrong", [timedelta(seconds=90), timedelta(seconds=-90)])
def test_clock_when_a_minute_and_a_half_wrong_then_the_portal_does_not_start(
    wrong: timedelta,
) -> None:
    with pytest.raises(ImproperlyConfigured, match="90 s"):
        refuse_a_wrong_clock(now=datetime.now(UTC) + wrong)


def test_clock_when_a_few_seconds_wrong_then_the_portal_starts() -> None:
    refuse_a_wrong_clock(now=datetime.now(UTC) + timedelta(seconds=20))
