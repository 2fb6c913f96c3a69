"""The address under which somebody's photo lies; another photo, or none."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts import photos
from contacts.action_forms import PhotoForm
from contacts.action_views import person, saved
from contacts.models import Contact, ContactPhoto
from contacts.pictures import TYPE
from core import undo
from core.http import Request, render_page_or_part

A_DAY = 86_400


@require_GET
def photo(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The image of one's own person, which a browser may keep but no proxy."""
    found = get_object_or_404(ContactPhoto.objects.for_user(request.user).of_kept(), contact=pk)
    response = HttpResponse(bytes(found.image), content_type=TYPE)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = "inline; filename=photo.webp"
    response.headers["Cache-Control"] = f"private, max-age={A_DAY}"
    return response


@require_http_methods(["GET", "POST"])
def change(request: Request, pk: uuid.UUID) -> HttpResponse:
    """A photo, in place of any before; what cannot be read as one is said and changes nothing."""
    contact = person(request, pk)
    posted = request.method == "POST"
    form = PhotoForm(request.POST, request.FILES) if posted else PhotoForm()
    if posted and form.is_valid():
        undo_url = _remember(request, contact)
        try:
            photos.set_photo(contact, form.cleaned_data["photo"].read())
        except photos.UnfitPicture as unfit:
            form.add_error("photo", str(unfit))
        else:
            return saved(request, contact, _("The photo is changed."), undo_url)
    context = {"form": form, "contact": contact, "url": request.path}
    status = 422 if form.errors else 200
    return render_page_or_part(
        request, "contacts/photo.html", "contacts/_photo.html", context, status
    )


@require_POST
def remove(request: Request, pk: uuid.UUID) -> HttpResponse:
    contact = person(request, pk)
    undo_url = _remember(request, contact)
    photos.remove_photo(contact)
    return saved(request, contact, _("The photo is removed."), undo_url)


def _remember(request: Request, contact: Contact) -> str:
    before = photos.standing_photo(contact)
    return undo.remember(owner=request.user, verb=photos.CHANGED, before=before, at=timezone.now())
