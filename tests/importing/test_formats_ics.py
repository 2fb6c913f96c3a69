"""Calendars: which meetings were, with whom and when, whatever program wrote them."""

import time
from pathlib import Path

import pytest

from importing.enums import WarningCode
from importing.formats import sniff
from importing.kind_words import kind_of
from importing.records import RowWarning
from tests.importing.calendars import (
    ANA,
    ME,
    OWNER,
    calendar,
    codes,
    event,
    people,
    starts,
    talks,
    told,
)

HOSTILE = Path(__file__).resolve().parent.parent / "data" / "exports" / "talks" / "hostile"
BOB = "ATTENDEE:mailto:bob@example.org"
MONDAY = "2026-11-02T10:00Z"


def test_a_past_meeting_is_a_conversation_with_its_people(tmp_path: Path) -> None:
    entries = told(tmp_path, calendar(event("SUMMARY:Coffee\\, catch-up", ANA, BOB, ME)))

    talk = talks(entries)[0]
    assert people(entries) == [
        ("Ana Kovač", "ana@example.com"),
        ("bob@example.org", "bob@example.org"),
    ]
    assert talk.with_whom == ["mailto:ana@example.com", "mailto:bob@example.org"]
    assert (talk.text, talk.kind, starts(entries)) == ("Coffee, catch-up", "coffee", [MONDAY])


@pytest.mark.parametrize(
    "summary",
    [
        "SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Caf=C3=A9 am =C3=\r\n=9Cber=\r\nweg",
        "SUMMARY;QUOTED-PRINTABLE:Caf=E9 am =DCber=\r\nweg",
        "SUMMARY;LANGUAGE=de:Café am Über\r\n weg",
    ],
)
def test_a_title_is_read_in_the_old_way_of_writing_too(tmp_path: Path, summary: str) -> None:
    entries = told(tmp_path, calendar(event(summary)))

    assert [talk.text for talk in talks(entries)] == ["Café am Überweg"]


@pytest.mark.parametrize(
    ("attendee", "name", "address"),
    [
        ("ATTENDEE:MAILTO:Ana@Example.COM", "ana@example.com", "ana@example.com"),
        ("ATTENDEE;CN=Ana:ana@example.com", "Ana", "ana@example.com"),
        ("ATTENDEE;CN=Ana;EMAIL=ana@example.com:invalid:nomail", "Ana", "ana@example.com"),
        ('ATTENDEE;CN="Kovač, Ana":mailto:ana@example.com', "Ana Kovač", "ana@example.com"),
        ("ATTENDEE;CN=Kovač, Ana:mailto:ana@example.com", "Ana Kovač", "ana@example.com"),
        ("ATTENDEE;CN=Kovač\\, Ana:mailto:ana@example.com", "Ana Kovač", "ana@example.com"),
        ("ATTENDEE;CN=Ana: x:mailto:ana@example.com", "Ana", "ana@example.com"),
        ('ATTENDEE;CN="Ana:mailto:ana@example.com', "Ana", "ana@example.com"),
        ("ATTENDEE;CN=^'Ana^' K:mailto:ana@example.com", '"Ana" K', "ana@example.com"),
        (
            "ATTENDEE;CN='ana@example.com':mailto:ana@example.com",
            "ana@example.com",
            "ana@example.com",
        ),
        ("ORGANIZER;CN=Ana:mailto:ana@example.com", "Ana", "ana@example.com"),
        ("attendee;cn=Ana;partstat=accepted:mailto:ana@example.com", "Ana", "ana@example.com"),
    ],
)
def test_an_attendee_is_found_however_written(
    tmp_path: Path, attendee: str, name: str, address: str
) -> None:
    entries = told(tmp_path, calendar(event(attendee, ME)))

    assert (people(entries), len(talks(entries))) == ([(name, address)], 1)


