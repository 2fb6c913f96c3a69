"""vCards of all versions, with what programs really write (formats.md, sections 5 to 8 and 13)."""

import base64
import re
import textwrap
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contacts.pictures import shrink
from importing.agreement import comparable, differences, entries_of, load
from importing.archives import is_archive
from importing.formats import read, sniff
from importing.records import Entry, Problem, Record, Refused
from tests.factories import picture
from tests.importing.reading_helpers import entries, names, problems, records, warnings, written

DATA = Path(__file__).resolve().parent.parent / "data" / "exports" / "cards"
TRUTH = load(DATA)
CARDS = [name for name in TRUTH["files"] if name.endswith(".vcf")]
HOSTILE = [
    name
    for name, each in TRUTH["hostile"].items()
    if name.endswith(".vcf") and each["outcome"] != "refuse"
]


def card(*lines: str, version: str = "3.0", end: str = "\r\n") -> str:
    return end.join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def one(folder: Path, *lines: str, version: str = "3.0") -> Record:
    """The person of a card with these lines."""
    [record] = records(written(folder, card(*lines, version=version)))
    return record


def said(record: Record) -> dict[str, object]:
    """What a record says at all, without what follows from it."""
    return {name: value for name, value in comparable(record).items() if value}


# --- whole exports ------------------------------------------------------------------------


@pytest.mark.parametrize("name", CARDS)
def test_a_whole_address_book_is_read_as_its_truth_says(name: str) -> None:
    assert differences(entries_of(DATA / name), TRUTH["files"][name]) == []


@pytest.mark.parametrize("name", CARDS)
def test_cards_are_recognised_by_their_content(name: str) -> None:
    assert sniff(DATA / name).format == "vcard"


@pytest.mark.parametrize("name", HOSTILE)
def test_of_hostile_cards_the_good_ones_are_kept_and_the_bad_ones_named(name: str) -> None:
    assert differences(entries_of(DATA / "hostile" / name), TRUTH["hostile"][name]) == []


def test_a_web_page_that_is_called_a_card_is_refused() -> None:
    assert "it is a web page" in (sniff(DATA / "hostile" / "login_page.vcf").refused or "")


# --- lines and letters ---------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\r\r\n"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_line_ends_and_encodings_do_not_matter(tmp_path: Path, end: str, encoding: str) -> None:
    text = card("FN:Zoë 漢字", "NOTE:été", end=end) + card("FN:Bo", end=end)

    found = entries(written(tmp_path, text, encoding))

    assert names(found) == [(1, "Zoë 漢字"), (6, "Bo")]
    assert found[0].notes == "été"  # type: ignore[union-attr]
    assert warnings(found[0]) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("blank", [" ", "\t"])
@pytest.mark.parametrize("width", [1, 2, 3, 7])
def test_folds_within_letters_are_joined_before_they_are_read(
    tmp_path: Path, blank: str, width: int
) -> None:
    value = "NOTE:é漢😀 and more".encode()
    pieces = [value[at : at + width] for at in range(5, len(value), width)]
    folded = b"NOTE:" + (b"\r\n" + blank.encode()).join(pieces)
    content = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\n" + folded + b"\r\nEND:VCARD\r\n"

    [record] = records(written(tmp_path, content))

    assert record.notes == "é漢😀 and more"


def test_old_letters_are_read_and_among_new_ones_named(tmp_path: Path) -> None:
    old = card("FN:Zoé Fictée").encode("cp1252")

    [alone] = records(written(tmp_path, old))
    mixed = records(written(tmp_path, card("FN:Åse Ødegård").encode() + old))

    assert (alone.display, warnings(alone)) == ("Zoé Fictée", [])
    assert [each.display for each in mixed] == ["Åse Ødegård", "Zoé Fictée"]
    assert warnings(mixed[1]) == [("*", "MIXED_ENCODING")]


def test_a_charset_counts_if_it_names_letters(tmp_path: Path) -> None:
    lines = [
        b"BEGIN:VCARD",
        b"VERSION:2.1",
        b"FN;CHARSET=ISO-8859-1:" + "Réné".encode("latin-1"),
        b"ORG;CHARSET=Shift_JIS:" + "架空商事".encode("shift_jis"),
        b"TITLE;CHARSET=WINDOWS-1251;ENCODING=QUOTED-PRINTABLE:=C8=E2=E0=ED",
        b"NOTE;CHARSET=hex;ENCODING=QUOTED-PRINTABLE:=C3=A9",
        b"END:VCARD",
    ]

    [record] = records(written(tmp_path, b"\r\n".join(lines)))

    assert (record.display, record.company) == ("Réné", "架空商事")
    assert (record.title, record.notes) == ("Иван", "é")


