"""A person, and the trash."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts import services
from contacts.models import Contact
from core.direction import isolated
from core.http import Request, render_page_or_part, wants_part
from interactions.note_views import NoteForm, new_key
from pages import erasing, selectors
from pages.person import for_person, person_page
from pages.timeline import timeline


@require_GET
def person(request: Request, pk: uuid.UUID) -> HttpResponse:
    """All of one person. htmx asks for older or newer conversations alone."""
    contact = get_object_or_404(for_person(request.user).known_as(pk))
    if contact.pk != pk:  # merged since
        return redirect(contact)
    on = request.user.today(timezone.now())
    asked = {name: request.GET.get(name, "") for name in ("after", "before", "show")}
    context = {"contact": contact, "timeline": timeline(contact, on, **asked), "today": on}
    if not wants_part(request):
        context["page"] = person_page(request.user, contact, on)
        context["note_form"] = NoteForm(initial=new_key())
    return render_page_or_part(request, "pages/person.html", "pages/_timeline.html", context)


@require_GET
def trash(request: Request) -> HttpResponse:
    context = {"items": selectors.trash(request.user, timezone.now()), "section": "trash"}
    return render(request, "pages/trash.html", context)


@require_POST
def restore_person(request: Request, pk: uuid.UUID) -> HttpResponse:
    contact = get_object_or_404(Contact.objects.for_user(request.user).in_trash(), pk=pk)
    services.restore_contact(contact, timezone.now())
    messages.success(request, _("%(name)s is back.") % {"name": isolated(contact.display)})
    return redirect(contact)


@require_http_methods(["GET", "POST"])
def erase_person(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Out of the trash for good. It asks first: there is no way back."""
    contact = get_object_or_404(Contact.objects.for_user(request.user).in_trash(), pk=pk)
    if request.method == "POST":
        erasing.erase_person(contact)
        messages.success(
            request, _("%(name)s is gone for good.") % {"name": isolated(contact.display)}
        )
        return redirect("pages:trash")
    return render(request, "pages/erase_person.html", {"contact": contact, "section": "trash"})
