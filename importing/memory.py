"""What one file has said so far: who stands in it twice is taken once."""

import uuid
from collections import defaultdict

from importing.matching import identity, mailboxes, names_in, profile
from importing.names import Names, compatible
from importing.records import Record


class Memory:
    """Remembers the people of one file.

    Asked in the order of the lines, it answers the same in the preview, in the import, and in
    the import that goes on after a worker has died.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._keys: dict[str, int] = {}
        self._mailboxes: defaultdict[str, list[tuple[Names, int]]] = defaultdict(list)
        self._taken: dict[uuid.UUID, int] = {}

    def line_before(self, record: Record) -> int | None:
        """The line on which the same person stood before; if none, this one is remembered."""
        keys = [identity(record, self._source), *filter(None, [profile(record)])]
        addresses, names = mailboxes(record), names_in(record)
        before = next((self._keys[key] for key in keys if key in self._keys), None)
        before = before or self._line_of_mailbox(addresses, names)
        if before is None:
            self._keys.update(dict.fromkeys(keys, record.line))
            for address in addresses:
                self._mailboxes[address].append((names, record.line))
        return before

    def _line_of_mailbox(self, addresses: list[str], names: Names) -> int | None:
        lines = (
            line
            for address in addresses
            for known, line in self._mailboxes.get(address, ())
            if compatible(known, names)
        )
        return next(lines, None)

    def take(self, contact_id: uuid.UUID, line: int) -> int:
        """The first line that meant this person: `line`, or one before it."""
        return self._taken.setdefault(contact_id, line)