@pytest.mark.parametrize(
    "attendee",
    [
        "ATTENDEE;CUTYPE=ROOM:mailto:quay@example.com",
        "ATTENDEE;CUTYPE=RESOURCE:mailto:beamer@example.com",
        "ATTENDEE;CUTYPE=GROUP:mailto:all@example.com",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:ana@example.com",
        "ATTENDEE;CN=Ana:/o=Fict/ou=Recipients/cn=ana",
        "ATTENDEE;CN=Ana:urn:uuid:00000000-0000-4000-8000-00000000beef",
        "ATTENDEE;CN=Ana:invalid:nomail",
        "ATTENDEE:mailto:c_1@resource.calendar.google.com",
        "ATTENDEE:mailto:x@group.calendar.google.com",
        f"ORGANIZER:mailto:{OWNER}",
        "ORGANIZER:mailto:quay@example.com\r\nATTENDEE;CUTYPE=ROOM:mailto:quay@example.com",
    ],
)
def test_nobody_was_there(tmp_path: Path, attendee: str) -> None:
    assert codes(told(tmp_path, calendar(event(attendee, ME)))) == ["NO_ATTENDEES"]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["STATUS:CANCELLED"], "CANCELLED"),
        ([ANA, f"ATTENDEE;PARTSTAT=DECLINED:mailto:{OWNER.upper()}"], "DECLINED"),
        ([ME], "NO_ATTENDEES"),
    ],
)
def test_what_was_no_meeting_says_why(tmp_path: Path, lines: list[str], code: str) -> None:
    assert codes(told(tmp_path, calendar(event(*lines)))) == [code]


@pytest.mark.parametrize(
    ("start", "code"),
    [
        ("DTSTART:20261116T110001Z", "FUTURE"),
        ("DTSTART;VALUE=DATE:20261117", "FUTURE"),
        ("DTSTART:99991231T235959Z", "FUTURE"),
        ("DTSTART:20240230T100000Z", "BAD_DATE"),
        ("DTSTART:00010101T000000Z", "BAD_DATE"),
        ("DTSTART:20240101T250000Z", "BAD_DATE"),
        ("DTSTART:soon", "BAD_DATE"),
        ("", "BAD_DATE"),
    ],
)
def test_a_day_that_is_none_or_still_to_come_is_named(
    tmp_path: Path, start: str, code: str
) -> None:
    assert codes(told(tmp_path, calendar(event(start=start)))) == [code]


@pytest.mark.parametrize(
    ("start", "at"),
    [
        ("DTSTART:20260502T090000Z", "2026-05-02T09:00Z"),
        ("DTSTART;TZID=Europe/London:20260502T090000", "2026-05-02T08:00Z"),
        ('DTSTART;TZID="Europe/London":20260502T090000', "2026-05-02T08:00Z"),
        ("DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20260502T090000", "2026-05-02T07:00Z"),
        ("DTSTART;TZID=W. Europe Standard Time:20260502T090000", "2026-05-02T07:00Z"),
        ("DTSTART;TZID=europe/berlin:20260502T090000", "2026-05-02T07:00Z"),
        ("DTSTART;TZID=tzone://Microsoft/Utc:20260502T090000", "2026-05-02T09:00Z"),
        ("DTSTART:20260502T090000", "2026-05-02T00:00Z"),  # as X-WR-TIMEZONE says
        ("DTSTART;TZID=Customized Time Zone:20260502T090000", "2026-05-02T05:30Z"),
        ("DTSTART;TZID=Customized Time Zone:20260102T090000", "2026-01-02T06:30Z"),
        ("DTSTART;TZID=Europe/London:20260329T013000", "2026-03-29T01:30Z"),  # was never
        ("DTSTART:20260502T0900", "2026-05-02T00:00Z"),
        ("DTSTART;VALUE=DATE:20260502", "2026-05-02"),
        ("DTSTART:20260502", "2026-05-02"),
    ],
)
def test_a_moment_is_understood_in_every_zone(tmp_path: Path, start: str, at: str) -> None:
    zone = (
        "X-WR-TIMEZONE:Asia/Tokyo\r\nBEGIN:VTIMEZONE\r\nTZID:Customized Time Zone\r\n"
        "BEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETTO:+0230\r\nTZOFFSETFROM:+0330\r\n"
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\n"
        "DTSTART:16010101T020000\r\nTZOFFSETTO:+0330\r\nTZOFFSETFROM:+0230\r\n"
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE"
    )

    assert starts(told(tmp_path, calendar(zone, event(start=start)))) == [at]