def test_nul_and_broken_letters_are_replaced_and_named(tmp_path: Path) -> None:
    content = card("FN:A\x00da").encode() + card("FN:Bo").encode().replace(b"Bo", b"B\xed\xa0\x80o")

    found = records(written(tmp_path, content))

    assert [each.display for each in found] == ["Ada", "B\ufffdo"]
    assert warnings(found[0]) == [("*", "NUL_REMOVED")]
    assert warnings(found[1]) == [("*", "LONE_SURROGATE")]


# --- quoted-printable ----------------------------------------------------------------------


def quoted(folder: Path, *lines: str) -> str:
    head = "NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:"
    return one(folder, "FN:Ada", head + lines[0], *lines[1:], version="2.1").notes


@pytest.mark.parametrize(
    ("lines", "note"),
    [
        (("caf=C3=A9 =3D 1",), "café = 1"),
        (("caf=C3=", "=A9"), "café"),
        (("caf=", "=C3=A9=", " and a blank"), "café and a blank"),
        (("first=0D=0A=", "second"), "first\nsecond"),
        (("one =", " two =", " three"), "one two three"),
        (("a = b, 100=25 and =ZZ",), "a = b, 100% and =ZZ"),
        (("the end=",), "the end"),
        (("lower =c3=a9",), "lower é"),
    ],
)
def test_soft_breaks_and_hard_ones(tmp_path: Path, lines: tuple[str, ...], note: str) -> None:
    assert quoted(tmp_path, *lines) == note


def test_a_soft_break_before_the_end_does_not_swallow_it(tmp_path: Path) -> None:
    text = card("FN:Ada", "NOTE;QUOTED-PRINTABLE:open=", version="2.1") + card("FN:Bo")

    assert names(entries(written(tmp_path, text))) == [(1, "Ada"), (6, "Bo")]


# --- names and words -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ("N:Stevenson;John;Philip,Paul;Dr.;Jr.,M.D.,A.C.P.", "FN:John Stevenson"),
            {
                "family": "Stevenson",
                "given": "John",
                "middle": "Philip Paul",
                "prefix": "Dr.",
                "suffix": "Jr., M.D., A.C.P.",
                "display": "John Stevenson",
            },
        ),
        (("N:Ficta;Bo",), {"family": "Ficta", "given": "Bo", "display": "Bo Ficta"}),
        (("N:Ficta",), {"family": "Ficta", "display": "Ficta"}),
        (("n:Ficta;Bo;;;", "fn:Bo"), {"family": "Ficta", "given": "Bo", "display": "Bo"}),
        (("FN:Only\\, Name",), {"display": "Only, Name"}),
        (("N:a\\;b;c\\,d;;;",), {"family": "a;b", "given": "c,d", "display": "c,d a;b"}),
        (("FN:C:\\temp\\\\x",), {"display": "C:\\temp\\x"}),
        (("FN:Ada", "ORG:Name;"), {"display": "Ada", "company": "Name"}),
        (
            ("FN:Ada", "ORG:A\\, B;R&D;Boats"),
            {"display": "Ada", "company": "A, B", "department": "R&D, Boats"},
        ),
        (("FN:Ada", "ROLE:Sailor"), {"display": "Ada", "title": "Sailor"}),
        (("FN:Ada", "ROLE:Sailor", "TITLE:Captain"), {"display": "Ada", "title": "Captain"}),
        (("FN:Ada", "NICKNAME:Ad,Addie"), {"display": "Ada", "nickname": "Ad, Addie"}),
        (
            ("FN:Ada", "NOTE:one\\ntwo\\Nthree\\, four\\; five"),
            {"display": "Ada", "notes": "one\ntwo\nthree, four; five"},
        ),
        (
            ("FN:Ada", "CATEGORIES:board\\, past,Crew,crew"),
            {"display": "Ada", "tags": ["board, past", "Crew"]},
        ),
        (
            ("FN;ALTID=1;LANGUAGE=ja:架空", "FN;ALTID=1;LANGUAGE=en:Kaku", "N:架空;宗;;;"),
            {"display": "架空", "family": "架空", "given": "宗"},
        ),
        (("N:;;;;", "FN:", "ORG:Quay Office;", "X-ABShowAs:COMPANY"), {
            "company": "Quay Office", "display": "Quay Office",
        }),
        (("KIND:org", "FN:Quay Office"), {"display": "Quay Office"}),
        (("NICKNAME:Bo",), {"nickname": "Bo", "display": "Bo"}),
        (("FN:Ada", 'NOTE:\\"as is\\" 1\\:30pm'), {"display": "Ada", "notes": '"as is" 1:30pm'}),
        (("UID:x-1", "FN:Ada", "UID:x-2"), {"source_id": "x-1", "display": "Ada"}),
    ],
)  # fmt: skip
def test_names_and_words(
    tmp_path: Path, lines: tuple[str, ...], expected: dict[str, object]
) -> None:
    assert said(one(tmp_path, *lines)) == expected


