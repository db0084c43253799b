"""Addresses of requests, under /e/<slug>/demandes/."""

from django.urls import path

from portal.rights import suspension_views, views

app_name = "rights"
urlpatterns = [
    path("", views.requests, name="list"),
    path("nouvelle/", views.receive, name="receive"),
    path("nouvelle/echeance/", views.preview, name="preview"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/repondre/", views.answer, name="answer"),
    path("<uuid:pk>/prolonger/", views.extend, name="extend"),
    path("<uuid:pk>/suspendre/", suspension_views.suspend, name="suspend"),
    path("<uuid:pk>/reprendre/", suspension_views.resume, name="resume"),
    path("<uuid:pk>/rouvrir/", suspension_views.reopen, name="reopen"),
    path("<uuid:pk>/clore/", views.close, name="close"),
]
