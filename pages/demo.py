"""A believable account to look around in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts import services as accounts
from accounts.models import User
from contacts import services as people
from contacts.enums import DateKind
from contacts.lines import DateLine, MethodLine
from contacts.models import Contact, RelationshipType
from interactions import derivation, services
from interactions.contents import MarkOf
from interactions.enums import MarkVerb, MarkWhat, PromiseBy, Status
from interactions.models import InteractionKind
from reminders.models import Plan
from reminders.services import make_plan

EMAIL, PASSWORD = "demo@example.org", "relcrm-demo"
SINCE = timedelta(days=500)


@dataclass(frozen=True)
class Person:
    """Somebody of the demo: who, and the last times they were in touch (days ago, kind, note)."""

    name: str
    type: str
    title: str
    company: str
    history: tuple[tuple[int, str, str], ...]
    ask: str = ""
    tags: tuple[str, ...] = ()
    birthday: tuple[int, int] | None = None
    how_met: str = ""
    facts: str = ""
    introduced_by: str = ""


PEOPLE = (
    Person(
        "Ana Kovač",
        "mentor",
        "VP Product",
        "Halden Robotics",
        (
            (94, "coffee", "She was **weighing the Trondheim lab**: great people, but her partner"
             " would have to change jobs.\n\n- Asked how the pricing pilot goes."),
            (140, "email", "Sent her the talk on usage-based pricing. She forwarded it."),
        ),
        "how the Trondheim lab turned out",
        ("pricing",),
        (2, 12),
        how_met="She ran the mentoring circle at Norrfjord when you joined as a graduate.",
        facts="Her daughter Zala starts school in January.\n"
        "Prefers walking meetings; no calls before ten.",
    ),
    Person(
        "Sanjeevani Lakshminarayanan",
        "peer",
        "Principal data scientist",
        "Orchard Insurance",
        ((47, "message", "Preparing for her panel interview."), (110, "call", "Forecasting.")),
        "how the panel went",
        ("forecasting",),
    ),
    Person(
        "陈思远 Chen Siyuan",
        "industry",
        "Head of supply chain",
        "Lumen Freight",
        ((131, "video", "Tariffs, and how they model them."),),
        tags=("logistics",),
    ),
    Person(
        "Jonas Bergström",
        "manager",
        "Chief product officer",
        "Norrfjord",
        ((6, "meeting", "Budget for two hires confirmed."), (20, "meeting", "Roadmap.")),
    ),
    Person(
        "Kwame Boateng",
        "client",
        "Procurement lead",
        "Goldcoast Grid",
        ((12, "video", "The pilot is live in two districts."),),
        "the numbers from the second district",
        ("pilot",),
        introduced_by="Ana Kovač",
    ),
    Person(
        "Dr. Wilhelmina Oosterhuis-van den Bergh",
        "mentor",
        "Non-executive director",
        "Tidewater Pensions",
        ((25, "call", "Offered a word with the investment committee."),),
        tags=("board",),
        birthday=(11, 27),
    ),
    Person(
        "فاطمة الزهراء بنعلي",
        "reverse_mentor",
        "Graduate ML engineer",
        "Norrfjord",
        ((22, "coffee", "She showed me how her team labels data."),),
        tags=("AI tools",),
        introduced_by="Jonas Bergström",
    ),
    Person(
        "Nguyễn Thị Mỹ Hạnh",
        "peer",
        "Design lead",
        "Paperlark Studio",
        ((55, "message", "A case study she would like comments on."),),
        birthday=(12, 1),
        introduced_by="Ana Kovač",
    ),
    Person("Oluwaseun Adébáyò-Whitfield", "peer", "Staff engineer", "Palisade Health",
           ((5, "call", "Moving to the platform team in January."),)),
    Person("Mateus Cavalcanti", "peer", "Engineering manager", "Rio Claro", ((420, "call", ""),)),
    Person("Юлія Гончаренко", "client", "COO", "Dnipro Analytics", ((36, "meeting", "Renewal."),),
           tags=("renewal-Q1",), introduced_by="Kwame Boateng"),
    Person("Ingrid Þórsdóttir", "industry", "Geothermal policy adviser", "Reykjanes",
           ((90, "event", "Met on the panel about grids."),), tags=("policy",)),
)  # fmt: skip


def make_demo(*, at: datetime) -> User:
    """The demo account, made once, as if long ago; as it is if it exists."""
    found = User.objects.filter(email=EMAIL).first()
    if found:
        return found
    user = accounts.create_account(
        email=EMAIL,
        password=PASSWORD,
        name="Maya Lindqvist",
        time_zone="Europe/Oslo",
        welcomed_at=at,
    )
    user.date_joined = at - SINCE
    user.save(update_fields=["date_joined"])
    return user


def fill(user: User, *, on: date, at: datetime) -> None:
    """People, what happened with them, promises, and this week's plan.

    Call inside acting_for, for an empty account. Each thing is written as on its own day.
    """
    Plan.objects.for_user(user).delete()  # the one of the sign-up knew nobody yet
    kinds = {kind.key: kind for kind in InteractionKind.objects.for_user(user)}
    types = {row.key: row.pk for row in RelationshipType.objects.for_user(user)}
    made: dict[str, Contact] = {}
    for person in PEOPLE:
        who = made.get(person.introduced_by)
        made[person.name] = _add(user, person, types[person.type], who, on=on, at=at)
    for days, kind, text, person in sorted(_history(), key=lambda each: -each[0]):
        day = on - timedelta(days=days)
        services.log(
            owner=user,
            contact_ids=[made[person.name].pk],
            kind=kinds[kind],
            occurred_on=day,
            on=day,
            at=at,
            text=text,
            ask_about=person.ask if days == person.history[0][0] else "",
        )
    _promises(user, made, on=on)
    _give_and_take(user, made["Ana Kovač"], kinds["call"], on=on, at=at)
    _plan(user, made["Jonas Bergström"], kinds["meeting"], on=on, at=at)
    derivation.rederive([contact.pk for contact in made.values()], on)
    make_plan(user, at=at)


def _history() -> list[tuple[int, str, str, Person]]:
    return [(*event, person) for person in PEOPLE for event in person.history]


def _plan(user: User, contact: Contact, kind: InteractionKind, *, on: date, at: datetime) -> None:
    services.log(
        owner=user,
        contact_ids=[contact.pk],
        kind=kind,
        occurred_on=on + timedelta(days=9),
        on=on,
        at=at,
        status=Status.PLANNED,
        text="Q1 roadmap",
    )


def _add(
    user: User,
    person: Person,
    type_id: object,
    introduced_by: Contact | None,
    *,
    on: date,
    at: datetime,
) -> Contact:
    address = f"{person.company.lower().replace(' ', '.')}@example.com"
    dates = []
    if person.birthday:
        month, day = person.birthday
        dates = [DateLine(kind=DateKind.BIRTHDAY, month=month, day=day)]
    return people.create_contact(
        owner=user,
        on=on - SINCE,
        at=at,
        display=person.name,
        type_ids=[type_id],  # type: ignore[list-item]
        last_talked=None,
        company_name=person.company,
        title=person.title,
        methods=[MethodLine(kind="email", value=address)],
        tags=person.tags,
        dates=dates,
        how_met=person.how_met,
        facts=person.facts,
        introduced_by=introduced_by,
    )


def _promises(user: User, made: dict[str, Contact], *, on: date) -> None:
    for name, by, text, days in (
        ("陈思远 Chen Siyuan", PromiseBy.ME, "Send the tariff-model article", 1),
        ("Nguyễn Thị Mỹ Hạnh", PromiseBy.ME, "Comment on the case study", None),
        ("Kwame Boateng", PromiseBy.THEM, "Pilot numbers for two districts", 5),
    ):
        due = None if days is None else on + timedelta(days=days)
        services.promise(owner=user, contact=made[name], by=by, text=text, due_on=due, on=on)


def _give_and_take(
    user: User, contact: Contact, kind: InteractionKind, *, on: date, at: datetime
) -> None:
    services.log(
        owner=user,
        contact_ids=[contact.pk],
        kind=kind,
        occurred_on=on - timedelta(days=190),
        on=on - timedelta(days=190),
        at=at,
        text="Talked through the reorganisation.",
        marks=[MarkOf(contact.pk, MarkVerb.RECEIVED, MarkWhat.ADVICE)],
    )
