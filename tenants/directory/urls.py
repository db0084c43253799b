"""The door of invitations: the address of the mail, and the page without token it leads to."""

from django.urls import path

from tenants.directory import views

app_name = "accounts"
urlpatterns = [
    path("", views.join, name="join"),
    path("<str:token>/", views.accept, name="accept"),
]
