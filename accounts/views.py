"""Settings: who the user is and when they want to be told."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.forms import ProfileForm, RhythmForm
from accounts.models import User
from core.http import Request

FORMS = {"profile": ProfileForm, "rhythm": RhythmForm}


@require_http_methods(["GET", "POST"])
def settings(request: Request) -> HttpResponse:
    """Two forms on one page; `form` in the POST says which was sent."""
    sent = request.POST.get("form", "") if request.method == "POST" else ""
    forms = {
        name: form(
            request.POST if name == sent else None,
            # A copy: a form that fails must not change the user that the page greets.
            instance=User.objects.get(pk=request.user.pk),
        )
        for name, form in FORMS.items()
    }
    if sent in forms and forms[sent].is_valid():
        _save(request, forms[sent].cleaned_data)
        return redirect("accounts:settings")
    status = 422 if sent else 200
    return render(
        request, "accounts/settings.html", {"forms": forms, "section": "you"}, status=status
    )


def _save(request: Request, changes: dict[str, Any]) -> None:
    services.change_settings(request.user, at=timezone.now(), **changes)
    messages.success(request, _("Saved."))