def test_a_zone_that_nobody_knows_is_the_users_own_with_a_warning(tmp_path: Path) -> None:
    start = "DTSTART;TZID=Nowhere at all:20260502T090000"

    entries = told(tmp_path, calendar(event(start=start)), zone="Europe/Zagreb")

    assert starts(entries) == ["2026-05-02T07:00Z"]
    assert talks(entries)[0].warnings == [RowWarning("time", WarningCode.UNKNOWN_ZONE)]


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ('"(UTC-05:00) Eastern Time (US & Canada)"', "2026-07-01T14:00Z"),
        ('"(GMT+01:00) Amsterdam, Berlin, Bern, Rome"', "2026-07-01T08:00Z"),
        ('"Amsterdam, Belgrade, Berlin"', "2026-07-01T08:00Z"),
        ("(GMT+01.00) Sarajevo/Warsaw/Zagreb", "2026-07-01T08:00Z"),
        ("UTC+05:30", "2026-07-01T04:30Z"),
        ("GMT-0400", "2026-07-01T14:00Z"),
    ],
)
def test_a_zone_named_for_people_is_understood(tmp_path: Path, name: str, at: str) -> None:
    entries = told(tmp_path, calendar(event(start=f"DTSTART;TZID={name}:20260701T100000")))

    assert (starts(entries), talks(entries)[0].warnings) == ([at], [])


@pytest.mark.parametrize(
    "name", ["UTC+99", "Fort Nowhere Time (US & Canada)", "(UTC-05:00) Nowhere"]
)
def test_a_zone_that_means_no_place_is_the_users_own_with_a_warning(
    tmp_path: Path, name: str
) -> None:
    entries = told(tmp_path, calendar(event(start=f"DTSTART;TZID={name}:20260701T100000")))

    [talk] = talks(entries)
    assert (starts(entries), talk.warnings) == (
        ["2026-07-01T10:00Z"],
        [RowWarning("time", WarningCode.UNKNOWN_ZONE)],
    )


def zone(*parts: tuple[str, str, str]) -> str:
    """A VTIMEZONE of its own name, of parts with an offset, a first day, and more."""
    lines = ["BEGIN:VTIMEZONE", "TZID:Quay"]
    for to, begins, more in parts:
        body = [f"DTSTART{begins}", "TZOFFSETFROM:+0000", f"TZOFFSETTO:{to}", *more.split()]
        lines += ["BEGIN:STANDARD", *body, "END:STANDARD"]
    return "\r\n".join([*lines, "END:VTIMEZONE"])


SPRING = ("+0200", ":20000402T020000", "RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU")
OLD_AUTUMN = "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20151025T010000Z"


@pytest.mark.parametrize(
    ("parts", "start", "at"),
    [
        ([("+1100", ";VALUE=DATE:20170101", "")], "20260701T100000", "2026-06-30T23:00Z"),
        ([("0300", ":20170101T000000", "")], "20260701T100000", "2026-07-01T07:00Z"),
        # A rule that has ended counts no more; in its last year it did.
        (
            [SPRING, ("+0100", ":20001029T020000", OLD_AUTUMN)],
            "20261110T100000",
            "2026-11-10T08:00Z",
        ),
        (
            [SPRING, ("+0100", ":20001029T020000", OLD_AUTUMN)],
            "20151110T100000",
            "2015-11-10T09:00Z",
        ),
        # The first Friday from the 23rd on.
        (
            [
                ("+0200", ":20000101T000000", ""),
                (
                    "+0300",
                    ":20130329T020000",
                    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=FR;BYMONTHDAY=23,24,25,26,27,28,29",
                ),
            ],
            "20130330T100000",
            "2013-03-30T07:00Z",
        ),
        # Each year on the same day, and on days that are listed.
        (
            [
                ("+0330", ":20000921T000000", "RRULE:FREQ=YEARLY"),
                ("+0430", ":20000321T000000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=21"),
            ],
            "20260401T100000",
            "2026-04-01T05:30Z",
        ),
        (
            [
                ("+0100", ":20000101T000000", ""),
                ("+0200", ":20100101T000000", "RDATE:20200101T000000 RDATE:20260601T000000"),
                ("+0300", ":20250101T000000", ""),
            ],
            "20260701T100000",
            "2026-07-01T08:00Z",
        ),
    ],
)
def test_a_zone_of_the_files_own_is_followed_through_the_years(
    tmp_path: Path, parts: list[tuple[str, str, str]], start: str, at: str
) -> None:
    content = calendar(zone(*parts), event(start=f"DTSTART;TZID=Quay:{start}"))

    assert starts(told(tmp_path, content)) == [at]


