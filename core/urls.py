from django.urls import path

from core import shell_views, views

app_name = "core"
urlpatterns = [
    path("undo/<uuid:token>/", views.undo_change, name="undo"),
    path("manifest.webmanifest", shell_views.manifest, name="manifest"),
    path("sw.js", shell_views.service_worker, name="service_worker"),
    path("offline/", shell_views.offline, name="offline"),
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
]
