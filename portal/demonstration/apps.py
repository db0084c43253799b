"""The demonstration; installed only where DEMO is on."""

from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    """No table: it writes through the same actions as people do."""

    name = "portal.demonstration"
    label = "demonstration"
