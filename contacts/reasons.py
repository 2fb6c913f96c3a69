"""Why somebody is suggested, or why not: one true sentence, with the arithmetic.

Today, the digest and the person's page say the same. Nothing is invented: the sentence reads
only columns of the contact and the kind of the last contact.
"""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.enums import State, TypeKey
from contacts.models import Contact, RelationshipType
from contacts.wording import day_words
from core.direction import isolated

DAY = "day"  # the precision of a date that is known exactly


def reason(contact: Contact, last_kind: str, last_precision: str, on: date) -> str:
    """The sentence for `contact` on a date.

    `last_kind`: the key of the kind of the last contact, or the user's own name for it, or "".
    Reads `contact.relationships` with their types where nobody talked yet: prefetch them.
    """
    state = contact.state_on(on)
    if state in SILENT:
        return SILENT[state](contact, on)
    if contact.last_contact_on is None:
        return _first_time(contact, on)
    return _("%(since)s; %(why_now)s.") % {
        "since": _since(contact.last_contact_on, last_kind, last_precision, on),
        "why_now": _why_now(contact, on),
    }


def short_name(contact: Contact) -> str:
    """What one would call them in a sentence."""
    return contact.nickname or contact.given or contact.display


# --- since when ----------------------------------------------------------------


def _since(last: date, kind: str, precision: str, on: date) -> str:
    days = (on - last).days
    if days <= 0:
        return _("You were in touch today")
    words = {"count": days, "what": _what(kind)}
    if precision != DAY:
        return (
            ngettext(
                "About %(count)s day since %(what)s",
                "About %(count)s days since %(what)s",
                days,
            )
            % words
        )
    return ngettext("%(count)s day since %(what)s", "%(count)s days since %(what)s", days) % words


def _what(kind: str) -> str:
    """The last contact, to stand after "since"."""
    return {
        "": _("you were last in touch"),
        "coffee": _("coffee"),
        "meal": _("your meal"),
        "meeting": _("your meeting"),
        "call": _("your call"),
        "video": _("your video call"),
        "event": _("you met at an event"),
        "talk": _("you last talked"),
        "message": _("your last message"),
        "email": _("your last e-mail"),
    }.get(kind) or _("“%(kind)s”") % {"kind": kind}


# --- why now, or when ------------------------------------------------------------


def _why_now(contact: Contact, on: date) -> str:
    due, last = contact.next_check_in_on or on, contact.last_contact_on or on
    if contact.chosen_on == due and _is_chosen(contact):
        return _("you chose %(day)s") % {"day": day_words(due, on)}
    if _wrote_since(contact) and contact.is_silent():
        return _("you wrote %(count)s times without an answer: try another way, or let it rest") % {
            "count": contact.attempts
        }
    if _wrote_since(contact):
        return _("you wrote on %(day)s, no answer yet") % {
            "day": day_words(contact.last_attempt_on or on, on)
        }
    if (due - last).days == contact.cadence_days:
        return _aim(contact)
    return _due(due, on)


def _aim(contact: Contact) -> str:
    count = contact.cadence_days or 0
    return ngettext("you aim for every day", "you aim for every %(count)s", count) % {
        "count": count
    }


def _due(day: date, on: date) -> str:
    if day == on:
        return _("due today")
    words = {"day": day_words(day, on)}
    if day < on:
        return _("due since %(day)s") % words
    return _("next check-in on %(day)s") % words


def _is_chosen(contact: Contact) -> bool:
    """The chosen date holds until there is contact."""
    last, since = contact.last_contact_on, contact.chosen_set_on
    return last is None or since is None or last < since


def _wrote_since(contact: Contact) -> bool:
    wrote, last = contact.last_attempt_on, contact.last_contact_on
    return wrote is not None and (last is None or wrote > last)


# --- nobody talked yet -----------------------------------------------------------


