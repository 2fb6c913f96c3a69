"""The admin: for staff who came in by the one door."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import selectors
from accounts.models import User


class StaffSite(AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not _lacks_second_step(request.user)

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """No door of its own: the one of the app has the limits and the second step."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
        if not super().has_permission(request):
            raise PermissionDenied
        if _lacks_second_step(request.user):
            messages.warning(request, _("The admin opens once you sign in with a second step."))
            return redirect("accounts:security")
        return redirect("admin:index")


def _lacks_second_step(user: User | AnonymousUser) -> bool:
    """Where Relcrm is served to others, staff need one."""
    if not settings.SITE_IS_HTTPS or isinstance(user, AnonymousUser):
        return False
    return not selectors.second_step(user).is_on
