from django.urls import path

from interactions import kind_views, note_views, promise_views, quick_views, views

app_name = "interactions"
urlpatterns = [
    path("log/", views.log, name="log"),
    path("log/parse", quick_views.parse, name="parse"),
    path("log/quick/", quick_views.quick, name="quick"),
    path("log/people/", views.people, name="people"),
    path("log/<uuid:pk>/", views.edit, name="edit"),
    path("log/<uuid:pk>/delete/", views.delete, name="delete"),
    path("log/<uuid:pk>/restore/", views.restore, name="restore"),
    path("log/<uuid:pk>/happened/", views.happened, name="happened"),
    path("people/<uuid:pk>/note/", note_views.note, name="note"),
    path("promises/new/", promise_views.promise_add, name="promise_add"),
    path("promises/<uuid:pk>/", promise_views.promise_edit, name="promise_edit"),
    path("promises/<uuid:pk>/toggle/", promise_views.promise_toggle, name="promise_toggle"),
    path("promises/<uuid:pk>/drop/", promise_views.promise_drop, name="promise_drop"),
    path("settings/kinds/", kind_views.kinds, name="kinds"),
    path("settings/kinds/new/", kind_views.kind_add, name="kind_add"),
    path("settings/kinds/<uuid:pk>/", kind_views.kind_edit, name="kind_edit"),
    path("settings/kinds/<uuid:pk>/move/", kind_views.kind_move, name="kind_move"),
    path("settings/kinds/<uuid:pk>/offer/", kind_views.kind_offer, name="kind_offer"),
]