def _first_time(contact: Contact, on: date) -> str:
    name = isolated(short_name(contact))
    if contact.chosen_on and contact.chosen_on == contact.next_check_in_on:
        day = day_words(contact.chosen_on, on)
        return _("You chose %(day)s to be in touch with %(name)s.") % {"day": day, "name": name}
    if _wrote_since(contact) and contact.is_silent():
        return _(
            "You wrote to %(name)s %(count)s times without an answer: try another way, or let it"
            " rest."
        ) % {"name": name, "count": contact.attempts}
    if _wrote_since(contact):
        day = day_words(contact.last_attempt_on or on, on)
        return _("You wrote to %(name)s on %(day)s, no answer yet.") % {"day": day, "name": name}
    type = _current_type(contact, on)
    if type is None:
        return _("No conversation with %(name)s logged yet; %(aim)s.") % {
            "name": name,
            "aim": _aim(contact),
        }
    return _("You chose %(name)s as %(type)s; no conversation logged yet.") % {
        "name": name,
        "type": _as_type(type),
    }


def _current_type(contact: Contact, on: date) -> RelationshipType | None:
    """The one whose cadence governs."""
    types = [row.type for row in contact.relationships.all() if row.is_current(on)]
    return min(types, key=lambda type: type.cadence_days or 9999, default=None)


def _as_type(type: RelationshipType) -> str:
    """A type to stand after "as"."""
    if type.name:
        return type.name
    return {
        TypeKey.MENTOR: _("mentor"),
        TypeKey.PEER: _("peer"),
        TypeKey.MANAGER: _("manager"),
        TypeKey.CLIENT: _("client"),
        TypeKey.INDUSTRY: _("industry connection"),
        TypeKey.REVERSE_MENTOR: _("reverse mentor"),
        TypeKey.MENTEE: _("mentee"),
        TypeKey.DIRECT_REPORT: _("direct report"),
        TypeKey.LIGHT_TIE: _("light tie"),
    }[TypeKey(type.key)]


# --- why nothing is due ----------------------------------------------------------


def _died(contact: Contact, on: date) -> str:
    return _("Kept in memory; no dates come up.")


def _archived(contact: Contact, on: date) -> str:
    day = day_words(contact.archived_on or on, on)
    return _("Archived on %(day)s, so there are no check-ins.") % {"day": day}


def _new(contact: Contact, on: date) -> str:
    return _("Not sorted yet: choose a type, and check-ins begin.")


def _paused(contact: Contact, on: date) -> str:
    end, why = contact.paused_until, contact.paused_reason
    words = {"day": day_words(end, on) if end else "", "reason": why}
    if end and why:
        return _("Paused until %(day)s: %(reason)s") % words
    if end:
        return _("Paused until %(day)s.") % words
    if why:
        return _("Paused: %(reason)s") % words
    return _("Paused until you resume.")


def _untracked(contact: Contact, on: date) -> str:
    if contact.regular_touch:
        return _("You are in regular touch, so there are no check-ins.")
    return _("No check-ins: choose a type or a cadence to begin.")


def _snoozed(contact: Contact, on: date) -> str:
    return _("Snoozed until %(day)s.") % {"day": day_words(contact.snoozed_until or on, on)}


def _planned(contact: Contact, on: date) -> str:
    planned = contact.planned_on or on
    words = {"day": day_words(planned, on)}
    if planned < on:
        return _("You had plans for %(day)s: did it happen?") % words
    if planned == on:
        return _("You have plans for today.")
    return _("You have plans for %(day)s.") % words


def _waiting(contact: Contact, on: date) -> str:
    return _("You wrote on %(wrote)s; back on %(day)s if no answer comes.") % {
        "wrote": day_words(contact.last_attempt_on or on, on),
        "day": day_words(contact.waiting_until or on, on),
    }


SILENT = {
    State.DIED: _died,
    State.ARCHIVED: _archived,
    State.NEW: _new,
    State.PAUSED: _paused,
    State.UNTRACKED: _untracked,
    State.SNOOZED: _snoozed,
    State.PLANNED: _planned,
    State.WAITING: _waiting,
}
