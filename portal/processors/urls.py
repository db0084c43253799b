"""Addresses of processors, under /e/<slug>/sous-traitants/."""

from django.urls import path

from portal.processors import document_views, edit_views, views

app_name = "processors"
urlpatterns = [
    path("", views.processors, name="list"),
    path("ajouter/", views.add, name="add"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/historique/", views.history, name="history"),
    path("<uuid:pk>/modifier/<slug:slug>/", edit_views.edit, name="edit"),
    path("<uuid:pk>/clauses/", edit_views.clauses, name="clauses"),
    path("<uuid:pk>/renouveler/", edit_views.renew, name="renew"),
    path("<uuid:pk>/terminer/", edit_views.end, name="end"),
    path("<uuid:pk>/rouvrir/", edit_views.reopen, name="reopen"),
    path("<uuid:pk>/documents/", document_views.add, name="document_add"),
    path("<uuid:pk>/documents/<uuid:document>/", document_views.read, name="document"),
    path(
        "<uuid:pk>/documents/<uuid:document>/retirer/",
        document_views.remove,
        name="document_remove",
    ),
]