def test_the_day_is_that_of_the_user(tmp_path: Path) -> None:
    talk = talks(
        told(tmp_path, calendar(event(start="DTSTART:20261101T233000Z")), zone="Asia/Tokyo")
    )

    assert [(t.occurred_on.isoformat(), str(t.time)) for t in talk] == [("2026-11-02", "08:30:00")]


WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=4"
SERIES = "DTSTART;TZID=Europe/London:20261006T120000"


def test_a_series_is_told_meeting_by_meeting_in_local_time(tmp_path: Path) -> None:
    entries = told(tmp_path, calendar(event(WEEKLY, start=SERIES)))

    assert starts(entries) == [
        "2026-10-06T11:00Z",
        "2026-10-13T11:00Z",
        "2026-10-20T11:00Z",
        "2026-10-27T12:00Z",  # the clocks have changed
    ]
    assert len({talk.key for talk in talks(entries)}) == 4


@pytest.mark.parametrize(
    "without",
    [
        "EXDATE;TZID=Europe/London:20261013T120000,20261020T120000",
        "EXDATE:20261013T110000Z\r\nEXDATE:20261020T110000Z",
        "EXDATE;VALUE=DATE:20261013,20261020",
    ],
)
def test_what_was_taken_out_of_a_series_is_out(tmp_path: Path, without: str) -> None:
    entries = told(tmp_path, calendar(event(WEEKLY, without, start=SERIES)))

    assert starts(entries) == ["2026-10-06T11:00Z", "2026-10-27T12:00Z"]


@pytest.mark.parametrize("first", [True, False])
def test_a_moved_meeting_stands_for_the_one_of_the_series(tmp_path: Path, first: bool) -> None:
    master = event("RRULE:FREQ=WEEKLY;COUNT=2", start=SERIES)
    moved = event(
        "RECURRENCE-ID;TZID=Europe/London:20261013T120000",
        start="DTSTART;TZID=Europe/London:20261014T150000",
    )
    plain = told(tmp_path, calendar(master))

    entries = told(tmp_path, calendar(*([moved, master] if first else [master, moved])))

    assert sorted(starts(entries)) == ["2026-10-06T11:00Z", "2026-10-14T14:00Z"]
    assert {talk.key for talk in talks(entries)} == {talk.key for talk in talks(plain)}


def test_a_moved_meeting_without_its_series_counts_once(tmp_path: Path) -> None:
    moved = event("RECURRENCE-ID:20261013T110000Z", start="DTSTART:20261014T140000Z")

    entries = told(tmp_path, calendar(moved, moved))

    assert (starts(entries), codes(entries)) == (["2026-10-14T14:00Z"], ["DUPLICATE_IN_FILE"])


def test_one_meeting_of_a_series_may_be_called_off(tmp_path: Path) -> None:
    off = event("RECURRENCE-ID:20261013T110000Z", "STATUS:CANCELLED", start=SERIES)

    entries = told(tmp_path, calendar(event("RRULE:FREQ=WEEKLY;COUNT=2", start=SERIES), off))

    assert (starts(entries), codes(entries)) == (["2026-10-06T11:00Z"], ["CANCELLED"])


# --- changes of a whole series ------------------------------------------------------------------

FROM_THE_20TH = "RECURRENCE-ID;RANGE=THISANDFUTURE:20261020T110000Z"
BOB_AND_ME = (BOB, ME)


