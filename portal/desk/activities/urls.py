"""Addresses of the activities across establishments, under /activites/."""

from django.urls import path

from portal.desk.activities import bulk_views, views

app_name = "activities"
urlpatterns = [
    path("", views.activities, name="list"),
    path("vues/", views.kept, name="views"),
    path("vues/garder/", views.keep, name="view_save"),
    path("vues/<uuid:pk>/retirer/", views.remove, name="view_remove"),
    path("groupe/", bulk_views.choose, name="choose"),
    path("groupe/faire/", bulk_views.carry_out, name="carry_out"),
    path("groupe/<uuid:submission>/", bulk_views.report, name="report"),
    path("groupe/<uuid:submission>/annuler/", bulk_views.undo, name="undo"),
]
