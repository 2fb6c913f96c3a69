"""What every screen draws in the same way: icons, faces, warmth, form controls.

Used as {% load ui %}; docs/components.md shows each with an example.
"""

import math
import unicodedata
from datetime import date
from functools import lru_cache
from typing import Any
from zlib import crc32

from django import forms, template
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.days import written
from core.direction import isolated

register = template.Library()
register.filter(isolated)

TONES = 6
PHOTO = '<img src="{}" alt="" loading="lazy" decoding="async">'
AROUND = 2 * math.pi * 22  # the ring, in units of the face's viewBox
PICTURES = {
    "type": {
        "": "bookmark",
        "mentor": "compass",
        "peer": "users-round",
        "manager": "briefcase",
        "client": "handshake",
        "industry": "waypoints",
        "reverse_mentor": "sprout",
        "mentee": "leaf",
        "direct_report": "user-round",
        "light_tie": "link",
    },
    "kind": {
        "": "message-circle",
        "coffee": "coffee",
        "meal": "utensils",
        "meeting": "calendar-check",
        "call": "phone",
        "video": "video",
        "event": "ticket",
        "email": "mail",
        "message": "message-circle",
        "wrote": "send",
        "thanks": "hand-heart",
        "congratulation": "party-popper",
        "social": "thumbs-up",
        "note": "notebook-pen",
        "milestone": "rocket",
    },
    "date": {
        "": "star",
        "birthday": "cake",
        "work": "award",
        "anniversary": "calendar-days",
        "promotion": "rocket",
        "new_job": "briefcase",
        "new_role": "briefcase",
        "award": "award",
        "publication": "newspaper",
    },
    "method": {
        "": "contact-round",
        "email": "mail",
        "phone": "phone",
        "linkedin": "link",
        "url": "link",
        "address": "map-pin",
    },
    "mark": {
        "": "hand-heart",
        "advice": "lightbulb",
        "introduction": "user-plus",
        "referral": "send",
        "reference": "quote",
        "reading": "book-open",
    },
}
# The waning moon of the five bands: class, and the lit part of the disc.
MOONS = {
    "fresh": ("fresh", "M8 1.75a6.25 6.25 0 1 0 0 12.5a6.25 6.25 0 1 0 0-12.5Z"),
    "soon": ("soon", "M8 1.75A6.25 6.25 0 0 0 8 14.25A3.4 6.25 0 0 0 8 1.75Z"),
    "due": ("due", "M8 1.75A6.25 6.25 0 0 0 8 14.25Z"),
    "overdue": ("over", "M8 1.75A6.25 6.25 0 0 0 8 14.25A3.6 6.25 0 0 1 8 1.75Z"),
    "dormant": ("dorm", ""),
}
# States that are not a band have an icon instead of a moon.
STATE_ICONS = {
    "waiting": "hourglass",
    "snoozed": "clock",
    "planned": "calendar-check",
    "paused": "circle-pause",
    "untracked": "circle-dashed",
    "new": "sparkles",
    "archived": "archive",
    "died": "flower-2",
}
STATE_WORDS: dict[str, str | Promise] = {
    "fresh": _("Fresh"),
    "soon": _("Due soon"),
    "due": _("Due"),
    "overdue": _("Overdue"),
    "dormant": _("Dormant"),
    "waiting": _("Waiting"),
    "snoozed": _("Snoozed"),
    "planned": _("Planned"),
    "paused": _("Paused"),
    "untracked": _("Not tracked"),
    "new": _("New"),
    "archived": _("Archived"),
    "died": _("Died"),
}


@register.simple_tag
@lru_cache(1024)
def icon(name: str, classes: str = "") -> SafeString:
    """An icon of the sprite, hidden from screen readers: a word stands beside it."""
    return format_html(
        '<svg class="ic {}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        classes,
        static("sprite.svg"),
        name,
    )


@register.filter(expects_localtime=True)
def day(value: date | None, pattern: str) -> str:
    """A day as the language of the page writes `pattern`, one of core.days.PATTERNS."""
    return written(value, pattern) if value else ""