def test_in_2_1_a_comma_is_a_comma(tmp_path: Path) -> None:
    record = one(
        tmp_path, "N:Ficta;Bo", "ORG:Acorn, Ivy & Co.", "NOTE:tea, not coffee", version="2.1"
    )

    assert (record.company, record.notes) == ("Acorn, Ivy & Co.", "tea, not coffee")


def test_parameters_in_quotes_may_hold_anything(tmp_path: Path) -> None:
    record = one(
        tmp_path,
        "FN:Ada",
        "ADR;TYPE=work;LABEL=\"12 Quay^nPort: ^'fict^'; ^^\":;;12 Quay;Portfict;;PF1 2CT;Nowhere",
        version="4.0",
    )

    [address] = comparable(record)["addresses"]
    assert address == {
        "label": "work",
        "street": "12 Quay",
        "city": "Portfict",
        "postal_code": "PF1 2CT",
        "country": "Nowhere",
    }


def test_an_address_in_one_piece_is_a_street(tmp_path: Path) -> None:
    by_parameter = one(tmp_path, "FN:Ada", 'ADR;LABEL="1 Quay^nPort":;;;;;;', version="4.0")
    by_property = one(tmp_path, "FN:Ada", "LABEL;TYPE=HOME:1 Quay\\nPort")

    assert comparable(by_parameter)["addresses"] == [{"label": "other", "street": "1 Quay\nPort"}]
    assert comparable(by_property)["addresses"] == [{"label": "home", "street": "1 Quay\nPort"}]


# --- ways to reach somebody ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "value", "label"),
    [
        ("TEL;CELL;PREF:+447700900123", "+447700900123", "mobile"),
        ("TEL;type=CELL;type=VOICE:+447700900123", "+447700900123", "mobile"),
        ('TEL;TYPE="work,voice":020 7946 0011', "020 7946 0011", "work"),
        ("TEL;WORK;FAX:020 7946 0011", "020 7946 0011", "fax"),
        ("TEL;TYPE=home,cell:020 7946 0011", "020 7946 0011", "mobile"),
        ("TEL;type=MAIN:020 7946 0011", "020 7946 0011", "other"),
        ("TEL;X-Boat:020 7946 0011", "020 7946 0011", "boat"),
        ("TEL:020 7946 0011", "020 7946 0011", "other"),
        ("TEL;VALUE=uri:tel:+44-7700-900123;ext=4", "+44-7700-900123;ext=4", "other"),
        ("TEL;VALUE=uri;TYPE=cell:tel:+44-7700-900123", "+44-7700-900123", "mobile"),
        ("EMAIL;INTERNET;HOME:a@example.com", "a@example.com", "home"),
        ("EMAIL;type=INTERNET;type=WORK;type=pref:a@example.com", "a@example.com", "work"),
        ("EMAIL:mailto:a@example.com", "a@example.com", "other"),
        ("item1.EMAIL:a@example.com\r\nitem1.X-ABLabel:Boat", "a@example.com", "Boat"),
        ("item1.X-ABLabel:_$!<Work>!$_\r\nitem1.EMAIL:a@example.com", "a@example.com", "work"),
        ("ITEM1.TEL:020 7946\r\nitem1.X-ABLABEL:_$!<HomeFAX>!$_", "020 7946", "fax"),
        ("URL:https\\://www.example.org/a", "https://www.example.org/a", "other"),
        ("URL;TYPE=work:example.org", "example.org", "work"),
        ("IMPP;X-SERVICE-TYPE=Jabber:xmpp:a@example.com", "xmpp:a@example.com", "other"),
        ("X-SOCIALPROFILE;type=twitter:https://x.example/a", "https://x.example/a", "twitter"),
        ("X-SOCIALPROFILE;TYPE=home:twitter:https://x.example/a", "https://x.example/a", "home"),
        ("TEL;TYPE=HOME\\,VOICE:020 7946 0011", "020 7946 0011", "home"),
    ],
)  # fmt: skip
def test_ways_and_their_labels(tmp_path: Path, line: str, value: str, label: str) -> None:
    found = comparable(one(tmp_path, "FN:Ada", line))
    kept = one(tmp_path, "FN:Ada", line)
    ways = [*kept.emails, *kept.phones, *kept.urls]

    assert [(each.value, each.label) for each in ways] == [(value, label)]
    assert found["warnings"] == []


