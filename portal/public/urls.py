"""Addresses of the public door."""

from django.urls import path

from portal.public import views

app_name = "public"
urlpatterns = [
    path("", views.rules, name="rules"),
    path("jours-feries/", views.holidays, name="holidays"),
]
