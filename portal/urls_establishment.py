"""Addresses inside an establishment, under /e/<slug>/ (the prefix is the request's SCRIPT_NAME)."""

from django.urls import include, path

from portal.urls import handler400

__all__ = ["handler400", "urlpatterns"]

urlpatterns = [
    path("", include("portal.desk.establishment_urls")),
    path("demandes/", include("portal.rights.urls")),
    path("incidents/", include("portal.incidents.urls")),
    path("journal/", include("portal.journal.urls")),
]
