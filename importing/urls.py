from django.urls import path

from importing import triage_views, views

app_name = "importing"
urlpatterns = [
    path("import/", views.start, name="start"),
    path("import/<uuid:pk>/check/", views.check, name="check"),
    path("import/<uuid:pk>/run/", views.run, name="run"),
    path("import/<uuid:pk>/done/", views.done, name="done"),
    path("import/<uuid:pk>/people/", views.touched, name="touched"),
    path("import/<uuid:pk>/rejected/", views.rejected, name="rejected"),
    path("import/<uuid:pk>/cancel/", views.cancel, name="cancel"),
    path("import/<uuid:pk>/undo/", views.undo, name="undo"),
    path("people/sort/", triage_views.pick, name="pick"),
    path("people/sort/one/", triage_views.sort_one, name="sort_one"),
    path("people/sort/rest/", triage_views.leave_rest, name="leave_rest"),
]
