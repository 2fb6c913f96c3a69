"""LinkedIn messages as people: who wrote to whom, which account is the user's own, and what of it
becomes a conversation."""

import html
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import blake2b
from zoneinfo import ZoneInfo

from accounts.regions import region_of
from importing.cleaning import canonical_linkedin, clean_line, clean_note
from importing.dates import Order, guess_order, read_date, usual_order
from importing.enums import ProblemCode
from importing.limits import MAX_NAME

LONGEST_TEXT = 20_000  # of one conversation's day
DELETED = frozenset(
    {
        *("linkedin member", "linkedin-mitglied", "linkedin mitglied", "membre de linkedin"),
        *("membre linkedin", "miembro de linkedin", "utente linkedin", "usuário do linkedin"),
        *("linkedin-lid", "linkedin user", "membro linkedin", "membro do linkedin"),
        *("linkedin-medlem", "linkedin medlem", "linkedin-jäsen", "użytkownik linkedin"),
        *("člen linkedin", "člen linkedinu", "linkedin üyesi", "участник linkedin"),
        *("пользователь linkedin", "linkedinメンバー", "linkedin メンバー", "linkedin 会员"),
        *("领英会员", "linkedin 會員", "linkedin 회원"),
    }
)
NOBODY = frozenset(("unknown", "null", "none"))
YES = frozenset(("yes", "true", "1", "y"))
MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(?:UTC|Z|GMT|\+00:?00)?",
    re.IGNORECASE,
)
TAGS = re.compile(
    r"</?(?:p|br|div|span|a|b|i|u|s|em|strong|ul|ol|li|html|body|head|font|h[1-6]|table|tr|td|img"
    r"|blockquote|pre|code)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
BREAKS = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h[1-6])>", re.IGNORECASE)
ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d+|#x[0-9a-f]+);", re.IGNORECASE)


@dataclass(slots=True)
class Message:
    """One row. People are known by their profile's address, or in old exports by `name:…`."""

    line: int
    raw: list[str]
    conversation: str
    sender: str = ""
    sender_name: str = ""
    others: list[str] = field(default_factory=list)  # to whom it was sent
    at: datetime | None = None
    day: date | None = None
    text: str = ""
    problem: ProblemCode | None = None

    @property
    def people(self) -> list[str]:
        return [who for who in (self.sender, *self.others) if who]


@dataclass(slots=True)
class Talk:
    """What becomes one conversation: a message, or all of one conversation's day."""

    messages: list[Message]
    key: str
    with_whom: list[str]
    day: date
    direction: str
    is_answered: bool


class Columns:
    """Finds the cells of a row by the names of their columns, in any order."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._at = {key: index for index, key in reversed(list(enumerate(keys)))}
        self.has_senders = "senderprofileurl" in self._at
        self.has_recipients = "recipientprofileurls" in self._at

    def __contains__(self, key: str) -> bool:
        return key in self._at

    def of(self, cells: Sequence[str], key: str) -> str:
        index = self._at.get(key, -1)
        return cells[index].strip() if 0 <= index < len(cells) else ""


class Names:
    """What the file calls the people in it; the first name given stays."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._profiles: dict[str, str] = {}

    def learn(self, who: str, name: str) -> None:
        name = clean_line(name)[:MAX_NAME]
        if who and name and name.casefold() not in DELETED:
            self._names.setdefault(who, name)
            self._profiles.setdefault(name.casefold(), who)

    def of(self, who: str) -> str:
        return self._names.get(who) or ("" if is_profile(who) else who.partition(":")[2])

    def profile_of(self, name: str) -> str:
        """By whom this name was signed; in files that do not say to whom something was sent."""
        return self._profiles.get(clean_line(name).casefold(), "")


def is_profile(who: str) -> bool:
    return who.startswith("https:")


def profiles_in(text: str) -> list[str]:
    """The people whose addresses stand in a cell; companies and deleted accounts are nobody."""
    found = (canonical_linkedin(part) for part in re.split(r"[,;\s]+", text) if part)
    return [one for one in found if one and one.rpartition("/")[2] not in NOBODY]


def named(name: str) -> str:
    """Somebody of whom the file knows nothing but the name."""
    plain = clean_line(name)[:MAX_NAME]
    return f"name:{plain}" if plain and plain.casefold() not in DELETED else ""


def messages_in(
    rows: Iterable[tuple[int, list[str]]], columns: Columns, zone: ZoneInfo, now: datetime
) -> tuple[list[Message], Names]:
    """All rows, with the people in them found."""
    rows = list(rows)
    names = Names()
    for _line, cells in rows:
        for who in profiles_in(columns.of(cells, "senderprofileurl"))[:1]:
            names.learn(who, columns.of(cells, "from"))
        to = profiles_in(columns.of(cells, "recipientprofileurls"))
        if len(to) == 1:
            names.learn(to[0], columns.of(cells, "to"))
    # Only a spreadsheet leaves days that have an order.
    proven, _unclear = guess_order(columns.of(cells, "date") for _line, cells in rows)
    order = proven or usual_order(region_of(zone.key)) or "mdy"
    read = (_message(line, cells, columns, names, (zone, order), now) for line, cells in rows)
    return list(read), names


def _message(
    line: int,
    cells: list[str],
    columns: Columns,
    names: Names,
    place: tuple[ZoneInfo, Order],
    now: datetime,
) -> Message:
    message = Message(line, cells, columns.of(cells, "conversationid"))
    message.sender, message.sender_name = _sender(cells, columns), columns.of(cells, "from")
    message.others = _recipients(cells, columns, names)
    message.text = plain_text(columns.of(cells, "content"))
    message.at, message.day = _when(columns.of(cells, "date"), *place)
    message.problem = _problem(message, columns, cells, now)
    return message


