from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("core.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    # each app's own urls.py
    path("", include("contacts.urls")),
    path("", include("importing.urls")),
    path("", include("interactions.urls")),
    path("", include("pages.urls")),
    path("", include("reminders.urls")),
]
handler400 = "core.views.bad_request"
handler500 = "core.views.server_error"
