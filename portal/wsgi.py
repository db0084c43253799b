"""The WSGI entry: errors watched, the database's honesty checked, then the portal."""

import os

from django.core.wsgi import get_wsgi_application

from portal.errors import start_sentry
from tenants.directory.honesty import refuse_a_pooler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
start_sentry()
application = get_wsgi_application()
refuse_a_pooler()
