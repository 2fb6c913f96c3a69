from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

to_security = RedirectView.as_view(pattern_name="accounts:security")
urlpatterns = [
    path("", include("core.urls")),
    # Both overviews are one page of ours.
    path("accounts/two-step/", to_security, name="mfa_index"),
    path("accounts/two-step/webauthn/", to_security, name="mfa_list_webauthn"),
    path("accounts/two-step/", include("allauth.mfa.urls")),
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
