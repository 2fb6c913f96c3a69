"""Conversations and promises for staff: that they are there, not what they say.

Rows are read here, not written: what was logged changes through the services, which derive dates.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contacts.admin import ReadOnly
from interactions.models import Interaction, InteractionKind, Participant, Promise


class ParticipantInline(ReadOnly, admin.TabularInline[Participant, Interaction]):
    model = Participant
    fields = ("contact", "talked")


def length(text: str) -> str:
    """How much was written, not what."""
    return ngettext("%(count)s character", "%(count)s characters", len(text)) % {"count": len(text)}


@admin.register(Interaction)
class InteractionAdmin(ReadOnly, admin.ModelAdmin[Interaction]):
    list_display = ("occurred_on", "kind", "status", "owner", "headcount", "source", "deleted_at")
    list_select_related = ("owner", "kind")
    list_filter = ("status", "precision", ("deleted_at", admin.EmptyFieldListFilter))
    search_fields = ("owner__email",)
    search_help_text = _("The e-mail address of an account.")
    show_full_result_count = False
    list_per_page = 50
    ordering = ("-occurred_on", "-pk")
    inlines = (ParticipantInline,)
    fields = (
        *("owner", "kind", "status", "occurred_on", "precision", "time", "direction"),
        *("note", "ask", "sensitive", "headcount", "source", "version"),
        *("created_at", "updated_at", "deleted_at"),
    )

    @admin.display(description=_("note"))
    def note(self, interaction: Interaction) -> str:
        return length(interaction.text)

    @admin.display(description=_("next time, ask about…"))
    def ask(self, interaction: Interaction) -> str:
        return length(interaction.ask_about)


@admin.register(Promise)
class PromiseAdmin(ReadOnly, admin.ModelAdmin[Promise]):
    list_display = ("contact", "by", "due_on", "state", "owner", "created_on")
    list_display_links = ("created_on",)
    list_select_related = ("owner", "contact")
    list_filter = ("state", "by")
    search_fields = ("owner__email",)
    search_help_text = _("The e-mail address of an account.")
    show_full_result_count = False
    list_per_page = 50
    ordering = ("-created_on", "-pk")
    fields = (
        *("owner", "contact", "by", "what", "due_on", "state", "created_on", "closed_on"),
        "moved",
    )

    @admin.display(description=_("what"))
    def what(self, promise: Promise) -> str:
        return length(promise.text)


@admin.register(InteractionKind)
class InteractionKindAdmin(ReadOnly, admin.ModelAdmin[InteractionKind]):
    list_display = ("__str__", "effect", "owner", "position", "archived")
    list_select_related = ("owner",)
    list_filter = ("effect", "archived")
    search_fields = ("name", "owner__email")
    show_full_result_count = False
    fields = ("owner", "key", "name", "effect", "position", "archived")