@pytest.mark.parametrize("first", [True, False])
def test_a_change_from_one_meeting_on_holds_for_all_that_follow(
    tmp_path: Path, first: bool
) -> None:
    series = event(WEEKLY, "SUMMARY:Call", start=SERIES)
    change = event(
        FROM_THE_20TH,
        "SUMMARY:Lunch",
        *BOB_AND_ME,
        start="DTSTART;TZID=Europe/London:20261021T130000",
    )
    plain = told(tmp_path, calendar(series))

    found = talks(told(tmp_path, calendar(*([change, series] if first else [series, change]))))

    assert sorted((f"{talk.at:%d %H}", talk.text, talk.with_whom) for talk in found) == [
        ("06 12", "Call", ["mailto:ana@example.com"]),
        ("13 12", "Call", ["mailto:ana@example.com"]),
        ("21 13", "Lunch", ["mailto:bob@example.org"]),
        ("28 13", "Lunch", ["mailto:bob@example.org"]),
    ]
    assert {talk.key for talk in found} == {talk.key for talk in talks(plain)}


def test_a_later_change_takes_over_from_an_earlier_one(tmp_path: Path) -> None:
    rule = event("RRULE:FREQ=WEEKLY;COUNT=5", "SUMMARY:one", start=SERIES)
    second = "RECURRENCE-ID;RANGE=THISANDFUTURE:20261013T110000Z"
    changes = [
        event(FROM_THE_20TH, "SUMMARY:three", start="DTSTART:20261020T110000Z"),
        event(second, "SUMMARY:two", start="DTSTART:20261013T110000Z"),
    ]

    found = talks(told(tmp_path, calendar(rule, *changes)))

    said = [talk.text for talk in sorted(found, key=lambda talk: talk.occurred_on)]
    assert said == ["one", "two", "three", "three", "three"]


@pytest.mark.parametrize("limit", ["MOST_CHANGES", "LARGEST_EVENT"])
def test_of_endless_changes_the_first_are_followed_and_the_others_stand_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    rule = event("RRULE:FREQ=WEEKLY;COUNT=5", "SUMMARY:one", start=SERIES)
    changes = [
        event(f"RECURRENCE-ID;RANGE=THISANDFUTURE:{day}", f"SUMMARY:{name}", start=f"DTSTART:{day}")
        for day, name in (("20261013T110000Z", "two"), ("20261020T110000Z", "three"))
    ]
    monkeypatch.setattr(f"importing.meetings.{limit}", 1 if limit == "MOST_CHANGES" else 200)

    found = talks(told(tmp_path, calendar(rule, *changes)))

    said = [talk.text for talk in sorted(found, key=lambda talk: talk.occurred_on)]
    assert said == ["one", "two", "three", "two", "two"]


def test_a_series_called_off_from_one_meeting_on_ends_before_it(tmp_path: Path) -> None:
    series = event(WEEKLY, start=SERIES)
    off = event(FROM_THE_20TH, "STATUS:CANCELLED", start="DTSTART:20261020T110000Z")

    entries = told(tmp_path, calendar(series, off))

    assert (starts(entries), codes(entries)) == (
        ["2026-10-06T11:00Z", "2026-10-13T11:00Z"],
        ["CANCELLED"],
    )


@pytest.mark.parametrize(
    "moved",
    [
        "RECURRENCE-ID;TZID=W. Europe Standard Time:20261013T000000",
        "RECURRENCE-ID:20261013T000000Z",
    ],
)
def test_a_whole_day_of_a_series_is_moved_by_its_midnight_too(tmp_path: Path, moved: str) -> None:
    series = event("RRULE:FREQ=WEEKLY;COUNT=3", start="DTSTART;VALUE=DATE:20261006")
    away = event(moved, start="DTSTART;VALUE=DATE:20261014")

    entries = told(tmp_path, calendar(series, away))

    assert sorted(starts(entries)) == ["2026-10-06", "2026-10-14", "2026-10-20"]


def test_a_whole_day_of_a_series_is_taken_out_by_its_midnight_too(tmp_path: Path) -> None:
    without = "EXDATE;TZID=Europe/Berlin:20261013T000000"

    entries = told(
        tmp_path,
        calendar(event("RRULE:FREQ=WEEKLY;COUNT=3", without, start="DTSTART;VALUE=DATE:20261006")),
    )

    assert starts(entries) == ["2026-10-06", "2026-10-20"]


