"""Addresses of the catalogue of vendors, under /prestataires/."""

from django.urls import path

from portal.desk.vendors import views

app_name = "vendors"
urlpatterns = [
    path("", views.vendors, name="list"),
    path("ajouter/", views.add, name="add"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/modifier/", views.change, name="change"),
    path("<uuid:pk>/certificat/", views.certify, name="certify"),
    path("<uuid:pk>/certificat/retirer/", views.withdraw, name="withdraw"),
    path("<uuid:pk>/certificat/suivre/", views.follow, name="follow"),
]
