"""Addresses of the files brought to the register, under /e/<slug>/registre/importer/."""

from django.urls import path

from portal.register.importing import report_views, views

app_name = "register_imports"
urlpatterns = [
    path("", views.choose, name="choose"),
    path("<uuid:pk>/", report_views.report, name="report"),
    path("<uuid:pk>/colonnes/", views.columns, name="columns"),
    path("<uuid:pk>/apercu/", views.preview, name="preview"),
    path("<uuid:pk>/confirmer/", report_views.confirm, name="confirm"),
    path("<uuid:pk>/abandonner/", report_views.abandon, name="abandon"),
    path("<uuid:pk>/refusees/", report_views.refused, name="refused"),
    path("<uuid:pk>/annuler/", report_views.undo, name="undo"),
]