def _sender(cells: list[str], columns: Columns) -> str:
    if columns.has_senders:
        return next(iter(profiles_in(columns.of(cells, "senderprofileurl"))), "")
    return named(columns.of(cells, "from"))


def _recipients(cells: list[str], columns: Columns, names: Names) -> list[str]:
    if columns.has_recipients:
        return list(dict.fromkeys(profiles_in(columns.of(cells, "recipientprofileurls"))))
    to = columns.of(cells, "to")
    if whole := names.profile_of(to):
        return [whole]
    parts = [part.strip() for part in to.split(",") if part.strip()]
    known = [names.profile_of(part) for part in parts]
    if len(parts) > 1 and all(known):
        return known
    # A name may hold a comma: what is not known by its parts is one person.
    return [found for found in [named(to)] if found]


def _when(text: str, zone: ZoneInfo, order: Order) -> tuple[datetime | None, date | None]:
    """The moment, or the day alone as spreadsheets leave it."""
    found = MOMENT.fullmatch(text)
    try:
        if found:
            year, month, day_of, hour, minute, second = (int(part or 0) for part in found.groups())
            at = datetime(year, month, day_of, hour, minute, second, tzinfo=UTC)
            return at, at.astimezone(zone).date()
        day = read_date(text, order)
        return None, date.fromisoformat(day) if day and day[0] != "-" else None
    except (ValueError, OverflowError):
        return None, None


def _problem(
    message: Message, columns: Columns, cells: list[str], now: datetime
) -> ProblemCode | None:
    folder = columns.of(cells, "folder").casefold()
    if folder.startswith("draft") or columns.of(cells, "ismessagedraft").casefold() in YES:
        return ProblemCode.DRAFT
    if folder in ("spam", "junk"):
        return ProblemCode.SPAM
    is_dated = message.day is not None and message.day.year > 1999
    if not is_dated or (message.at is not None and message.at > now):
        return ProblemCode.BAD_DATE
    return None


def plain_text(text: str) -> str:
    """A message without its tags and entities, if it has any."""
    if TAGS.search(text):
        text = TAGS.sub("", BREAKS.sub("\n", text))
        text = html.unescape(text)
    elif ENTITY.search(text):
        text = html.unescape(text)
    return re.sub(r"\n{3,}", "\n\n", clean_note(text))


def likely_owners(messages: Iterable[Message], me: Sequence[str], names: Names) -> list[str]:
    """Who is in the most conversations, the likeliest first; among equals whoever is called like
    the user."""
    conversations = defaultdict(set)
    for message in messages:
        for who in message.people:
            conversations[who].add(message.conversation or message.line)
    counted = Counter({who: len(found) for who, found in conversations.items()})
    mine = {name.casefold() for name in me if name}
    order = sorted(
        counted, key=lambda who: (-counted[who], names.of(who).casefold() not in mine, who)
    )
    return order[:5]


def talks_in(
    messages: Sequence[Message], owner: str, *, one_a_day: bool
) -> Iterator[Talk | Message]:
    """In the order of the file: conversations, and messages that are none."""
    groups: dict[tuple[str, date | None], list[Message]] = {}
    incoming = defaultdict(list)
    for message in messages:
        if message.problem is None and not _others(message, owner):
            message.problem = ProblemCode.NO_COUNTERPART
        if message.problem is None:
            groups.setdefault((message.conversation, message.day), []).append(message)
            if message.sender != owner and message.day:
                incoming[message.conversation].append(message.day)
    for message in messages:
        if message.problem is not None:
            yield message
        elif not one_a_day or not message.conversation:
            yield _talk([message], owner, _key_alone(message), incoming)
        elif groups[message.conversation, message.day][0] is message:
            group = groups[message.conversation, message.day]
            key = f"{message.conversation}\x1f{message.day}"
            yield _talk(_in_order(group), owner, key, incoming)


def _in_order(group: list[Message]) -> list[Message]:
    """The oldest first; files begin with the newest."""
    turned = group[::-1]
    return sorted(turned, key=lambda each: each.at or datetime.min.replace(tzinfo=UTC))


def _others(message: Message, owner: str) -> list[str]:
    """Everybody but the user. Who can't be named in a message of two is nobody."""
    if not message.sender:
        return []
    return list(dict.fromkeys(who for who in message.people if who != owner))


def _key_alone(message: Message) -> str:
    said = (str(message.at or message.day), message.sender, message.text)
    digest = blake2b("\x1f".join(said).encode(errors="replace"), digest_size=16).hexdigest()
    return f"{message.conversation}\x1f{digest}"


def _talk(messages: list[Message], owner: str, key: str, incoming: dict[str, list[date]]) -> Talk:
    day = messages[0].day
    assert day is not None, "messages without a day are problems"
    senders = {message.sender == owner for message in messages}
    direction = "" if len(senders) > 1 else "out" if True in senders else "in"
    answers = incoming[messages[0].conversation]
    return Talk(
        messages=messages,
        key=key,
        with_whom=list(dict.fromkeys(w for each in messages for w in _others(each, owner))),
        day=day,
        direction=direction,
        is_answered=any((day - answer).days <= 30 for answer in answers),
    )


def text_of(talk: Talk) -> str:
    """What was written; of several messages, each under the name of whoever wrote it."""
    said = [message for message in talk.messages if message.text]
    if len(talk.messages) == 1:
        return talk.messages[0].text[:LONGEST_TEXT]
    lines = (f"{clean_line(message.sender_name)}: {message.text}" for message in said)
    return "\n\n".join(lines)[:LONGEST_TEXT].rstrip()
