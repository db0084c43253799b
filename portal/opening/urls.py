"""Addresses of the first day of a register."""

from django.urls import path

from portal.opening import views

app_name = "opening"

urlpatterns = [
    path("questions/", views.questions, name="questions"),
    path("questions/<int:number>/", views.question, name="question"),
    path("questions/poser/", views.lay_down, name="lay_down"),
    path("confirmer/", views.confirmation, name="confirmation"),
    path("confirmer/<uuid:pk>/", views.confirm, name="confirm"),
    path("confirmer/<uuid:pk>/ecarter/", views.set_aside, name="set_aside"),
]
