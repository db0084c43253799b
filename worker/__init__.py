"""The hand that moves with the clock. No table."""

import os

# Before any module of this package: the timetable reads the settings.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
# A page that cannot be imported must not stop an alert: checks are the portal's business.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")
