"""Which names can be one person's, and which mailboxes nobody's own."""

import pytest

from importing.names import Names, compatible, is_shared, names_of


def name(text: str, suffix: str = "") -> Names:
    given, _, family = text.partition("|")
    return names_of(text.replace("|", " "), given if family else "", family, suffix)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Kovač", "ana kovac"),
        ("Viggo Umbral", "Umbral Viggo"),
        ("Jonas|Berg", "Jonas|Oduya-Berg"),
        ("Anna|Berg", "Anna|Schmidt"),
        ("A. Kovač", "Ana Kovač"),
        ("Ana K.", "Ana Kovač"),
        ("", "Ana Kovač"),
        ("李小龙", "李小龙"),
        ("Ana María Kovač", "Ana Kovač"),
    ],
)
def test_these_can_be_one_person(one: str, other: str) -> None:
    assert compatible(name(one), name(other))
    assert compatible(name(other), name(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna|Berg", "Peter|Berg"),
        ("Leopold Holmqvist", "Maren Umbral"),
        ("Maria|Berg", "Mario|Berg"),
        ("A. Berg", "B. Berg"),
    ],
)
def test_these_are_two(one: str, other: str) -> None:
    assert not compatible(name(one), name(other))
    assert not compatible(name(other), name(one))


def test_father_and_son_are_two() -> None:
    assert not compatible(name("John|Berg", "Sr."), name("John|Berg", "Jr"))
    assert compatible(name("John|Berg", "Jr."), name("John|Berg", "jr"))
    assert compatible(name("John|Berg", "Jr."), name("John|Berg"))


def test_an_address_is_no_name() -> None:
    assert names_of("ana@example.com", "", "", not_names="ana@example.com").words == frozenset()


@pytest.mark.parametrize(
    "address",
    [
        *("info@example.com", "INFO@example.com", "sales.london@example.com"),
        *("no-reply@example.com", "customer.service@example.com", "office4@example.com"),
    ],
)
def test_a_role_shares_its_mailbox(address: str) -> None:
    assert is_shared(address)


@pytest.mark.parametrize(
    "address", ["ana@example.com", "a.k@example.com", "12345@example.com", "salesi@example.com"]
)
def test_a_person_has_a_mailbox(address: str) -> None:
    assert not is_shared(address)