@pytest.mark.parametrize(
    "line",
    [
        "X-SOCIALPROFILE;type=linkedin:http://www.linkedin.com/in/Zz-Ada/",
        "X-SOCIALPROFILE;type=linkedin;x-user=zz-ada:x-apple:zz-ada",
        "socialProfile;type=linkedin:http\\://www.linkedin.com/in/zz-ada",
        "URL;TYPE=linkedin:https://de.linkedin.com/in/zz-ada?trk=1",
        "URL:https://www.linkedin.com/in/zz-ada",
        "SOCIALPROFILE;SERVICE-TYPE=LinkedIn:https://www.linkedin.com/in/zz-ada",
    ],
)
def test_a_linkedin_profile_goes_where_it_belongs(tmp_path: Path, line: str) -> None:
    record = one(tmp_path, "FN:Ada", line)

    assert record.linkedin == "https://www.linkedin.com/in/zz-ada"
    assert record.urls == []


def test_the_preferred_one_comes_first(tmp_path: Path) -> None:
    record = one(
        tmp_path,
        "FN:Ada",
        "EMAIL:a@example.com",
        "EMAIL;PREF=2:b@example.com",
        "EMAIL;PREF=1:c@example.com",
        "EMAIL:d@example.com",
        version="4.0",
    )

    assert [each.value[0] for each in record.emails] == ["c", "b", "a", "d"]


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        ("EMAIL:not-an-email", "emails", "BAD_EMAIL"),
        ("EMAIL;TYPE=X400:/o=Fict/ou=People/cn=ada", "emails", "BAD_EMAIL"),
        ("TEL:4.47701E+11", "phones", "BAD_PHONE"),
        ("URL:javascript:alert(1)", "urls", "BAD_URL"),
        ("URL:data:text/html,<script>", "urls", "BAD_URL"),
        ("URL:file:///etc/passwd", "urls", "BAD_URL"),
        ("IMPP:javascript:alert(1)", "urls", "BAD_URL"),
    ],
)
def test_what_leads_nowhere_is_left_out_and_named(
    tmp_path: Path, line: str, field: str, code: str
) -> None:
    record = one(tmp_path, "FN:Ada", line)

    assert [*record.emails, *record.phones, *record.urls] == []
    assert warnings(record) == [(field, code)]


def test_ten_thousand_addresses_are_cut_to_what_a_person_can_have(tmp_path: Path) -> None:
    lines = [f"EMAIL:a{number}@example.com" for number in range(10_000)]

    record = one(tmp_path, "FN:Ada", *lines)

    assert len(record.emails) == 50
    assert warnings(record) == [("emails", "TOO_LONG")]


def test_what_stands_there_twice_is_not_lost(tmp_path: Path) -> None:
    record = one(
        tmp_path,
        "FN:Ada",
        "NICKNAME:Ad",
        "NICKNAME:Addie,Ad",
        "ORG:Quay Office;Boats",
        "ORG:Harbour School;Board",
        "TITLE:Captain",
        "TITLE:Teacher",
    )

    assert (record.nickname, record.company, record.title) == (
        "Ad, Addie",
        "Quay Office",
        "Captain",
    )
    assert record.notes == "Company: Harbour School, Board\nJob title: Teacher"


