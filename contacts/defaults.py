"""The relationship types that every account begins with (product.md, section 1)."""

import uuid

from contacts.enums import TypeKey
from contacts.models import RelationshipType

# key, cadence in days, importance, icon, offered from the start
DEFAULT_TYPES = [
    (TypeKey.MENTOR, 30, 3, "compass", True),
    (TypeKey.PEER, 60, 2, "users-round", True),
    (TypeKey.MANAGER, 14, 3, "briefcase", True),
    (TypeKey.CLIENT, 30, 3, "handshake", True),
    (TypeKey.INDUSTRY, 120, 1, "waypoints", True),
    (TypeKey.REVERSE_MENTOR, 30, 2, "sprout", True),
    (TypeKey.MENTEE, 30, 2, "graduation-cap", False),
    (TypeKey.DIRECT_REPORT, 14, 2, "user-check", False),
    (TypeKey.LIGHT_TIE, 365, 1, "feather", False),
]


def default_types(owner_id: uuid.UUID) -> list[RelationshipType]:
    """Unsaved rows; the presets come archived, to be switched on in settings."""
    return [
        RelationshipType(
            owner_id=owner_id,
            key=key,
            cadence_days=cadence,
            importance=importance,
            icon=icon,
            position=position,
            archived=not offered,
        )
        for position, (key, cadence, importance, icon, offered) in enumerate(DEFAULT_TYPES, 1)
    ]
