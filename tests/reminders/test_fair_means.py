"""Two years of plans for 187 people: within capacity nobody waits for twice their cadence, beyond
it nobody is never suggested. The rule is the one that orders real plans."""

import json
from datetime import timedelta
from io import StringIO
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from contacts.models import Contact
from reminders import simulation
from reminders.ordering import in_turn, urgency
from reminders.planning import by_urgency
from reminders.planning import urgency as urgency_in_sql
from reminders.services import make_plan
from reminders.simulation import BadPeople, Outcome, read_people, simulate
from tests.conftest import NOW, TODAY
from tests.reminders.people import make_due, names

DAY = timedelta(days=1)
PEOPLE = """type,count
mentor,6
peer,44
manager,8
client,29
industry,95
reverse mentor,5
"""
TWO_YEARS = 104


def played(budget: int, done: float, seed: int = 1) -> Outcome:
    people = read_people(PEOPLE)
    return simulate(people, budget=budget, weeks=TWO_YEARS, done=done, seed=seed)


def test_the_187_people_ask_for_24_check_ins_a_week() -> None:
    outcome = played(24, 1)
    assert sum(row.people for row in outcome.waits) == 187
    assert round(outcome.a_week) == 24


def test_within_capacity_nobody_waits_beyond_twice_the_cadence() -> None:
    assert [row.type for row in played(24, 1).waits if row.in_cadences > 2] == []


@pytest.mark.parametrize("budget", [3, 5, 8, 24])
@pytest.mark.parametrize(("done", "seed"), [(1, 1), (0.6, 1), (0.6, 2), (0.6, 3)])
def test_beyond_capacity_nobody_is_never_suggested(budget: int, done: float, seed: int) -> None:
    assert [row.never for row in played(budget, done, seed).waits] == [0] * 6


def test_without_turns_the_rule_alone_would_leave_most_of_industry_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def by_urgency_alone(urgent: Any, unheard: Any, **options: int) -> Any:
        return in_turn(urgent, [], **options)

    monkeypatch.setattr(simulation, "in_turn", by_urgency_alone)
    never = {row.type: row.never for row in played(3, 1).waits}
    assert never["industry"] == 95
    assert played(24, 1).waits[4].never == 0


# --- one rule -------------------------------------------------------------------------------------


def test_the_database_orders_people_by_the_very_same_rule(old_alice: User) -> None:
    types = ["mentor", "peer", "manager", "client", "industry", "reverse_mentor"]
    for number, late in enumerate((0, 3, 17, 40, 95, 210)):
        for type in types:
            make_due(old_alice, f"{type} {number}", days=late, type_key=type)
    on = TODAY + 5 * DAY
    importances = {
        **{"mentor": 3, "peer": 2, "manager": 3, "client": 3},
        **{"industry": 1, "reverse_mentor": 2},
    }
    people = list(
        by_urgency(Contact.objects.for_user(old_alice), on).annotate(u=urgency_in_sql(on))
    )

    def by_number(contact: Contact) -> float:
        assert contact.next_check_in_on
        assert contact.cadence_days
        late = (on - contact.next_check_in_on).days
        found: float = urgency(late, contact.cadence_days, importances[contact.display[:-2]])
        return found

    assert [one.u for one in people] == pytest.approx([by_number(one) for one in people])  # type: ignore[attr-defined]
    assert len(people) == 36


def test_places_go_by_turns_and_nobody_takes_two() -> None:
    assert in_turn("ABCD", "DXA", how_many=4, week=0) == ["A", "B", "D", "X"]
    assert in_turn("ABC", "", how_many=2, week=0) == ["A", "B"]
    assert in_turn("AB", "AB", how_many=5, week=0) == ["A", "B"]


def test_with_an_odd_budget_the_turns_go_on_in_the_next_week() -> None:
    weeks = [in_turn("ABC", "XYZ", how_many=1, week=week) for week in range(4)]
    assert weeks == [["A"], ["X"], ["A"], ["X"]]


def test_whoever_was_long_unheard_gets_every_second_slot(old_alice: User) -> None:
    old_alice.budget = 4
    for number in range(4):
        make_due(old_alice, f"Manager {number}", days=50 - number, type_key="manager")
    make_due(old_alice, "Long unheard", days=1, type_key="industry")
    make_due(old_alice, "Not so long", days=1, type_key="peer")

    plan = make_plan(old_alice, at=NOW)

    assert names(plan) == ["Manager 0", "Manager 1", "Manager 2", "Long unheard"]


# --- the command ----------------------------------------------------------------------------------


def run(path: Path, *args: str) -> str:
    out = StringIO()
    options = ("--people", str(path), "--weeks", "104", *args)
    call_command("simulate_plan", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    return path


def test_the_command_prints_the_longest_wait_of_each_type_for_each_budget(people: Path) -> None:
    said = run(people, "--budget", "3", "5", "8", "24")

    tables = said.strip().split("\n\n")
    assert [table.splitlines()[0] for table in tables] == [
        f"187 people ask for 24.0 check-ins a week; budget {budget}, 104 weeks, {done} done"
        for budget in (3, 5, 8, 24)
        for done in ("100%", "60%")
    ]
    for table, (budget, done) in zip(tables, product((3, 5, 8, 24), (1, 0.6)), strict=True):
        printed = [line.split()[:1] + line.split()[4:5] for line in table.splitlines()[2:]]
        waits = played(budget, done).waits
        assert printed == [[row.type, str(row.longest)] for row in waits]
    assert [row.type for row in waits] == [
        *("mentor", "peer", "manager", "client", "industry", "reverse_mentor")
    ]


def test_its_json_says_the_same(people: Path) -> None:
    outcome = json.loads(run(people, "--budget", "3", "--done", "1", "--json"))
    longest = {row["type"]: row["longest"] for row in outcome["waits"]}
    assert longest == {row.type: row.longest for row in played(3, 1).waits}


def test_people_may_come_one_by_one_with_their_own_cadence_or_as_json() -> None:
    one_by_one = read_people("name,type,cadence_days,importance\nAna,sponsor,45,3\nBen,Mentor,,\n")
    assert [(one.type, one.cadence, one.importance) for one in one_by_one] == [
        ("sponsor", 45, 3),
        ("mentor", 30, 3),
    ]
    assert len(read_people('{"mentor": 2, "peer": 3}')) == 5
    assert len(read_people('[{"type": "mentor"}, {"type": "peer", "count": 4}]')) == 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names nobody"),
        ("type,count\n", "names nobody"),
        ("type,count\nsponsor,3\n", "give its cadence_days"),
        ("type,count\nmentor,many\n", "“many” is no number"),
        ("type,count\nmentor,0\n", "count must be between 1 and 100000"),
        ("[1, 2]", "must be an object"),
        ("{", "is no JSON"),
    ],
)
def test_a_file_that_is_not_understood_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(BadPeople, match=said):
        read_people(text)


def test_the_command_refuses_what_cannot_be(people: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="can’t be read"):
        run(tmp_path / "nobody.csv", "--budget", "3")
    with pytest.raises(CommandError, match="--done must be between 0 and 1"):
        run(people, "--budget", "3", "--done", "60")
    with pytest.raises(CommandError, match="--budget must be between 1 and 50"):
        run(people, "--budget", "5", "0")