@register.filter
def picture(key: str | None, family: str) -> str:
    """The icon of a type, kind, date, method or mark; unknown keys get the plain one."""
    pictures = PICTURES[family]
    return pictures.get(str(key or ""), pictures[""])


@register.filter
def within(view: str | None, starts: str) -> bool:
    """True if a view's name begins with one of `starts`, as "contacts: pages:person"."""
    return bool(view) and str(view).startswith(tuple(starts.split()))


@register.filter
def band(state: str | None) -> str:
    """The warmth class of a state: fresh, soon, due, over, dorm or none."""
    return MOONS.get(str(state or ""), ("none", ""))[0]


@register.filter
def state_word(state: str) -> str:
    """The word of a state: Due soon."""
    return str(STATE_WORDS.get(state, state))


@register.simple_tag
@lru_cache(1024)
def phase(state: str) -> SafeString:
    """The moon of a band, or the icon of any other state."""
    if state not in MOONS:
        return icon(STATE_ICONS.get(state, "circle-dashed"))
    name, lit = MOONS[state]
    return format_html(
        '<svg class="phase w-{}" viewBox="0 0 16 16" aria-hidden="true">'
        '<circle class="rim" cx="8" cy="8" r="6.25" stroke-dasharray="{}"/>'
        '<path class="lit" d="{}"/></svg>',
        name,
        "none" if lit else "2.2 2.1",
        lit,
    )


@register.simple_tag
def warmth(state: str, detail: str = "") -> SafeString:
    """The badge: glyph and word together, then `detail`, such as "until 3 December"."""
    state = str(state)
    return format_html(
        '<span class="warmth w-{}">{}{}{}</span>',
        band(state),
        phase(state),
        STATE_WORDS.get(state, state),
        f" {detail}" if detail else "",
    )


@register.simple_tag
def face(
    name: str, state: str = "", left: float | None = None, size: str = "", photo: str = ""
) -> SafeString:
    """Initials on a disc whose tone stays theirs, or the `photo` at this address above them;
    the ring is the share `left` (0 to 1) of the time until overdue. `size`: "", "sm" or "lg"."""
    return format_html(
        '<span class="face w-{} tone-{} {}" aria-hidden="true"><svg viewBox="0 0 48 48">'
        '<circle class="tint" cx="24" cy="24" r="19"/>'
        '<circle class="track" cx="24" cy="24" r="22" stroke-width="{}"/>{}</svg>'
        "<span>{}</span>{}</span>",
        band(state),
        crc32(name.encode()) % TONES + 1,
        f"face-{size}" if size else "",
        2 if size == "lg" else 2.5,
        _arc(left, 2 if size == "lg" else 2.5),
        initials(name),
        format_html(PHOTO, photo) if photo else "",
    )


def _arc(left: float | None, width: float) -> str | SafeString:
    length = max(0.0, min(1.0, float(left or 0))) * AROUND
    if length < 1:
        return ""
    return format_html(
        '<circle class="arc" cx="24" cy="24" r="22" stroke-width="{}"'
        ' stroke-dasharray="{} {}" transform="rotate(-90 24 24)"/>',
        width,
        f"{length:.1f}",
        f"{AROUND:.1f}",
    )


@register.simple_tag
def orbs(reached: int, budget: int) -> list[dict[str, str | bool]]:
    """The week as an arc: one orb for each place, filled from the left."""
    steps = [place / max(budget - 1, 1) for place in range(budget)]
    return [
        {
            "done": place < reached,
            "x": f"{22 + step * 216:.1f}",
            "y": f"{46 - math.sin(math.pi * step) * 26:.1f}",
            "r": "14" if place < reached else "12.5",
        }
        for place, step in enumerate(steps)
    ]


# The line of staleness: how wide each band is drawn, and where it ends, in cadences.
# Drawn alike for everybody, because "dormant" lies 3 cadences away for one and 13 for another.
METER = (("fresh", 0.75, 170), ("soon", 1.0, 60), ("due", 1.5, 110), ("over", 0.0, 190))
METER_WIDTH = 600


