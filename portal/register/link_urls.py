"""Addresses of what the register cites, under /e/<slug>/registre/prestataires/."""

from django.urls import path

from portal.register import link_views

app_name = "register_links"
urlpatterns = [
    path("<int:pk>/creer/", link_views.adopt, name="adopt"),
    path("<int:pk>/relier/", link_views.relate, name="relate"),
]
