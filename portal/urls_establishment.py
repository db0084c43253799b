"""Addresses inside an establishment, under /e/<slug>/ (the prefix is the request's SCRIPT_NAME)."""

from django.urls import include, path

handler400 = "portal.desk.refusals.bad_request"

urlpatterns = [
    path("", include("portal.desk.establishment_urls")),
    path("echeances/", include("portal.deadlines.urls")),
    path("demandes/", include("portal.rights.urls")),
    path("incidents/", include("portal.incidents.urls")),
    path("obligations/", include("portal.duties.urls")),
    path("sous-traitants/", include("portal.processors.urls")),
    path("registre/fichiers/", include("portal.register.files_urls")),
    path("registre/importer/", include("portal.register.importing.urls")),
    path("registre/prestataires/", include("portal.register.link_urls")),
    path("registre/", include("portal.opening.urls")),
    path("registre/", include("portal.register.urls")),
    path("journal/", include("portal.journal.urls")),
]