def test_what_windows_and_kde_call_otherwise_is_understood(tmp_path: Path) -> None:
    windows = one(tmp_path, "FN:Ada", "X-WAB-WEDDING_ANNIVERSARY:20001224", "X-WAB-SPOUSE_NAME:Bo")
    kde = one(
        tmp_path,
        "FN:Ada",
        "X-KADDRESSBOOK-X-Profession:Sailor",
        "X-KADDRESSBOOK-X-SpousesName:Bo",
        "X-KADDRESSBOOK-BlogFeed:http://ada.example.com/feed",
    )

    assert (windows.anniversary, windows.notes) == ("2000-12-24", "Spouse: Bo")
    assert kde.notes == "Profession: Sailor\nSpouse: Bo"
    assert [each.value for each in kde.urls] == ["http://ada.example.com/feed"]


def test_a_label_of_ones_own_keeps_its_letters(tmp_path: Path) -> None:
    record = one(tmp_path, "FN:Ada", "item1.X-ABRELATEDNAMES:Bo", "item1.X-ABLabel:first MATE")

    assert record.notes == "First MATE: Bo"


def test_what_has_no_place_of_its_own_is_noted(tmp_path: Path) -> None:
    record = one(
        tmp_path,
        "FN:Ada",
        "NOTE:tea",
        "X-SKYPE:ada.live",
        "X-EVOLUTION-SPOUSE:Bo",
        "item1.X-ABRELATEDNAMES:Cy",
        "item1.X-ABLabel:_$!<Brother>!$_",
        "RELATED:urn:uuid:00000000-0000-4000-8000-00000000beef",
        "item2.X-ABDATE:2014-03-10",
        "item2.X-ABLabel:First sail",
        "X-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;Addie;1;;;;;;;;;;;;;",
    )

    assert record.notes == "tea\nSkype: ada.live\nSpouse: Bo\nBrother: Cy\nFirst sail: 2014-03-10"
    assert record.nickname == "Addie"


# --- dates -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "birthday"),
    [
        ("BDAY:19790412", "1979-04-12"),
        ("BDAY:1979-04-12", "1979-04-12"),
        ("BDAY;VALUE=DATE:1979-04-12", "1979-04-12"),
        ("BDAY:19790412T000000Z", "1979-04-12"),
        ("BDAY:1979-04-12T00:00:00-07:00", "1979-04-12"),
        ("BDAY;VALUE=date-and-or-time:19790412T14", "1979-04-12"),
        ("BDAY:--0412", "--04-12"),
        ("BDAY:--04-12", "--04-12"),
        ("BDAY:--0229", "--02-29"),
        ("BDAY:0000-04-12", "--04-12"),
        ("BDAY;X-APPLE-OMIT-YEAR=1604;value=date:1604-04-12", "--04-12"),
        ('BDAY;X-APPLE-OMIT-YEAR="1604":16040412', "--04-12"),
        ("BDAY;X-APPLE-OMID-YEAR=1604:1604-04-12", "--04-12"),
        ("BDAY;value=date:1604-06-26", "--06-26"),
        ("BDAY;X-APPLE-OMIT-YEAR=1900:1900-04-12", "--04-12"),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1979-04-12", "1979-04-12"),
        ("BDAY:", ""),
        ("BDAY:0000-00-00", ""),
        ("BDAY:00000000", ""),
    ],
)
def test_birthdays_in_all_their_forms(tmp_path: Path, line: str, birthday: str) -> None:
    record = one(tmp_path, "FN:Ada", line)

    assert (record.birthday, warnings(record)) == (birthday, [])


@pytest.mark.parametrize(
    "line",
    [
        "BDAY:1979",
        "BDAY:1979-04",
        "BDAY:---12",
        "BDAY:19790230",
        "BDAY:9999-01-01",
        "BDAY:2027-01-01",
        "BDAY;VALUE=text:circa 1961",
        "BDAY:2024-13-01",
        "BDAY:tomorrow",
    ],
)
def test_what_is_no_day_is_left_out_and_named(tmp_path: Path, line: str) -> None:
    record = one(tmp_path, "FN:Ada", line, version="4.0")

    assert (record.birthday, warnings(record)) == ("", [("birthday", "BAD_DATE")])


@pytest.mark.parametrize(
    "lines",
    [
        ("ANNIVERSARY:20140310",),
        ("item3.X-ABDATE;type=pref:2014-03-10", "item3.X-ABLabel:_$!<Anniversary>!$_"),
        ("X-EVOLUTION-ANNIVERSARY:2014-03-10",),
        ("X-ANDROID-CUSTOM:vnd.android.cursor.item/contact_event;2014-03-10;1;;;;",),
    ],
)
def test_anniversaries(tmp_path: Path, lines: tuple[str, ...]) -> None:
    assert one(tmp_path, "FN:Ada", *lines).anniversary == "2014-03-10"