@register.simple_tag
def meter(days: int, cadence: int, dormant_after: int) -> dict[str, Any]:
    """Where day `days` stands between the last talk and dormant: bands, and x of the marks."""
    bands: list[dict[str, Any]] = []
    start = before = 0.0
    mark = METER_WIDTH - 12.0
    for name, ends, width in METER:
        until = (ends or dormant_after / cadence) * cadence
        bands.append({"name": name, "x": start + 1, "width": width - 2})
        if before <= days < until:
            mark = start + width * (days - before) / (until - before)
        start, before = start + width, until
    bands.append({"name": "dorm", "x": start + 1, "width": METER_WIDTH - start - 2})
    mark = max(10.0, min(mark, METER_WIDTH - 12))
    return {
        "bands": bands,
        "mark": f"{mark:.1f}",
        # At either end the words would be cut if they stood in the middle over the mark.
        "anchor": "start" if mark < 30 else "end" if mark > METER_WIDTH - 30 else "middle",
        "words": f"{0.0 if mark < 30 else METER_WIDTH if mark > METER_WIDTH - 30 else mark:.1f}",
        "aim": bands[2]["x"] - 1,
        "dormant": start,
    }


@register.simple_block_tag
def menu(
    content: str,
    label: str,
    image: str = "chevron-down",
    classes: str = "btn btn-sm btn-quiet",
    where: str = "",
    name: str = "",
    key: str = "",
) -> SafeString:
    """A menu that opens without JavaScript. `where`: "", "end", "up"; `name`: what a
    screen reader says instead of `label`, as "Snooze Ana"; an empty label shows the icon."""
    return format_html(
        '<details class="pop {}"><summary class="{}" {} {}>{}{}</summary>'
        '<div class="pop-body">{}</div></details>',
        where,
        classes,
        format_html('aria-label="{}"', name) if name else "",
        format_html('data-key="{}"', key) if key else "",
        label,
        icon(image) if image else "",
        content,
    )


@register.filter
def initials(name: str) -> str:
    """Two letters of a name, one in scripts without capitals, "·" where there is none.

    Titles such as "Dr." and what stands in brackets are passed over.
    """
    words = unicodedata.normalize("NFC", name).partition("(")[0].split()
    letters = [first for word in words if not word.endswith(".") if (first := _letter(word))]
    letters = letters or [first for word in words if (first := _letter(word))]
    if not letters:
        return "·"
    if letters[0].upper() == letters[0].lower():
        return letters[0]
    return "".join(letters[:1] + letters[1:][-1:]).upper()


def _letter(word: str) -> str:
    return next((char for char in word if char.isalpha()), "")


@register.simple_tag
def control(field: BoundField, classes: str = "", said: str = "") -> SafeString:
    """The field's widget in our look, with the typed text and what describes it.

    `said` is true where a help stands below it that the field itself knows nothing of.
    """
    widget = field.field.widget
    own = widget.attrs.get("class", "")
    extra_help = f"{field.auto_id}_helptext" if said and not field.help_text else ""
    attrs = {
        "class": " ".join(filter(None, (_control_class(widget), own, classes))),
        "aria-describedby": " ".join(filter(None, (extra_help, field.aria_describedby))),
    }
    return field.as_widget(attrs={name: value for name, value in attrs.items() if value})


def _control_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return ""
    if isinstance(widget, forms.Select):
        return "select"
    if isinstance(widget, forms.Textarea):
        return "textarea"
    if isinstance(widget, forms.FileInput):
        return "file-input"
    return "input"


@register.filter
def is_check(field: BoundField) -> bool:
    """True for a single checkbox, whose label stands behind it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_choices(field: BoundField) -> bool:
    """True for a group of radio buttons or checkboxes."""
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.filter
def is_hidden(field: BoundField) -> bool:
    """True for a field that only travels along."""
    return field.is_hidden
