from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("settings/", views.settings, name="settings"),
    path("settings/check-ins/", views.check_ins, name="check_ins"),
    path("settings/look/", views.look, name="look"),
    path("settings/security/", views.security, name="security"),
    path("settings/security/devices/<int:pk>/end/", views.device_end, name="device_end"),
    path("settings/security/devices/end/", views.devices_end, name="devices_end"),
    path("settings/holidays/", views.holiday_add, name="holiday_add"),
    path("settings/holidays/end/", views.holiday_end, name="holiday_end"),
]
