"""Two spellings of one address, and what may be a link."""

import pytest

from contacts.folding import fold, tidy
from contacts.methods import href, is_web_address, normalise


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("email", "Ana@Example.org ", "ana@example.org"),
        ("phone", "+386 (1) 555-01-42", "00386 15550142"),
        ("phone", "555 01 42", "5550142"),
        ("linkedin", "https://si.linkedin.com/in/Ana-K/", "www.linkedin.com/in/ana-k?trk=x"),
        ("linkedin", "linkedin.com/in/ana%C4%8D", "https://www.linkedin.com/in/anač"),
        ("url", "HTTPS://Example.org/Path/", "example.org/Path"),
        ("address", "Main  Street 1", "main street 1"),
    ],
)
def test_two_spellings_of_one_are_equal(kind: str, one: str, other: str) -> None:
    assert normalise(kind, one) == normalise(kind, other)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("email", "ana@example.org", "anna@example.org"),
        ("phone", "+386 1 555", "1 555"),
        ("url", "example.org/a", "example.org/b"),
        ("url", "http://example.org", "https://example.org"),
    ],
)
def test_two_that_differ_are_not(kind: str, one: str, other: str) -> None:
    assert normalise(kind, one) != normalise(kind, other)


@pytest.mark.parametrize(
    ("kind", "value", "leads"),
    [
        ("email", "ana@example.org", "mailto:ana@example.org"),
        ("email", 'a"><b@example.org?cc=x', "mailto:a%22%3E%3Cb@example.org%3Fcc%3Dx"),
        ("phone", "+386 (1) 555", "tel:+3861555"),
        ("phone", "ask Rory", ""),
        ("url", "example.org/a?b=c", "https://example.org/a?b=c"),
        ("url", "http://example.org", "http://example.org"),
        ("url", "javascript:alert(1)", ""),
        ("url", "JaVaScRiPt://example.org/%0aalert(1)", ""),
        ("url", "data:text/html,x", ""),
        ("url", "//evil.example", ""),
        ("linkedin", "https://www.linkedin.com/in/ana", "https://www.linkedin.com/in/ana"),
        ("address", "https://example.org", ""),
        ("other", "https://example.org", ""),
    ],
)
def test_only_what_is_safe_becomes_a_link(kind: str, value: str, leads: str) -> None:
    assert href(kind, value) == leads


@pytest.mark.parametrize("value", ["not a link", "localhost", "ftp://example.org", ""])
def test_other_texts_are_no_web_addresses(value: str) -> None:
    assert not is_web_address(value)


def test_names_are_folded_and_tidied() -> None:
    assert fold("  Café  MÜLLER ") == fold("cafe muller") == "cafe muller"
    assert fold("STRASSE") == fold("straße")
    assert tidy(" Ana\n Kovac\u030c ") == "Ana Kovač"
    assert len(fold("ﷺ" * 255)) == 255
