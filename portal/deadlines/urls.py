"""Addresses of one deadline, under /e/<slug>/echeances/."""

from django.urls import path

from portal.deadlines import views

app_name = "deadlines"
urlpatterns = [
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/releve.csv", views.export, name="export"),
    path("<uuid:pk>/prendre-en-charge/", views.acknowledge, name="acknowledge"),
    path("<uuid:pk>/reporter/", views.snooze, name="snooze"),
    path("<uuid:pk>/note/", views.note, name="note"),
]
