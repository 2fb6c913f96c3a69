from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("settings/", views.settings, name="settings"),
    path("settings/holidays/", views.holiday_add, name="holiday_add"),
    path("settings/holidays/end/", views.holiday_end, name="holiday_end"),
]
