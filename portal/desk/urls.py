"""Addresses of the desk."""

from django.urls import path

from portal.desk import (
    absence_views,
    address,
    channels,
    chat_views,
    ladder_views,
    preferences,
    staff_views,
    timetable,
    views,
)

app_name = "desk"
urlpatterns = [
    path("", views.cockpit, name="cockpit"),
    path("echeances/", views.deadlines, name="deadlines"),
    path("echeances/<uuid:pk>/prendre-en-charge/", views.acknowledge, name="acknowledge"),
    path("etablissements/", views.establishments, name="establishments"),
    path("etablissements/ouvrir/", views.open_one, name="open"),
    path("chercher/", views.search, name="search"),
    path("instance/", views.instance, name="instance"),
    path("horloge/", timetable.read, name="timetable"),
    path("absences/", absence_views.absences, name="absences"),
    path("absences/<int:pk>/", absence_views.change, name="absence_change"),
    path("absences/<int:pk>/retirer/", absence_views.withdraw, name="absence_withdraw"),
    path("cabinet/paliers/", ladder_views.read, name="ladders"),
    path("cabinet/paliers/ajouter/", ladder_views.add, name="ladder_add"),
    path("cabinet/paliers/<int:pk>/retirer/", ladder_views.remove, name="ladder_remove"),
    path("cabinet/equipe/", staff_views.staff, name="staff"),
    path("cabinet/equipe/inviter/", staff_views.invite, name="staff_invite"),
    path(
        "cabinet/equipe/invitations/<uuid:pk>/renvoyer/",
        staff_views.invite_again,
        name="staff_invite_again",
    ),
    path(
        "cabinet/equipe/invitations/<uuid:pk>/annuler/",
        staff_views.invite_cancel,
        name="staff_invite_cancel",
    ),
    path("cabinet/equipe/<int:pk>/role/", staff_views.role, name="staff_role"),
    path("cabinet/equipe/<int:pk>/retirer/", staff_views.remove, name="staff_remove"),
    path("adresse/fonctionne/", address.address_works, name="address_works"),
    path("echeances/<uuid:pk>/", channels.open_deadline_page, name="deadline"),
    path("calendrier/<str:token>.ics", channels.calendar, name="calendar"),
    path("preferences/alertes/", channels.channels, name="channels"),
    path("preferences/resume/", channels.digest, name="digest"),
    path("preferences/agendas/creer/", channels.create_calendar, name="create_calendar"),
    path(
        "preferences/agendas/<uuid:pk>/revoquer/", channels.revoke_calendar, name="revoke_calendar"
    ),
    path("preferences/messagerie/ajouter/", chat_views.add, name="add_chat"),
    path("preferences/messagerie/<int:pk>/verifier/", chat_views.verify, name="verify_chat"),
    path("preferences/messagerie/<int:pk>/retirer/", chat_views.remove, name="remove_chat"),
    path("langue/", preferences.language, name="language"),
    path("preferences/theme/", preferences.theme, name="theme"),
    path("preferences/raccourcis/", preferences.single_keys, name="single_keys"),
]
