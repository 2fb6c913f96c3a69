"""Accounts for staff: who they are, not what they keep."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from accounts.models import User

# Secrets, and keys to sessions: not for anybody's eyes.
admin.site.unregister([Authenticator, UserSession])


@admin.register(User)
class AccountAdmin(UserAdmin[User]):
    ordering = ("email",)
    list_display = ("email", "name", "time_zone", "is_staff", "is_active", "date_joined")
    list_filter = ("is_staff", "is_active")
    search_fields = ("email", "name")
    readonly_fields = ("date_joined", "last_login", "next_tick_at", "last_day")
    fieldsets = (
        (None, {"fields": ("email", "password", "name")}),
        (None, {"fields": ("time_zone", "language", "budget", "digest_on", "digest_weekday")}),
        (None, {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (None, {"fields": ("date_joined", "last_login", "next_tick_at", "last_day")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "password1", "password2")}),)
