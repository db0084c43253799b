"""The WSGI entry: errors watched, the database's honesty checked, then the portal."""

import os
from datetime import UTC, datetime

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

from portal.errors import start_sentry

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
start_sentry()
application = get_wsgi_application()
# By name: its module knows models, which cannot be imported before the line above.
import_string("tenants.directory.honesty.refuse_a_pooler")()
import_string("tenants.directory.honesty.refuse_a_wrong_clock")(now=datetime.now(UTC))
