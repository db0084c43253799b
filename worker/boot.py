"""What a worker checks before its first task."""

from celery.signals import worker_init
from django.db import connection

from tenants.directory.honesty import refuse_a_pooler


@worker_init.connect
def check_the_base(**_facts: object) -> None:
    """Refuse to start behind a pooler that mixes establishments, as the portal does."""
    refuse_a_pooler()
    connection.close()
