"""Addresses of duties, under /e/<slug>/obligations/."""

from django.urls import path

from portal.duties import views

app_name = "duties"
urlpatterns = [
    path("", views.duties, name="list"),
    path("ajouter/", views.add, name="add"),
    path("usuelles/", views.adopt, name="adopt"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/modifier/", views.change, name="change"),
    path("<uuid:pk>/fait/", views.finish, name="finish"),
    path("<uuid:pk>/arreter/", views.stop, name="stop"),
]
