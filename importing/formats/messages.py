"""LinkedIn's messages.csv: conversations by message, of all generations of its columns."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from importing.asking import add_people, is_yes
from importing.chat import (
    Columns,
    Message,
    Names,
    Talk,
    is_profile,
    likely_owners,
    messages_in,
    named,
    profiles_in,
    talks_in,
    text_of,
)
from importing.delimited import Broken, Row
from importing.enums import ProblemCode
from importing.headers import header_key
from importing.limits import MAX_DELIMITED_BYTES, MAX_RECORDS, MB, RAW_CELL
from importing.records import Conversation, Entry, Problem, Record, Refused
from importing.sniffing import NO, YES, Ask, Options, Sample, Sniffed
from interactions.enums import KindKey

NAME = "messages"
LABEL = gettext_lazy("LinkedIn messages")
MEMBERS = ("messages.csv",)
SOURCE = "linkedin"  # whose people these are, as in the connections

OWN = frozenset(
    {
        *("conversationid", "conversationtitle", "senderprofileurl", "recipientprofileurls"),
        *("ismessagedraft", "isconversationarchived"),
    }
)
NEEDED = {"conversationid", "from", "date"}
# The archive has files of the same columns that are talks with LinkedIn's own machine.
WITH_A_MACHINE = re.compile(r"(?:^|[/\\])(guide_messages|learning_role_play_messages)\b", re.I)
COACH = re.compile(
    r"\b(?:ai|linkedin|learning)[\s-]*(?:powered\s)?(?:coach|guide|role[\s-]*play)", re.I
)


def knows(key: str) -> bool:
    return key in OWN


def recognise(sample: Sample) -> float:
    return 0.94 if set(sample.keys) >= NEEDED else 0.0


def describe(sample: Sample) -> Sniffed:
    """Whose messages they are, and how they become conversations."""
    table = sample.table
    if sample.size > MAX_DELIMITED_BYTES or table is None:
        limit = {"limit": MAX_DELIMITED_BYTES // MB}
        return Sniffed(refused=_("This file is too large: at most %(limit)d MB.") % limit)
    columns = Columns(sample.keys)
    rows = [(0, cells) for cells in sample.rows]
    if WITH_A_MACHINE.search(sample.options.name) or _is_of_a_coach(rows, columns):
        return Sniffed(refused=_with_a_machine())
    messages, names = _messages(rows, columns, sample.options)
    return Sniffed(
        format=NAME,
        scheme=SOURCE,
        label=str(LABEL),
        encoding=sample.encoding,
        delimiter=table.delimiter,
        header_line=table.header_line,
        titles=table.headers,
        asks=_asks(sample.options, messages, names),
    )


def _is_of_a_coach(rows: list[tuple[int, list[str]]], columns: Columns) -> bool:
    """Whether a machine takes part in nearly every conversation."""
    people = [f"{columns.of(cells, 'from')}\n{columns.of(cells, 'to')}" for _line, cells in rows]
    return bool(people) and sum(bool(COACH.search(each)) for each in people) > len(people) * 0.8


def _with_a_machine() -> str:
    return _(
        "These are talks with LinkedIn's coach, not with people. "
        "Bring the file named messages.csv instead."
    )


def _asks(options: Options, messages: list[Message], names: Names) -> list[Ask]:
    given = options.answers
    likely = likely_owners(messages, options.me, names)
    shown = [who if is_profile(who) else names.of(who) for who in likely]
    return [
        Ask(
            name="owner",
            label=_("Your own LinkedIn profile"),
            value=given.get("owner", shown[0] if shown else ""),
            help=_(
                "Whoever takes part in the most conversations. It tells what you wrote yourself."
            ),
            offered=shown,
        ),
        Ask(
            name="one_a_day",
            label=_("One conversation a day, however many messages"),
            value=NO if given.get("one_a_day") == NO else YES,
            kind="yes",
            lasts=True,
        ),
        add_people(given),
    ]


def _messages(
    rows: list[tuple[int, list[str]]], columns: Columns, options: Options
) -> tuple[list[Message], Names]:
    now = options.now or datetime.now(UTC)
    return messages_in(rows, columns, ZoneInfo(options.zone), now)


def found_out(sample: Sample, options: Options) -> Options:
    """How the messages beside another table are read, with the answers that were given."""
    found = describe(sample)
    return replace(
        options,
        encoding=found.encoding,
        delimiter=found.delimiter,
        header_line=found.header_line,
        answers={ask.name: ask.value for ask in found.asks},
    )


def read(sample: Sample, options: Options) -> Iterator[Entry]:
    """The people where they first appear, then the conversation."""
    rows = sample.all_rows(options)
    header = next(rows, None)
    if not isinstance(header, Row):
        raise Refused(_("The header of this file can't be read."))
    kept: list[tuple[int, list[str]]] = []
    broken: list[Broken] = []
    for row in rows:
        if isinstance(row, Broken):
            broken.append(row)
        elif any(cell.strip() for cell in row.cells):
            kept.append((row.line, [cell.replace("\x00", "") for cell in row.cells]))
        if len(kept) + len(broken) > MAX_RECORDS:
            limit = {"limit": MAX_RECORDS}
            raise Refused(_("This file has more than %(limit)d rows. Divide it.") % limit)
    yield from _broken(broken)
    columns = Columns([header_key(title) for title in header.cells])
    messages, names = _messages(kept, columns, options)
    owner = _owner(options, names)
    one_a_day = is_yes(options.answers, "one_a_day")
    told: set[str] = set()
    for found in talks_in(messages, owner, one_a_day=one_a_day):
        yield from _entries(found, names, told, ZoneInfo(options.zone))


def _broken(rows: list[Broken]) -> Iterator[Problem]:
    for row in rows:
        code = ProblemCode.BAD_RECORD
        yield Problem(row.line, code, str(code.label), [row.text[:RAW_CELL]])


def _owner(options: Options, names: Names) -> str:
    """As the user says: a profile's address, or a name where the file has only names."""
    said = options.answers.get("owner", "")
    found = profiles_in(said)
    return found[0] if found else names.profile_of(said) or named(said)


def _entries(
    found: Talk | Message, names: Names, told: set[str], zone: ZoneInfo
) -> Iterator[Entry]:
    if isinstance(found, Message):
        code = found.problem or ProblemCode.BAD_RECORD
        raw = [cell[:RAW_CELL] for cell in found.raw]
        yield Problem(found.line, code, str(code.label), raw)
        return
    line = min(message.line for message in found.messages)
    for who in found.with_whom:
        if who not in told:
            told.add(who)
            yield _mentioned(who, names, line)
    yield _conversation(found, line, zone)


def _mentioned(who: str, names: Names, line: int) -> Record:
    linkedin = who if is_profile(who) else ""
    name = names.of(who) or linkedin.rpartition("/")[2]
    return Record(
        line=line,
        raw=[name, linkedin],
        source_id=who,
        display=name,
        linkedin=linkedin,
        mentioned=True,
    )


def _conversation(talk: Talk, line: int, zone: ZoneInfo) -> Conversation:
    first = talk.messages[0]
    waits = talk.direction == "out" and not talk.is_answered
    return Conversation(
        line=line,
        key=talk.key,
        occurred_on=talk.day,
        with_whom=talk.with_whom,
        kind=KindKey.WROTE if waits else KindKey.MESSAGE,
        at=first.at,
        time=first.at.astimezone(zone).time().replace(tzinfo=None) if first.at else None,
        text=text_of(talk),
        direction=talk.direction,
        raw=[cell[:RAW_CELL] for cell in first.raw],
    )