# --- photos ----------------------------------------------------------------------------------

ENCODED = base64.b64encode(picture(size=(60, 60))).decode()
WRAPPED = textwrap.wrap(ENCODED, 60)


@pytest.mark.parametrize(
    "lines",
    [
        ("PHOTO;ENCODING=b;TYPE=PNG:" + "\r\n ".join(WRAPPED),),
        ("PHOTO;ENCODING=BASE64;PNG:" + "\r\n  ".join(WRAPPED), ""),
        ("PHOTO;BASE64:" + "\r\n".join(WRAPPED), ""),
        ("PHOTO;PNG;ENCODING=BASE64:", *WRAPPED),
        ("PHOTO;ENCODING=BASE64:", *(" " + each for each in WRAPPED), ""),
        (f"PHOTO:data:image/png;base64,{ENCODED}",),
        (f"PHOTO:data:image/png;base64\\,{ENCODED}",),
        (f"PHOTO;VALUE=uri:data:image/png;base64,{ENCODED}",),
        (f"PHOTO;TYPE=PNG:{ENCODED}",),
        ("PHOTO;ENCODING=b;X-ABCROP-RECTANGLE=ABClipRect_1&0&0&9&9&x==:" + ENCODED,),
    ],
)
def test_photos_are_made_small_however_they_are_wrapped(
    tmp_path: Path, lines: tuple[str, ...]
) -> None:
    record = one(tmp_path, "FN:Ada", *lines, "TEL:020 7946 0011")

    assert record.has_photo
    assert record.photo == shrink(picture(size=(60, 60)))
    assert [each.value for each in record.phones] == ["020 7946 0011"]
    assert warnings(record) == []


@pytest.mark.parametrize(
    "lines",
    [
        ("PHOTO;ENCODING=b:dGhpcyBpcyBub3QgYW4gaW1hZ2U=",),
        ("PHOTO;ENCODING=b:" + base64.b64encode(b"<svg onload='alert(1)'/>").decode(),),
        ("PHOTO:data:image/svg+xml,<svg/>",),
        ("PHOTO;ENCODING=b:*** nothing ***",),
        ("PHOTO;ENCODING=b:" + "\r\n ".join(textwrap.wrap("/9j/" + "A" * 8_000_000, 5000)),),
        ("PHOTO;ENCODING=b:/9j/" + "A" * 6_000_000,),
    ],
    ids=["text", "svg", "svg address", "noise", "8 MB", "6 MB in one line"],
)
def test_a_photo_that_is_none_is_dropped_and_the_person_kept(
    tmp_path: Path, lines: tuple[str, ...]
) -> None:
    record = one(tmp_path, "FN:Ada", *lines, "EMAIL:a@example.com")

    assert (record.has_photo, record.photo, len(record.emails)) == (False, b"", 1)
    assert warnings(record) == [("photo", "PHOTO_DROPPED")]


@pytest.mark.parametrize(
    "line",
    [
        "PHOTO:http://169.254.169.254/latest/meta-data",
        "PHOTO;VALUE=uri:https://example.org/a.png",
        "PHOTO;VALUE=URL:file:///etc/passwd",
        "PHOTO:https\\://example.org/a.png",
        "LOGO:file:///etc/passwd",
        "PHOTO:",
    ],
)
def test_the_address_of_a_photo_is_never_fetched(tmp_path: Path, line: str) -> None:
    record = one(tmp_path, "FN:Ada", line)

    assert (record.has_photo, warnings(record)) == (False, [])


# --- cards that are not as they should be ----------------------------------------------------


def test_cards_glued_together_are_two(tmp_path: Path) -> None:
    text = "BEGIN:VCARD\nFN:Ada\nEND:VCARDBEGIN:VCARD\nFN:Bo\nEND:VCARD\n"

    assert names(entries(written(tmp_path, text))) == [(1, "Ada"), (3, "Bo")]


def test_a_card_without_an_end_costs_itself_only(tmp_path: Path) -> None:
    cut = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Cut\r\n"
    found = entries(written(tmp_path, card("FN:Ada") + cut + card("FN:Bo") + cut))

    assert names(found) == [(1, "Ada"), (8, "Bo")]
    assert problems(found) == [(5, "MALFORMED_CARD"), (12, "MALFORMED_CARD")]
    assert isinstance(found[1], Problem)
    assert "FN:Cut" in found[1].raw[0]


