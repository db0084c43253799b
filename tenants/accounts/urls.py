"""The door of invitations."""

from django.urls import path

from tenants.accounts import views

app_name = "accounts"
urlpatterns = [path("<str:token>/", views.accept, name="accept")]
