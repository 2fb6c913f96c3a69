"""What is due and what was told, for staff: when and how it ended, not what it says."""

from typing import Any

from django.contrib import admin

from contacts.admin import ReadOnly
from reminders.models import Delivery, Heartbeat, OutboxMail, Plan, PlanSlot, Reminder


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin[Any]):
    """Rows that services and the scheduler alone write."""

    show_full_result_count = False
    list_per_page = 50


@admin.register(Plan)
class PlanAdmin(ReadOnlyAdmin):
    list_display = ("owner", "starts_on", "budget", "due_count", "made_at")
    list_select_related = ("owner",)
    fields = ("id", "owner", "starts_on", "ends_on", "budget", "due_count", "made_at")
    ordering = ("-starts_on", "pk")


@admin.register(PlanSlot)
class PlanSlotAdmin(ReadOnlyAdmin):
    list_display = ("owner", "suggested_on", "rank", "origin", "outcome", "ended_on")
    list_filter = ("origin", "outcome")
    list_select_related = ("owner",)
    fields = ("id", "owner", "contact_id", "suggested_on", "rank", "origin", "outcome", "ended_on")
    ordering = ("-suggested_on", "rank")


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    list_display = ("owner", "kind", "due_on", "state", "closed_on")
    list_filter = ("kind", "state")
    list_select_related = ("owner",)
    fields = ("id", "owner", "kind", "contact_id", "due_on", "notice_on", "state", "closed_on")
    ordering = ("-due_on", "pk")


@admin.register(OutboxMail)
class OutboxMailAdmin(ReadOnlyAdmin):
    list_display = ("owner", "kind", "period_key", "state", "attempts", "try_at", "sent_at")
    list_filter = ("kind", "state")
    list_select_related = ("owner",)
    fields = ("id", "owner", "kind", "period_key", "state", "message_id", "attempts", "try_at")
    ordering = ("-period_key", "-pk")


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ("owner", "at", "state", "detail")
    list_filter = ("state",)
    list_select_related = ("owner",)
    fields = ("id", "owner", "mail_id", "at", "state", "detail")
    ordering = ("-at", "-pk")


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    list_display = ("name", "at")
