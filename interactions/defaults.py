"""The kinds of interaction that every account begins with (product.md, section 2)."""

import uuid

from interactions.enums import Effect, KindKey
from interactions.models import InteractionKind

DEFAULT_KINDS = [
    (KindKey.COFFEE, Effect.TALK, "coffee"),
    (KindKey.MEAL, Effect.TALK, "utensils"),
    (KindKey.MEETING, Effect.TALK, "calendar-check"),
    (KindKey.CALL, Effect.TALK, "phone"),
    (KindKey.VIDEO, Effect.TALK, "video"),
    (KindKey.EVENT, Effect.TALK, "ticket"),
    (KindKey.TALK, Effect.TALK, "messages-square"),
    (KindKey.MESSAGE, Effect.CONTACT, "message-circle"),
    (KindKey.EMAIL, Effect.CONTACT, "mail"),
    (KindKey.WROTE, Effect.ATTEMPT, "send"),
    (KindKey.THANKS, Effect.ATTEMPT, "heart"),
    (KindKey.CONGRATULATION, Effect.ATTEMPT, "party-popper"),
    (KindKey.SOCIAL, Effect.NOTHING, "thumbs-up"),
    (KindKey.NOTE, Effect.NOTHING, "sticky-note"),
]


def default_kinds(owner_id: uuid.UUID) -> list[InteractionKind]:
    """Unsaved rows, in the order of the log form."""
    return [
        InteractionKind(owner_id=owner_id, key=key, effect=effect, icon=icon, position=position)
        for position, (key, effect, icon) in enumerate(DEFAULT_KINDS, 1)
    ]