def test_what_is_called_off_needs_no_day(tmp_path: Path) -> None:
    series = event(WEEKLY, start=SERIES)
    moved = event("RECURRENCE-ID:20261013T110000Z", start="DTSTART:20261014T140000Z")
    off = event("SEQUENCE:1", start="")

    entries = told(tmp_path, calendar(series, moved) + calendar(off, method="CANCEL"))

    assert (starts(entries), codes(entries)) == ([], ["CANCELLED"] * 3)


@pytest.mark.parametrize(
    ("rule", "number"),
    [
        ("RRULE:FREQ=WEEKLY", 52),
        ("RRULE:FREQ=MONTHLY;BYDAY=2TU", 12),
        ("RRULE:FREQ=WEEKLY;UNTIL=20241022T100000Z", 53),
        ("RRULE:FREQ=WEEKLY;UNTIL=20200107", 2),
        ("RRULE:FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", 261),
        ("RRULE:FREQ=YEARLY", 1),
        ("RRULE:FREQ=WEEKLY;UNTIL=20200107;COUNT=-1", 2),
        ("RRULE:RSCALE=GREGORIAN;FREQ=WEEKLY;COUNT=3", 3),
    ],
)
def test_of_a_long_series_the_last_twelve_months_are_told(
    tmp_path: Path, rule: str, number: int
) -> None:
    entries = told(tmp_path, calendar(event(rule, start="DTSTART:20191231T100000Z")))

    assert len(talks(entries)) == number


def test_the_user_may_look_back_further_but_not_without_end(tmp_path: Path) -> None:
    content = calendar(event("RRULE:FREQ=DAILY", start="DTSTART:20191231T100000Z"))

    assert len(talks(told(tmp_path, content, months="3"))) == 91
    assert len(talks(told(tmp_path, content, months="240"))) == 500


def test_single_moments_are_added_to_a_series(tmp_path: Path) -> None:
    also = "RDATE;VALUE=PERIOD:20261015T090000Z/PT1H,20261016T090000Z/20261016T100000Z"

    entries = told(tmp_path, calendar(event(also, start=SERIES)))

    assert starts(entries) == ["2026-10-06T11:00Z", "2026-10-15T09:00Z", "2026-10-16T09:00Z"]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;COUNT=1000000000",
        "FREQ=HOURLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYWEEKNO=99",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;COUNT=-1",
        "FREQ=WEEKLY;COUNT=none",
        "FREQ=NEVER",
        "RSCALE=CHINESE;FREQ=YEARLY",
        "",
        "BYDAY=" + "MO," * 200_000 + ";FREQ=DAILY",
    ],
)
def test_a_hostile_rule_gives_one_meeting_in_no_time(tmp_path: Path, rule: str) -> None:
    began = time.perf_counter()

    entries = told(tmp_path, calendar(event(f"RRULE:{rule}", start="DTSTART:20000101T000000Z")))

    assert starts(entries) == ["2000-01-01T00:00Z"]
    assert time.perf_counter() - began < 3


def test_a_billion_meetings_are_a_year_of_them(tmp_path: Path) -> None:
    rule = "RRULE:FREQ=DAILY;COUNT=1000000000"

    entries = told(tmp_path, calendar(event(rule, start="DTSTART:20000101T000000Z")))

    assert len(talks(entries)) == 365


def test_several_calendars_may_stand_in_one_file(tmp_path: Path) -> None:
    first = calendar(event(uid="one"))
    second = calendar(event(uid="two", start="DTSTART:20261103T100000Z"))

    assert starts(told(tmp_path, first + second)) == [MONDAY, "2026-11-03T10:00Z"]


def test_a_later_calendar_calls_off_what_an_earlier_one_held(tmp_path: Path) -> None:
    both = calendar(event(), method="REQUEST") + calendar(event("SEQUENCE:1"), method="CANCEL")

    assert set(codes(told(tmp_path, both))) == {"CANCELLED"}


def test_a_later_version_of_an_event_stands_for_the_earlier_one(tmp_path: Path) -> None:
    later = event("SEQUENCE:2", start="DTSTART:20261103T100000Z")

    entries = told(tmp_path, calendar(event("SEQUENCE:1"), later))

    assert (starts(entries), codes(entries)) == (["2026-11-03T10:00Z"], ["DUPLICATE_IN_FILE"])


