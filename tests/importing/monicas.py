"""Monica's exports made on the spot, in the structure of formats.md section 8."""

import json
from typing import Any

EMAIL, PHONE, LINKEDIN, TWITTER = "ty-mail", "ty-phone", "ty-in", "ty-tw"
TYPES = [
    {"uuid": EMAIL, "properties": {"name": "Email", "protocol": "mailto:", "type": "email"}},
    {"uuid": PHONE, "properties": {"name": "Phone", "protocol": "tel:", "type": "phone"}},
    {"uuid": LINKEDIN, "properties": {"name": "LinkedIn", "protocol": None, "type": None}},
    {"uuid": TWITTER, "properties": {"name": "Twitter", "protocol": None, "type": None}},
]


def collection(name: str, *values: Any) -> dict[str, Any]:
    return {"count": len(values), "type": name, "values": list(values)}


def inside(uuid: str, **properties: Any) -> dict[str, Any]:
    return {"uuid": uuid, "created_at": "2024-01-01T00:00:00.000000Z", "properties": properties}


def field(kind: str, data: str) -> dict[str, Any]:
    return inside(f"field-{data}", data=data, type=kind)


def contact(
    uuid: str = "c-ana", first: str = "Ana", last: str = "Kovač", *data: Any, **more: Any
) -> dict[str, Any]:
    usual = {"is_partial": False, "is_active": True, "is_dead": False}
    said = inside(uuid, first_name=first, last_name=last, **{**usual, **more})
    return {**said, "data": list(data)}


def account(*collections: Any, instance: Any = None, first: bool = False) -> dict[str, Any]:
    """A whole export. `first`: what is about the instance stands before the data."""
    about = {"instance": instance or {"contact_field_types": TYPES}}
    data = {"data": list(collections)}
    inner = {**about, **data} if first else {**data, **about}
    return {
        "version": "1.0-preview.1",
        "app_version": "4.1.2",
        "exported_by": "u-oona",
        "account": {"uuid": "a-1", **inner},
    }


def exported(*collections: Any, **options: Any) -> bytes:
    return json.dumps(account(*collections, **options)).encode()
