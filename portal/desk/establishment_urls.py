"""Addresses of an establishment's home and members, under /e/<slug>/."""

from django.urls import path

from portal.desk import establishment_views as views
from portal.desk import member_views as member
from portal.desk import team_views as team

app_name = "establishment"
urlpatterns = [
    path("", views.home, name="home"),
    path("membres/", views.members, name="members"),
    path("membres/dpo/", team.assign, name="assign"),
    path("membres/inviter/", member.invite, name="invite"),
    path("membres/<uuid:pk>/renvoyer/", member.invite_again, name="invite_again"),
    path("membres/<uuid:pk>/annuler/", member.invite_cancel, name="invite_cancel"),
    path("membres/<int:pk>/role/", member.role, name="member_role"),
    path("membres/<int:pk>/retirer/", member.remove, name="member_remove"),
]
