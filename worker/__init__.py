"""The hand that moves with the clock. No table."""

import os

# Before any module of this package: the timetable reads the settings.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
