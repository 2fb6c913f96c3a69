from django.urls import path

from importing import merge_views, triage_views, views

app_name = "importing"
urlpatterns = [
    path("import/", views.start, name="start"),
    path("import/<uuid:pk>/check/", views.check, name="check"),
    path("import/<uuid:pk>/lines/", views.lines, name="lines"),
    path("import/<uuid:pk>/run/", views.run, name="run"),
    path("import/<uuid:pk>/done/", views.done, name="done"),
    path("import/<uuid:pk>/people/", views.touched, name="touched"),
    path("import/<uuid:pk>/rejected/", views.rejected, name="rejected"),
    path("import/<uuid:pk>/cancel/", views.cancel, name="cancel"),
    path("import/<uuid:pk>/undo/", views.undo, name="undo"),
    path("people/duplicates/", merge_views.queue, name="duplicates"),
    path("people/duplicates/look/", merge_views.look, name="look"),
    path("people/duplicates/<uuid:pk>/", merge_views.settle, name="settle"),
    path("people/merges/<uuid:pk>/undo/", merge_views.part, name="part"),
    path("people/<uuid:pk>/merge/", merge_views.merge_with, name="merge_with"),
    path("people/sort/", triage_views.pick, name="pick"),
    path("people/sort/one/", triage_views.sort_one, name="sort_one"),
    path("people/sort/rest/", triage_views.leave_rest, name="leave_rest"),
]
