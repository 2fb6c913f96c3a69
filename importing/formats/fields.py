"""What a column can hold: the targets of the mapping screen, with their words."""

from dataclasses import dataclass
from enum import Enum, auto

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(Enum):
    """How a cell of this field is read."""

    LINE = auto()
    EMAIL = auto()
    PHONE = auto()
    URL = auto()
    LINKEDIN = auto()
    DATE = auto()
    EVENT = auto()
    BIRTH_PART = auto()
    ADDRESS = auto()
    TAGS = auto()
    NOTES = auto()
    NAMED_NOTE = auto()
    PHOTO = auto()
    SOURCE_ID = auto()


@dataclass(frozen=True)
class Field:
    """A target for a column: `name` is stored, `label` is shown.

    `detail` is the label of an e-mail address or number, or the part of an address or birthday;
    `place` the label of an address.
    """

    name: str
    label: str | Promise
    kind: Kind = Kind.LINE
    detail: str = ""
    place: str = ""

    @property
    def takes_many(self) -> bool:
        """Whether several columns of one file may be mapped to it."""
        return self.kind in MANY


MANY = {
    Kind.EMAIL,
    Kind.PHONE,
    Kind.URL,
    Kind.EVENT,
    Kind.ADDRESS,
    Kind.TAGS,
    Kind.NOTES,
    Kind.NAMED_NOTE,
}

ADDRESS_PARTS = {
    "work": {
        "whole": _("Work address, in one piece"),
        "street": _("Work address: street"),
        "city": _("Work address: city"),
        "region": _("Work address: region"),
        "postal_code": _("Work address: postal code"),
        "country": _("Work address: country"),
    },
    "home": {
        "whole": _("Home address, in one piece"),
        "street": _("Home address: street"),
        "city": _("Home address: city"),
        "region": _("Home address: region"),
        "postal_code": _("Home address: postal code"),
        "country": _("Home address: country"),
    },
    "other": {
        "whole": _("Address, in one piece"),
        "street": _("Address: street"),
        "city": _("Address: city"),
        "region": _("Address: region"),
        "postal_code": _("Address: postal code"),
        "country": _("Address: country"),
    },
}


def address_field(place: str, part: str) -> str:
    """The name of a field for one part of an address: `street`, `work_city`."""
    name = "address" if part == "whole" else part
    return name if place == "other" else f"{place}_{name}"


ALL = (
    Field("display", _("Full name")),
    Field("given", _("First name")),
    Field("middle", _("Middle name")),
    Field("family", _("Last name")),
    Field("prefix", _("Form of address (Dr., Prof.)")),
    Field("suffix", _("After the name (Jr., PhD)")),
    Field("nickname", _("Nickname")),
    Field("pronouns", _("Pronouns")),
    Field("company", _("Company")),
    Field("department", _("Department")),
    Field("title", _("Job title")),
    Field("email", _("E-mail"), Kind.EMAIL, "other"),
    Field("email_work", _("E-mail, work"), Kind.EMAIL, "work"),
    Field("email_home", _("E-mail, home"), Kind.EMAIL, "home"),
    Field("phone", _("Phone"), Kind.PHONE, "other"),
    Field("phone_mobile", _("Phone, mobile"), Kind.PHONE, "mobile"),
    Field("phone_work", _("Phone, work"), Kind.PHONE, "work"),
    Field("phone_home", _("Phone, home"), Kind.PHONE, "home"),
    Field("phone_fax", _("Fax"), Kind.PHONE, "fax"),
    Field("linkedin", _("LinkedIn address"), Kind.LINKEDIN),
    Field("url", _("Website"), Kind.URL, "other"),
    Field("birthday", _("Birthday"), Kind.DATE),
    Field("birth_year", _("Birthday: year"), Kind.BIRTH_PART, "year"),
    Field("birth_month", _("Birthday: month"), Kind.BIRTH_PART, "month"),
    Field("birth_day", _("Birthday: day"), Kind.BIRTH_PART, "day"),
    Field("anniversary", _("Anniversary"), Kind.DATE),
    Field("event", _("Another date, with the name of the column"), Kind.EVENT),
    Field("connected_on", _("Connected on"), Kind.DATE),
    Field("tags", _("Tags"), Kind.TAGS),
    Field("notes", _("Notes"), Kind.NOTES),
    Field("named_note", _("Notes, with the name of the column"), Kind.NAMED_NOTE),
    Field("photo", _("Photo (only whether there is one)"), Kind.PHOTO),
    Field("source_id", _("Number in the other system"), Kind.SOURCE_ID),
    *(
        Field(address_field(place, part), label, Kind.ADDRESS, part, place)
        for place, parts in ADDRESS_PARTS.items()
        for part, label in parts.items()
    ),
)
FIELDS = {field.name: field for field in ALL}

IDENTIFYING = frozenset(
    field.name
    for field in ALL
    if field.name in {"display", "given", "family", "nickname", "company"}
    or field.kind in {Kind.EMAIL, Kind.PHONE, Kind.LINKEDIN}
)


def choices() -> list[tuple[str, str | Promise]]:
    """For the mapping screen: what is stored, and what is shown."""
    return [("", _("Leave out")), *((field.name, field.label) for field in ALL)]
