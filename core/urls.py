from django.urls import path

from core import views

app_name = "core"
urlpatterns = [
    path("undo/<uuid:token>/", views.undo_change, name="undo"),
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
]
