"""Bytes to text: marks, UTF-16, code pages, mixtures, NULs."""

from pathlib import Path

import pytest

from importing.formats import sniff
from importing.reading import guess_encoding, read_lines
from importing.records import Refused
from tests.importing.reading_helpers import entries, records, refusal, warnings, written

TABLE = "Name,Email,Company\nZoé Ficté,zoe@example.org,Été\nBo Ficta,bo@example.org,Low\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_one_table_is_read_alike_in_any_encoding(
    tmp_path: Path, encoding: str, newline: str
) -> None:
    found = records(written(tmp_path, TABLE.replace("\n", newline), encoding))

    assert [(each.line, each.display, each.company) for each in found] == [
        (2, "Zoé Ficté", "Été"),
        (3, "Bo Ficta", "Low"),
    ]
    assert [warnings(each) for each in found] == [[], []]


def test_a_mark_of_utf_16_big_endian_is_honoured(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xfe\xff" + TABLE.encode("utf-16-be"))

    assert [each.display for each in records(path)] == ["Zoé Ficté", "Bo Ficta"]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Łukasz Wąż;Świętosław Żółć;Kraków", "cp1250"),
        ("Сергей Выдумкин;Анна Петрова;Москва", "cp1251"),
        ("José Ångström;Zoé Müller;Søren Ñandú", "cp1252"),
        ("José Ångström;Zoé Müller;Søren Ñandú", "mac_roman"),
    ],
)
def test_an_old_code_page_is_guessed(text: str, encoding: str) -> None:
    rows = "\n".join(text.split(";") * 5)

    guessed = guess_encoding(rows.encode(encoding))

    assert rows.encode(encoding).decode(guessed) == rows


def test_what_can_not_be_guessed_can_be_chosen(tmp_path: Path) -> None:
    path = written(tmp_path, "Name,Email\nDvořák,d@example.org\n", "cp1250")

    found = sniff(path, encoding="cp1250")

    assert found.rows == [["Dvořák", "d@example.org"]]


def test_an_unknown_encoding_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = written(tmp_path, TABLE)

    assert sniff(path, encoding="rot13").refused == "The encoding “rot13” can't be read here."
    with pytest.raises(Refused):
        list(read_lines(path, "no such thing"))


def test_a_line_in_another_encoding_is_read_and_named(tmp_path: Path) -> None:
    content = TABLE.encode() + "Åse Ficta,ase@example.org,Øy\n".encode("cp1252")

    zoe, bo, ase = records(written(tmp_path, content))

    assert (ase.display, ase.company) == ("Åse Ficta", "Øy")
    assert warnings(ase) == [("*", "MIXED_ENCODING")]
    assert (warnings(zoe), warnings(bo)) == ([], [])


def test_one_line_of_utf_8_in_an_old_file_is_read_and_named(tmp_path: Path) -> None:
    path = written(tmp_path, TABLE.encode("cp1252") + "Åse Ficta,a@example.org,Øy\n".encode())

    found = sniff(path, encoding="cp1252")

    assert [row[0] for row in found.rows] == ["Zoé Ficté", "Bo Ficta", "Åse Ficta"]


def test_bytes_that_mean_nothing_in_cp1252_lose_no_row(tmp_path: Path) -> None:
    content = TABLE.encode() + b"A\x81da \xe9,ada@example.org,\x9d\n"

    ada = records(written(tmp_path, content))[-1]

    assert (ada.display, ada.company) == ("Ada é", "")
    assert warnings(ada) == [("*", "MIXED_ENCODING")]


def test_halves_of_characters_become_a_replacement(tmp_path: Path) -> None:
    content = TABLE.encode() + b"A\xed\xa0\x80da,ada@example.org,\xed\xa0\xbd\xed\xb8\x80\n"

    ada = records(written(tmp_path, content))[-1]

    assert (ada.display, ada.company) == ("A\ufffdda", "😀")
    assert warnings(ada) == [("*", "LONE_SURROGATE")]


def test_half_a_character_in_utf_16_is_replaced(tmp_path: Path) -> None:
    content = "\ufeffName,Email\nA".encode("utf-16-le") + b"\x00\xd8" + "da,\n".encode("utf-16-le")

    (ada,) = records(written(tmp_path, content))

    assert ada.display.startswith("A\ufffd")
    assert ("*", "LONE_SURROGATE") in warnings(ada)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("A\0da,ada@example.org,Tide", "display"),
        ("Ada,ada@exa\0mple.org,Tide", "emails"),
        ("Ada,ada@example.org,T\0i\0de", "company"),
        ("A\0da,ada@example.org,Ti\0de", "*"),
    ],
)
def test_zero_characters_are_taken_out_and_named(tmp_path: Path, row: str, field: str) -> None:
    (record,) = records(written(tmp_path, f"Name,Email,Company\n{row}\n"))

    assert (record.display, record.company) == ("Ada", "Tide")
    assert [each.value for each in record.emails] == ["ada@example.org"]
    assert warnings(record) == [(field, "NUL_REMOVED")]
    assert record.raw == ["Ada", "ada@example.org", "Tide"]


