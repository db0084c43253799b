"""Addresses of the register, under /e/<slug>/registre/."""

from django.urls import path

from portal.register import (
    act_views,
    compare_views,
    edit_views,
    picture_views,
    proposal_views,
    review_views,
    views,
)

app_name = "register"
urlpatterns = [
    path("", views.activities, name="list"),
    path("ajouter/", views.create, name="create"),
    path("comparer/", compare_views.compare, name="compare"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/schema.svg", picture_views.picture, name="picture"),
    path("<uuid:pk>/historique/", act_views.history, name="history"),
    path("<uuid:pk>/modifier/<slug:slug>/", edit_views.edit, name="edit"),
    path("<uuid:pk>/modifier/<slug:slug>/saisie/", edit_views.autosave, name="autosave"),
    path("<uuid:pk>/modifier/<slug:slug>/abandon/", edit_views.give_up, name="give_up"),
    path("<uuid:pk>/modele/", proposal_views.answer, name="answer"),
    path("<uuid:pk>/proposer/", act_views.submit, name="submit"),
    path("<uuid:pk>/valider/", act_views.validate, name="validate"),
    path("<uuid:pk>/revoir/", review_views.review, name="review"),
    path("<uuid:pk>/rythme/", review_views.rhythm, name="rhythm"),
    path("<uuid:pk>/archiver/", act_views.archive, name="archive"),
    path("<uuid:pk>/retablir/", act_views.restore, name="restore"),
]
