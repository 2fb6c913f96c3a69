"""What belongs to the list of people: what its filters offer, and the views kept by name."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts import facets, saved_views
from contacts.action_forms import ViewForm
from contacts.filters import Filters
from contacts.menus import choices_context
from contacts.models import SavedView
from contacts.views import show_list
from core import undo
from core.direction import isolated
from core.http import Request, go, render_page_or_part


@require_GET
def choices(request: Request, name: str) -> HttpResponse:
    """What one filter offers; fetched when its menu opens, else a page of links."""
    if name not in facets.FIELDS:
        raise Http404
    filters, text = Filters.read(request.GET), request.GET.get("company_name", "")[:200]
    on = request.user.today(timezone.now())
    offers = facets.offers(request.user, name, filters, on, text.replace("\0", ""))
    context = choices_context(name, offers, filters, text)
    return render_page_or_part(request, "contacts/choices.html", "contacts/_choices.html", context)


@require_GET
def view(request: Request, slug: str) -> HttpResponse:
    """The list as a saved view has it, from the place on that the address names."""
    saved = _view(request, slug)
    asked, kept = Filters.read(request.GET), Filters.read(QueryDict(saved.query.lstrip("?")))
    filters = kept.at(after=asked.after, before=asked.before, last=asked.last)
    return show_list(request, filters, view=saved)


@require_http_methods(["GET", "POST"])
def view_add(request: Request) -> HttpResponse:
    """Keep the list as it is now under a name."""
    query = Filters.read(QueryDict(request.META["QUERY_STRING"])).at().query
    form = ViewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            saved = saved_views.save_view(request.user, name=form.cleaned_data["name"], query=query)
        except ValidationError as refused:
            form.add_error("name", refused)
        else:
            return _finish(request, saved, _("View saved."), "")
    return _ask(request, form, title=_("Save this view"), close=reverse("contacts:list") + query)


@require_http_methods(["GET", "POST"])
def view_rename(request: Request, slug: str) -> HttpResponse:
    saved = _view(request, slug)
    data = request.POST if request.method == "POST" else None
    form = ViewForm(data, initial={"name": saved.name})
    if data is not None and form.is_valid():
        try:
            before = saved_views.change_view(saved, name=form.cleaned_data["name"])
        except ValidationError as refused:
            form.add_error("name", refused)
        else:
            return _finish(request, saved, _("View renamed."), _remember(request, before))
    return _ask(request, form, title=_("Rename the view"), close=saved.get_absolute_url())


@require_POST
def view_delete(request: Request, slug: str) -> HttpResponse:
    before = saved_views.delete_view(_view(request, slug))
    message = _("The view %(name)s is gone; the people in it stay.") % {
        "name": isolated(before["name"])
    }
    messages.success(request, message, extra_tags=_remember(request, before))
    return HttpResponseRedirect(reverse("contacts:list"))


def _view(request: Request, slug: str) -> SavedView:
    return get_object_or_404(SavedView.objects.for_user(request.user), slug=slug)


def _remember(request: Request, before: saved_views.Before) -> str:
    return undo.remember(
        owner=request.user, verb=saved_views.VIEW, before=before, at=timezone.now()
    )


def _ask(request: Request, form: ViewForm, *, title: str, close: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "save": _("Save"),
        "url": request.get_full_path(),
        "close_url": close,
    }
    status = 422 if form.errors else 200
    return render_page_or_part(
        request, "contacts/action.html", "contacts/_action.html", context, status
    )


def _finish(request: Request, saved: SavedView, message: str, undo_url: str) -> HttpResponse:
    messages.success(request, message, extra_tags=undo_url)
    return go(request, saved.get_absolute_url())