def test_a_letter_cut_at_the_end_of_the_sample_does_not_change_the_guess(tmp_path: Path) -> None:
    start = "Name,Email\n"
    filler = "é" * ((1024 * 1024 - len(start)) // 2 + 10)
    path = written(tmp_path, f"{start}{filler}\nAda é,ada@example.org\n")

    assert sniff(path).encoding == "utf-8"


@pytest.mark.parametrize("content", [b"", b"\n", b"\r\n \r\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_a_file_of_nothing_is_called_empty(tmp_path: Path, content: bytes) -> None:
    assert refusal(written(tmp_path, content)) == "This file is empty."


def test_a_file_of_zeros_is_not_text(tmp_path: Path) -> None:
    assert "data without text" in refusal(written(tmp_path, bytes(5000)))


def test_the_marks_of_files_that_were_put_together_are_left_out(tmp_path: Path) -> None:
    one = "Name,Email\nZoé,z@example.org\n".encode("utf-8-sig")
    path = written(tmp_path, one + b'\xef\xbb\xbf"Ada","a@example.org"\n')

    assert [each.display for each in records(path)] == ["Zoé", "Ada"]


def test_only_a_header_is_a_table_of_nobody(tmp_path: Path) -> None:
    assert entries(written(tmp_path, "Name,Email,Company")) == []


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Jiří Dvořák;Lucie Nováková;Tomáš Černý", "cp1250"),
        ("Ana Kovač;Đorđe Horvat;Ivan Babić", "cp1250"),
        ("László Kőműves;Zoltán Szűcs;Nagy Tóth", "cp1250"),
        ("Győző Kővári;Jenő Rejtő;Béla Őri", "cp1250"),
        ("Éva Gyűrűs", "cp1250"),
        ("Răzvan Stănescu;Ion Dănilă", "cp1250"),
        ("Agnieszka Zielińska", "cp1250"),
        ("Jan Kučera", "cp1250"),
        ("João Simões;Conceição Guimarães;Ana Irmã", "cp1252"),
        ("Begoña Núñez;Hélène Lefèvre;Benoît Brûlé", "cp1252"),
        ("Jiří Šťastný;Božena Nováková", "iso8859_2"),
        ("Ayşe Yılmaz;Gülşen Öztürk;Doğan Kılıç", "cp1254"),
        ("Guðmundur Þorsteinsson;Sigríður Jónsdóttir", "cp1252"),
        ("Zoé O’Neill;Søren Ærø;João Gonçalves;Iñaki Núñez;Müller – “Söhne” €", "cp1252"),
        ("Joaquín Núñez;Begoña Ibáñez", "mac_roman"),
        ("Jānis Bērziņš;Līga Kalniņa", "cp1257"),
        ("Иван Петров;Море и небо;Анна Щербакова", "koi8_r"),
        ("Ελένη Παππά;Γιώργος Νικολάου", "cp1253"),
        ("נועה כהן;דוד פרץ;ים תיכון", "cp1255"),
        ("فاطمة الزهراء;أحمد حسن", "cp1256"),
        ("张伟;李娜;虚构公司", "gb18030"),
        ("張偉;李靜;虛構公司", "big5"),
        ("鈴木 花子;架空商事;ソニー", "cp932"),
        ("김철수;이영희;가상회사", "cp949"),
    ],
)
def test_the_code_page_of_a_few_names_is_the_one_that_makes_words_of_them(
    text: str, encoding: str
) -> None:
    rows = "Name,Email\n" + "\n".join(text.split(";"))

    guessed = guess_encoding(rows.encode(encoding))

    assert rows.encode(encoding).decode(guessed) == rows


def test_a_few_lines_that_could_be_utf_8_do_not_decide_about_the_others(tmp_path: Path) -> None:
    chinese = "Name,Email\n" + "模,m@example.org\n" + "虚构公司张伟,z@example.org\n" * 11

    assert "模".encode("gb18030").decode() == "ģ"
    assert sniff(written(tmp_path, chinese, "gb18030")).encoding == "gb18030"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_known_by_its_line_ends(tmp_path: Path, encoding: str) -> None:
    rows = "氏名,会社\n" + "架空宗一郎,架空商事株式会社日本支店東京都千代田区\n" * 3

    assert sniff(written(tmp_path, rows, encoding)).rows[0][0] == "架空宗一郎"
