"""Addresses of an establishment's home and members, under /e/<slug>/."""

from django.urls import path

from portal.desk import establishment_views as views
from portal.desk import team_views as team

app_name = "establishment"
urlpatterns = [
    path("", views.home, name="home"),
    path("membres/", views.members, name="members"),
    path("membres/dpo/", team.assign, name="assign"),
    path("membres/inviter/", views.invite, name="invite"),
    path("membres/<uuid:pk>/renvoyer/", views.invite_again, name="invite_again"),
]
