from django.urls import path

from pages import settings_views, views, welcome_views

app_name = "pages"
urlpatterns = [
    path("welcome/", welcome_views.first_run, name="welcome"),
    path("people/<uuid:pk>/", views.person, name="person"),
    path("people/<uuid:pk>/restore/", views.restore_person, name="restore_person"),
    path("settings/data/", settings_views.data, name="data"),
    path("trash/", views.trash, name="trash"),
]