@pytest.mark.parametrize(
    "broken",
    [
        "BEGIN:VEVENT\r\nDTSTART:20240230T100000Z\r\nEND:VEVENT",
        "BEGIN:VEVENT\r\nthis is no line\r\n=;=:\r\nEND:VEVENT",
        "BEGIN:VEVENT\r\nDTSTART:20261102T100000Z",  # never closed
        "END:VEVENT\r\nEND:VALARM\r\nEND:VEVENT",
        "BEGIN:VALARM\r\n" * 1000 + "END:VALARM\r\n" * 1000,
        "BEGIN:VTODO\r\nUID:x\r\nDTSTART:20261102T100000Z\r\nEND:VTODO",
        "BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nTZOFFSETTO:+9999\r\nDTSTART:x\r\nEND:STANDARD",
    ],
)
def test_a_broken_entry_spoils_no_other(tmp_path: Path, broken: str) -> None:
    entries = told(
        tmp_path, calendar(event(), broken, event(uid="2", start="DTSTART:20261103T1000Z"))
    )

    assert starts(entries) == [MONDAY, "2026-11-03T10:00Z"]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b"\r\n", b"\n"),
        lambda text: text.replace(b"\r\n", b"\r"),
        lambda text: text.decode().encode("utf-16"),
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: text.replace("č".encode(), b"\xc4\r\n \x8d"),  # folded inside a letter
        lambda text: text.replace(b"Ana", b"A\r\n\tna"),
        lambda text: text.replace(b"DTSTART:", b"DTSTART\r\n\r\n :"),
        lambda text: text.replace(b"BEGIN:VEVENT", b"begin:vevent"),
        lambda text: text[: -len(b"END:VCALENDAR\r\n")],
    ],
)
def test_bytes_of_every_kind_are_read(tmp_path: Path, change: object) -> None:
    assert callable(change)

    entries = told(tmp_path, change(calendar(event())))

    assert (starts(entries), people(entries)) == ([MONDAY], [("Ana Kovač", "ana@example.com")])


def test_of_ten_thousand_people_two_hundred_are_taken(tmp_path: Path) -> None:
    crowd = [f"ATTENDEE:mailto:p{number}@example.com" for number in range(10_000)]

    entries = told(tmp_path, calendar(event(*crowd)))

    assert [len(talk.with_whom) for talk in talks(entries)] == [200]
    assert talks(entries)[0].warnings == [RowWarning("people", WarningCode.TOO_LONG)]


@pytest.mark.parametrize("name", ["rrule_bomb.ics", "year_one.ics", "many_attendees.ics"])
def test_a_hostile_calendar_gives_one_meeting_at_most(tmp_path: Path, name: str) -> None:
    entries = told(tmp_path, (HOSTILE / name).read_bytes())

    assert len(talks(entries)) <= 1
    assert len(people(entries)) <= 200


@pytest.mark.parametrize(
    ("lines", "me", "owner"),
    [
        (["X-WR-CALNAME:Work"], ("ana@example.com", "Ana"), "ana@example.com"),
        (["X-WR-CALNAME:oona.keeper@example.com"], (), OWNER),
        (["X-WR-CALNAME:Work"], ("somebody@example.net", ""), OWNER),
    ],
)
def test_whose_calendar_it_is_is_guessed_and_can_be_said(
    tmp_path: Path, lines: list[str], me: tuple[str, ...], owner: str
) -> None:
    path = tmp_path / "upload"
    path.write_bytes(calendar(*lines, event(), event(BOB, ME, uid="two")))

    assert sniff(path, me=me).asks[0].value == owner
    assert sniff(path, me=me, answers={"owner": "x@example.com"}).asks[0].value == "x@example.com"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Coffee with Ana", "coffee"),
        ("Kaffee mit Ana", "coffee"),
        ("Déjeuner d’équipe", "meal"),
        ("LUNCH", "meal"),
        ("Intro call 3", "call"),
        ("Zoom: budget", "video"),
        ("昼のランチ", "meal"),
        ("Recall the budget", "meeting"),
        ("", "meeting"),
    ],
)
def test_the_kind_is_guessed_from_plain_words(title: str, kind: str) -> None:
    assert kind_of(title) == kind
