"""The portal as an application: its templates, static files and template tags. No tables."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """What every page of the portal shares."""

    name = "portal"
    label = "portal"
