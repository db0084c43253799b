"""Addresses of the firm's master templates, under /modeles/."""

from django.urls import path

from portal.desk.library import draft_views, push_views, views

app_name = "library"
urlpatterns = [
    path("", views.shelf, name="shelf"),
    path("ajouter/", draft_views.create, name="create"),
    path("diffusions/<uuid:pk>/", push_views.progress, name="progress"),
    path("diffusions/<uuid:pk>/avancer/", push_views.advance, name="advance"),
    path("<str:reference>/", views.template, name="template"),
    path("<str:reference>/versions/", views.history, name="history"),
    path("<str:reference>/modifier/<slug:slug>/", draft_views.edit, name="edit"),
    path("<str:reference>/publier/", draft_views.publish, name="publish"),
    path("<str:reference>/abandonner/", draft_views.discard, name="discard"),
    path("<str:reference>/reprendre/", draft_views.adopt, name="adopt"),
    path("<str:reference>/retirer/", draft_views.retire, name="retire"),
    path("<str:reference>/apercu/", push_views.preview, name="preview"),
    path("<str:reference>/diffuser/", push_views.push, name="push"),
]