@pytest.mark.parametrize("between", ["\r\n", "", "\r\n\r\n"])
def test_an_agent_is_no_person_of_its_own(tmp_path: Path, between: str) -> None:
    inner = f"AGENT:{between}BEGIN:VCARD\r\nFN:Agent\r\nTEL:1234567\r\nEND:VCARD"
    found = entries(written(tmp_path, card("FN:Boss", inner, "TITLE:Boss") + card("FN:Bo")))

    assert [entry.display for entry in found if isinstance(entry, Record)] == ["Boss", "Bo"]
    assert isinstance(found[0], Record)
    assert (found[0].title, found[0].phones) == ("Boss", [])


def test_agents_of_agents_end_at_five(tmp_path: Path) -> None:
    def nested(depth: int) -> str:
        return "AGENT:\r\nBEGIN:VCARD\r\nFN:x\r\n" * depth + "END:VCARD\r\n" * depth

    text = (
        card("FN:Five", nested(5).strip()) + card("FN:Many", nested(1000).strip()) + card("FN:Bo")
    )
    found = entries(written(tmp_path, text))

    assert [entry.display for entry in found if isinstance(entry, Record)] == ["Five", "Bo"]
    assert [code for _line, code in problems(found)] == ["MALFORMED_CARD"]


def test_other_things_among_cards_are_passed_by(tmp_path: Path) -> None:
    event = "BEGIN:VEVENT\r\nUID:event\r\nNOTE:no\r\nEND:VEVENT\r\n"
    text = "preamble\r\n" + event + card("FN:Ada", event.strip(), "TITLE:Captain") + "END:VCARD\r\n"

    [record] = records(written(tmp_path, text))

    assert (record.display, record.title, record.source_id, record.notes) == (
        "Ada",
        "Captain",
        "",
        "",
    )


def test_a_note_with_bare_line_ends_keeps_its_lines(tmp_path: Path) -> None:
    record = one(tmp_path, "FN:Ada", "NOTE:first", "second line", "third", "TITLE:Captain")

    assert (record.notes, record.title) == ("first\nsecond line\nthird", "Captain")


def test_a_line_of_a_note_may_have_a_colon(tmp_path: Path) -> None:
    record = one(
        tmp_path, "FN:Ada", "NOTE:likes tea", "next time: ask for the boat", "TEL : 0123456"
    )

    assert record.notes == "likes tea\nnext time: ask for the boat"
    assert [each.value for each in record.phones] == ["0123456"]


def test_the_same_person_twice_is_taken_once(tmp_path: Path) -> None:
    text = (
        card("UID:1", "FN:Ada", "REV:20240101T000000Z")
        + card("UID:1", "FN:Ada B.")
        + card("FN:Bo", "REV:1")
        + card("FN:Bo", "REV:2")
    )

    found = entries(written(tmp_path, text))

    assert names(found) == [(1, "Ada"), (12, "Bo")]
    assert problems(found) == [(7, "DUPLICATE_IN_FILE"), (17, "DUPLICATE_IN_FILE")]


def test_a_group_names_its_members_by_address_too(tmp_path: Path) -> None:
    group = card("KIND:group", "FN:Sailors", "MEMBER:mailto:Ada@example.com", version="4.0")
    people = card("FN:Ada", "EMAIL:ada@example.com") + card("FN:Bo", "EMAIL:bo@example.com")

    found = entries(written(tmp_path, group + people))

    assert [entry.tags for entry in found if isinstance(entry, Record)] == [["Sailors"], []]


@pytest.mark.parametrize("kind", ["KIND:group", "kind:Group", "X-ADDRESSBOOKSERVER-KIND:group"])
def test_a_group_is_no_person_but_the_tag_of_its_members(tmp_path: Path, kind: str) -> None:
    member = "X-ADDRESSBOOKSERVER-MEMBER" if kind.startswith("X") else "MEMBER"
    group = card(kind, "FN:Sailors", "UID:g", f"{member}:urn:uuid:A-1")
    text = group + card("UID:a-1", "FN:Ada", "CATEGORIES:Crew") + card("UID:a-2", "FN:Bo")

    found = entries(written(tmp_path, text))

    assert problems(found) == [(1, "NOT_A_PERSON")]
    assert [entry.tags for entry in found if isinstance(entry, Record)] == [["Crew", "Sailors"], []]


