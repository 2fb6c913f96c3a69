"""The address under which somebody's photo lies."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from contacts.models import ContactPhoto
from contacts.pictures import TYPE
from core.http import Request

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
