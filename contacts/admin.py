"""People for staff: enough to help, and no more.

What a user wrote about others (facts, how they met, notes) is not shown, only that it is there.
Rows are read here, not written: every change of a person goes through the services, which derive
the dates; a person may be put into the trash and brought back.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contacts import services
from contacts.models import (
    Company,
    Contact,
    ImportantDate,
    Relationship,
    RelationshipType,
    Tag,
)


class ReadOnly:
    """Looked at by staff, changed by nobody here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RelationshipInline(ReadOnly, admin.TabularInline[Relationship, Contact]):
    model = Relationship
    fields = ("type", "starts_on", "ends_on", "added_on")
    fk_name = "contact"


class DateInline(ReadOnly, admin.TabularInline[ImportantDate, Contact]):
    model = ImportantDate
    fields = ("kind", "year", "month", "day", "yearly", "notice_days")
    fk_name = "contact"


@admin.register(Contact)
class ContactAdmin(ReadOnly, admin.ModelAdmin[Contact]):
    list_display = (
        *("display", "owner", "company", "cadence_days"),
        *("last_contact_on", "next_check_in_on", "triaged_on", "deleted_at"),
    )
    list_select_related = ("owner", "company")
    list_filter = ("died", "regular_touch", ("deleted_at", admin.EmptyFieldListFilter))
    search_fields = ("display", "owner__email")
    search_help_text = _("A name, or the e-mail address of an account.")
    show_full_result_count = False
    list_per_page = 50
    ordering = ("owner", "sort_name", "pk")
    inlines = (RelationshipInline, DateInline)
    actions = ("trash", "restore")
    fieldsets = (
        (None, {"fields": ("owner", "display", "company", "title", "methods", "written")}),
        (
            _("Check-ins"),
            {
                "fields": (
                    *("importance", "cadence_override", "cadence_days", "counts", "regular_touch"),
                    *(
                        "last_contact_on",
                        "last_attempt_on",
                        "attempts",
                        "planned_on",
                        "next_check_in_on",
                    ),
                    *("snoozed_until", "paused_from", "paused_until", "archived_on", "died"),
                )
            },
        ),
        (
            _("Record"),
            {
                "fields": (
                    "triaged_on",
                    "suggestions",
                    "version",
                    "created_at",
                    "updated_at",
                    "deleted_at",
                )
            },
        ),
    )

    @admin.display(description=_("ways to reach them"))
    def methods(self, contact: Contact) -> str:
        kinds = contact.methods.values_list("kind", flat=True)
        return ", ".join(kinds) or "–"

    @admin.display(description=_("written about them"))
    def written(self, contact: Contact) -> str:
        """How much there is, not what."""
        count = len(contact.facts) + len(contact.how_met)
        return ngettext("%(count)s character", "%(count)s characters", count) % {"count": count}

    def has_trash_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("contacts.delete_contact")

    @admin.action(description=_("Put into the trash"), permissions=["trash"])
    def trash(self, request: HttpRequest, people: QuerySet[Contact]) -> None:
        for contact in people.select_related("owner"):
            services.delete_contact(contact, timezone.now())

    @admin.action(description=_("Bring back from the trash"), permissions=["trash"])
    def restore(self, request: HttpRequest, people: QuerySet[Contact]) -> None:
        for contact in people.select_related("owner"):
            services.restore_contact(contact, timezone.now())


class Named(ReadOnly, admin.ModelAdmin[Any]):
    """Something with a name and an owner; with how often it is used."""

    list_display: Any = ("__str__", "owner", "used")
    list_select_related = ("owner",)
    search_fields = ("name", "owner__email")
    show_full_result_count = False
    counts = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        rows: QuerySet[Model] = super().get_queryset(request).annotate(used=Count(self.counts))
        return rows

    @admin.display(description=_("people"))
    def used(self, row: Any) -> int:
        return int(row.used)


@admin.register(Company)
class CompanyAdmin(Named):
    fields = ("owner", "name")
    counts = "people"


@admin.register(Tag)
class TagAdmin(Named):
    fields = ("owner", "name")
    counts = "contact_tags"


@admin.register(RelationshipType)
class TypeAdmin(Named):
    list_display = ("__str__", "owner", "cadence_days", "importance", "archived", "used")
    list_filter = ("archived", "key")
    fields = ("owner", "key", "name", "cadence_days", "importance", "position", "archived")
    counts = "relationships"
