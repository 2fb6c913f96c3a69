from django.urls import path

from contacts import action_views, list_views, photo_views, type_views, views

app_name = "contacts"
urlpatterns = [
    path("people/", views.people, name="list"),
    path("people/new/", views.create, name="create"),
    path("people/bulk/", views.several, name="bulk"),
    path("people/choices/<slug:name>/", list_views.choices, name="choices"),
    path("people/views/new/", list_views.view_add, name="view_add"),
    path("people/views/<slug:slug>/", list_views.view, name="view"),
    path("people/views/<slug:slug>/rename/", list_views.view_rename, name="view_rename"),
    path("people/views/<slug:slug>/delete/", list_views.view_delete, name="view_delete"),
    path("people/<uuid:pk>/edit/", views.edit, name="edit"),
    path("people/<uuid:pk>/photo/", photo_views.photo, name="photo"),
    path("people/<uuid:pk>/snooze/", action_views.snooze, name="snooze"),
    path("people/<uuid:pk>/unsnooze/", action_views.unsnooze, name="unsnooze"),
    path("people/<uuid:pk>/pause/", action_views.pause, name="pause"),
    path("people/<uuid:pk>/resume/", action_views.resume, name="resume"),
    path("people/<uuid:pk>/check-in/", action_views.choose_date, name="choose_date"),
    path("people/<uuid:pk>/cadence/", action_views.cadence, name="cadence"),
    path("people/<uuid:pk>/archive/", action_views.archive, name="archive"),
    path("people/<uuid:pk>/unarchive/", action_views.unarchive, name="unarchive"),
    path("people/<uuid:pk>/died/", action_views.died, name="died"),
    path("people/<uuid:pk>/delete/", action_views.delete, name="delete"),
    path("people/<uuid:pk>/dates/", action_views.date_add, name="date_add"),
    path("dates/<uuid:pk>/", action_views.date_edit, name="date_edit"),
    path("dates/<uuid:pk>/delete/", action_views.date_delete, name="date_delete"),
    path("settings/types/", type_views.types, name="types"),
    path("settings/types/new/", type_views.type_add, name="type_add"),
    path("settings/types/<uuid:pk>/", type_views.type_edit, name="type_edit"),
    path("settings/types/<uuid:pk>/move/", type_views.type_move, name="type_move"),
    path("settings/types/<uuid:pk>/offer/", type_views.type_offer, name="type_offer"),
]
