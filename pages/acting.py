"""What can be done from the search: "log", "snooze Ana a week", "import"; pages to go to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from contacts.folding import fold
from contacts.models import Contact
from contacts.wording import day_words
from core.direction import isolated
from interactions import quick_dates
from interactions.quick_languages import language_of
from pages.selectors import snooze_choices


@dataclass(frozen=True)
class Act:
    """Something to do: a link, a dialog, or, with `name` and `value`, a form that is sent."""

    label: str
    url: str
    image: str
    keys: tuple[str, ...] = ()
    dialog: bool = False
    post: bool = False
    name: str = ""
    value: str = ""


@dataclass(frozen=True)
class Place:
    """A page or a dialog."""

    view: str
    label: str | Promise
    image: str
    keys: tuple[str, ...] = ()
    dialog: bool = False


PLACES = (
    Place("interactions:log", gettext_lazy("Log a conversation"), "plus", ("L",), True),
    Place("contacts:create", gettext_lazy("Add a person"), "user-plus"),
    Place("reminders:today", gettext_lazy("Today"), "sunrise", ("G", "T")),
    Place("contacts:list", gettext_lazy("People"), "users-round", ("G", "P")),
    Place("pages:calendar", gettext_lazy("Calendar"), "calendar-days", ("G", "C")),
    Place("pages:insights", gettext_lazy("Insights"), "chart-no-axes-column", ("G", "I")),
    Place("accounts:settings", gettext_lazy("Settings"), "settings", ("G", "S")),
    Place("importing:start", gettext_lazy("Import"), "upload"),
    Place("importing:pick", gettext_lazy("Sort new people"), "layers"),
    Place("importing:duplicates", gettext_lazy("Duplicates"), "merge"),
    Place("interactions:promise_add", gettext_lazy("Note a promise"), "hand-heart", (), True),
    Place("contacts:types", gettext_lazy("Relationship types"), "bookmark"),
    Place("interactions:kinds", gettext_lazy("Kinds of conversations"), "message-circle"),
    Place("reminders:mails", gettext_lazy("Mails sent to you"), "mail"),
    Place("pages:trash", gettext_lazy("Trash"), "trash-2"),
)
FIRST = 2  # of them stand before the people while nothing is typed
AT_START = 7
SHORTEST_VERB = 3
UNIT = re.compile(
    r"(?<![\w])(?:for\s|für\s)?(?P<many>\d{1,3}|an?|one|two|three|four|six|einen?|einer|eine|zwei"
    r"|drei|vier|sechs)\s(?P<unit>days?|weeks?|months?|tagen?|tage?|wochen?|monaten?|monate?)\b",
    re.IGNORECASE,
)
LEADS = re.compile(r"\s(?:for|until|till|to|by|für|bis|zum|am)$", re.IGNORECASE)


def places(text: str) -> list[Act]:
    """Pages and dialogs of which each typed word begins a word; the first ones for nothing."""
    known = list(map(_act, PLACES))
    if not text:
        return known[:AT_START]
    typed = fold(text).split()
    return [act for act in known if _begun(typed, fold(act.label).split())]


def _act(place: Place) -> Act:
    url = reverse(place.view)
    return Act(str(place.label), url, place.image, place.keys, dialog=place.dialog)


def _begun(typed: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(word.startswith(part) for word in words) for part in typed)


# --- with somebody ------------------------------------------------------------


def verb_of(text: str) -> tuple[str, str]:
    """What is to be done with whom: ("snooze", "Ana a week"); empty if this is no such line."""
    first, _blank, rest = text.partition(" ")
    said = fold(first)
    if not rest or len(said) < SHORTEST_VERB:
        return "", ""
    for verb, words in _verbs().items():
        if any(word.startswith(said) for word in fold(words).split()):
            return verb, rest
    return "", ""


def _verbs() -> dict[str, str]:
    """What one may begin with, in the user's language; English is always understood."""
    return {
        "log": "log talked " + pgettext("words that begin an action, with blanks", "log"),
        "snooze": "snooze " + pgettext("words that begin an action, with blanks", "snooze"),
        "draft": "draft write " + pgettext("words that begin an action, with blanks", "draft"),
        "edit": "edit change " + pgettext("words that begin an action, with blanks", "edit"),
        "pause": "pause " + pgettext("words that begin an action, with blanks", "pause"),
        "archive": "archive " + pgettext("words that begin an action, with blanks", "archive"),
    }


def name_and_day(verb: str, rest: str, on: date) -> tuple[str, date | None]:
    """Whom "Ana a week" names, and until when; only snoozing has a day."""
    if verb != "snooze":
        return rest, None
    words = language_of(get_language())
    counted = UNIT.sub(lambda said: f"in {said['many']} {said['unit']}", rest, count=1)
    counted = re.sub(r"\bin in\b", "in", counted)
    said = [
        day for day in quick_dates.find(counted, on, ahead=True, also=words.dates) if day.day > on
    ]
    if not said:
        return rest, None
    return LEADS.sub("", counted[: said[-1].start].strip()), said[-1].day


def with_person(verb: str, contact: Contact, day: date | None, on: date) -> list[Act]:
    """What the verb offers for one person."""
    name, at = isolated(contact.display), [contact.pk]
    if verb == "snooze":
        until = [(_("until %(day)s") % {"day": day_words(day, on)}, day)] if day else None
        url = reverse("contacts:snooze", args=at)
        return [
            Act(
                _("Snooze %(name)s %(until)s") % {"name": name, "until": label},
                url,
                "clock",
                post=True,
                name="until",
                value=chosen.isoformat(),
            )
            for label, chosen in until or snooze_choices(on)
        ]
    acts = {
        "log": (_("Log a conversation with %(name)s"), "plus"),
        "draft": (_("Write to %(name)s"), "pencil"),
        "edit": (_("Edit %(name)s"), "pencil"),
        "pause": (_("Pause %(name)s"), "circle-pause"),
        "archive": (_("Archive %(name)s"), "archive"),
    }
    label, image = acts[verb]
    return [_one(verb, label % {"name": name}, image, contact)]


def _one(verb: str, label: str, image: str, contact: Contact) -> Act:
    if verb == "log":
        url = f"{reverse('interactions:log')}?who={contact.pk}"
        return Act(label, url, image, dialog=True)
    view = {"draft": "reminders:draft"}.get(verb, f"contacts:{verb}")
    url = reverse(view, args=[contact.pk])
    return Act(label, url, image, dialog=verb in {"draft", "pause"}, post=verb == "archive")
