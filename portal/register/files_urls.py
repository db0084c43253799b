"""Addresses of the register's files, under /e/<slug>/registre/fichiers/."""

from django.urls import path

from portal.register import files_views

app_name = "register_files"
urlpatterns = [
    path("", files_views.choose, name="choose"),
    path("telecharger/", files_views.download, name="download"),
]
