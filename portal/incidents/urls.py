"""Addresses of incidents, under /e/<slug>/incidents/."""

from django.urls import path

from portal.incidents import views

app_name = "incidents"
urlpatterns = [
    path("", views.incidents, name="list"),
    path("declarer/", views.declare, name="declare"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/qualifier/", views.qualify, name="qualify"),
    path("<uuid:pk>/notifier/", views.notify, name="notify"),
    path("<uuid:pk>/clore/", views.close, name="close"),
]
