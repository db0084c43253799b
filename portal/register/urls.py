"""Addresses of the register, under /e/<slug>/registre/."""

from django.urls import path

from portal.register import (
    act_views,
    compare_views,
    edit_views,
    picture_views,
    review_views,
    views,
)
from portal.register.bulk import views as bulk_views
from portal.register.saved import views as saved_views
from portal.register.spread import views as spread_views

app_name = "register"
urlpatterns = [
    path("", views.activities, name="list"),
    path("ajouter/", views.create, name="create"),
    path("comparer/", compare_views.compare, name="compare"),
    path("vues/", saved_views.saved, name="saved"),
    path("vues/garder/", saved_views.save, name="view_save"),
    path("vues/<uuid:pk>/", saved_views.change, name="view_change"),
    path("vues/<uuid:pk>/retirer/", saved_views.remove, name="view_remove"),
    path("vues/<uuid:pk>/remettre/", saved_views.put_back, name="view_put_back"),
    path("vues/<uuid:pk>/ouverture/", saved_views.first, name="view_first"),
    path("groupe/", bulk_views.choose, name="bulk_choose"),
    path("groupe/faire/", bulk_views.carry_out, name="bulk_do"),
    path("groupees/", bulk_views.acts, name="bulk_acts"),
    path("groupees/<uuid:pk>/", bulk_views.act, name="bulk_act"),
    path("groupees/<uuid:pk>/annuler/", bulk_views.undo, name="bulk_undo"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/schema.svg", picture_views.picture, name="picture"),
    path("<uuid:pk>/historique/", act_views.history, name="history"),
    path("<uuid:pk>/modifier/<slug:slug>/", edit_views.edit, name="edit"),
    path("<uuid:pk>/modifier/<slug:slug>/saisie/", edit_views.autosave, name="autosave"),
    path("<uuid:pk>/modifier/<slug:slug>/abandon/", edit_views.give_up, name="give_up"),
    path("<uuid:pk>/modele/", spread_views.answer, name="answer"),
    path("<uuid:pk>/proposer/", act_views.submit, name="submit"),
    path("<uuid:pk>/valider/", act_views.validate, name="validate"),
    path("<uuid:pk>/revoir/", review_views.review, name="review"),
    path("<uuid:pk>/rythme/", review_views.rhythm, name="rhythm"),
    path("<uuid:pk>/archiver/", act_views.archive, name="archive"),
    path("<uuid:pk>/retablir/", act_views.restore, name="restore"),
]
