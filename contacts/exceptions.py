"""What can go wrong with a person, for the views to answer."""

from contacts.models import Contact


class StaleEdit(Exception):
    """The person was changed since the form was shown; `current` is how they stand now."""

    def __init__(self, current: Contact) -> None:
        super().__init__(f"{current.pk} stands at version {current.version}")
        self.current = current
