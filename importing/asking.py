"""What formats with conversations ask alike."""

from django.utils.translation import gettext as _

from importing.sniffing import ADD_PEOPLE, NO, YES, Ask


def add_people(given: dict[str, str]) -> Ask:
    """Asked wherever a file says with whom the user talked."""
    return Ask(
        name=ADD_PEOPLE,
        label=_("Add people who are not among your contacts yet"),
        value=NO if given.get(ADD_PEOPLE) == NO else YES,
        kind="yes",
        help=_("They wait to be sorted; nothing is due until then."),
    )


def is_yes(given: dict[str, str], name: str) -> bool:
    """What was not answered is a yes."""
    return given.get(name, YES) == YES
