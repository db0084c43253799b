"""Addresses of the journal, under /e/<slug>/journal/."""

from django.urls import path

from portal.journal import views

app_name = "journal"
urlpatterns = [path("", views.journal, name="journal")]
