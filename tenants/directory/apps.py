"""The directory: who is who."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Agencies, establishments, memberships."""

    name = "tenants.directory"
    label = "directory"
