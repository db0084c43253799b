"""Addresses of the files brought to the register, under /e/<slug>/registre/importer/."""

from django.urls import path

from portal.register import imports_report_views, imports_views

app_name = "register_imports"
urlpatterns = [
    path("", imports_views.choose, name="choose"),
    path("<uuid:pk>/", imports_report_views.report, name="report"),
    path("<uuid:pk>/colonnes/", imports_views.columns, name="columns"),
    path("<uuid:pk>/apercu/", imports_views.preview, name="preview"),
    path("<uuid:pk>/confirmer/", imports_report_views.confirm, name="confirm"),
    path("<uuid:pk>/abandonner/", imports_report_views.abandon, name="abandon"),
    path("<uuid:pk>/refusees/", imports_report_views.refused, name="refused"),
    path("<uuid:pk>/annuler/", imports_report_views.undo, name="undo"),
]