def test_more_cards_than_can_be_read_are_refused_not_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importing.formats.vcard.MAX_RECORDS", 2)

    assert len(entries(written(tmp_path, card("FN:Ada") + card("FN:Bo")))) == 2
    with pytest.raises(Refused, match="more than 2 cards"):
        entries(written(tmp_path, card("FN:Ada") + card("FN:Bo") + card("FN:Cy")))


# --- anything --------------------------------------------------------------------------------


def read_bytes(folder: Path, content: bytes) -> list[Entry]:
    path = written(folder, content)
    return list(read(path, format="vcard", today=date(2026, 11, 1)))


TOKENS = st.sampled_from(
    [
        *(b"BEGIN:VCARD", b"END:VCARD", b"\r\n", b"\n", b"\r", b" ", b"\t", b":", b";", b",", b"="),
        *(b"\\", b'"', b"^n", b"\x00", b"\xff\xfe", b"\xc3", b"\xa9", b"\xed\xa0\x80", b"AGENT:"),
        *(b"N", b"FN", b"TEL", b"EMAIL", b"BDAY", b"PHOTO", b"NOTE", b"ADR", b"UID", b"item1."),
        *(b";ENCODING=QUOTED-PRINTABLE:", b";ENCODING=b:", b";CHARSET=", b"=0D=0A=\r\n", b"data:,"),
        *(b"1604-02-30", b"--0412", b"a@example.com", b"x-apple:", b"/9j/4AAQ", b"VALUE=uri"),
        *(b"X-ABLabel:", b"ALTID=1", b";TYPE=", b"MEMBER:", b"KIND:group", b"%zz", b"9" * 40),
    ]
)


@settings(max_examples=300, deadline=None)
@given(content=st.one_of(st.binary(max_size=300), st.lists(TOKENS, max_size=60).map(b"".join)))
@example(content=b"BEGIN:VCARD\nN;CHARSET=undefined:\xff\nEND:VCARD")
@example(content=b"BEGIN:VCARD\nFN;ENCODING=b:QQ\nEND:VCARD")
def test_any_bytes_give_people_or_problems(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp()
    for around in (content, b"BEGIN:VCARD\r\n" + content + b"\r\nEND:VCARD\r\n"):
        if not around or is_archive(around):  # tests/importing/test_archives.py
            continue
        found = read_bytes(folder, around)
        assert all(isinstance(entry, Record | Problem) for entry in found)
        assert [entry.line for entry in found] == sorted(entry.line for entry in found)


LETTERS = st.characters(codec="utf-8", exclude_categories=["C", "Z", "M"])
NAMES = st.text(LETTERS, min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(given=NAMES, family=NAMES, width=st.integers(2, 75), quoted=st.booleans())
def test_a_name_comes_out_as_it_went_in(
    tmp_path_factory: pytest.TempPathFactory, given: str, family: str, width: int, quoted: bool
) -> None:
    """Escaped, in UTF-8, folded or broken anywhere."""
    escaped = [re.sub(r"([\\;,])", r"\\\1", each) for each in (family, given)]
    value = ";".join(escaped).encode()
    if quoted:
        codes = [b"=%02X" % byte for byte in value]
        size = max(1, width // 3)
        rows = [b"".join(codes[at : at + size]) for at in range(0, len(codes), size)]
        body = b"N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:" + b"=\r\n".join(rows)
    else:
        rows = [value[at : at + width] for at in range(0, len(value), width)]
        body = b"N:" + b"\r\n ".join(rows)
    content = b"BEGIN:VCARD\r\nVERSION:3.0\r\n" + body + b"\r\nEND:VCARD\r\n"

    [record] = read_bytes(tmp_path_factory.getbasetemp(), content)

    clean = written(tmp_path_factory.getbasetemp(), b"BEGIN:VCARD\r\nN:" + value + b"\r\nEND:VCARD")
    [plain] = read(clean, format="vcard")
    assert isinstance(record, Record)
    assert isinstance(plain, Record)
    assert (record.given, record.family) == (plain.given, plain.family)


def test_the_card_of_a_company_is_called_like_the_company(tmp_path: Path) -> None:
    card = "BEGIN:VCARD\nFN:Front desk\nORG:Harbour Office;\nX-ABShowAs:COMPANY\nEND:VCARD\n"

    (record,) = records(written(tmp_path, card))

    assert (record.display, record.company) == ("Harbour Office", "Harbour Office")
