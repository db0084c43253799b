"""Addresses of the portal outside the establishments."""

from django.urls import include, path

from portal.deadlines import link
from portal.desk import health

handler400 = "portal.desk.refusals.bad_request"

urlpatterns = [
    path("", include("portal.desk.urls")),
    path("prestataires/", include("portal.desk.vendors.urls")),
    path("activites/", include("portal.desk.activities.urls")),
    path("a/<uuid:pk>/", link.follow, name="alert"),
    path("compte/", include("allauth.urls")),
    path("invitation/", include("tenants.directory.urls")),
    path("modeles/", include("portal.desk.library.urls")),
    path("regles/", include("portal.public.urls")),
    path("sante/", health.live, name="health_live"),
    path("sante/pret/", health.ready, name="health_ready"),
]
