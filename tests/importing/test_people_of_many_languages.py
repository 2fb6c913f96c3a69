"""One person under names of two languages or alphabets; and people who only sound alike."""

import pytest

from accounts.models import User
from contacts.services import create_contact
from core.roles import acting_for
from importing.duplicates import find_pairs
from importing.likeness import SUGGESTED, Likeness, Profile, compare
from importing.names import is_shared, names_of
from tests.conftest import NOW, TODAY


def met(one: str, other: str, **shared: str) -> Likeness:
    """How alike two are of the same title at one company."""
    return compare(*(_profile(name, **shared) for name in (one, other)))


def _profile(name: str, email: str = "") -> Profile:
    given, _blank, family = name.partition(" ")
    emails = frozenset(filter(None, [email]))
    return Profile(names_of(name, given, family), "Tidewell", "Analyst", emails=emails)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Katarzyna Ficta", "Kasia Ficta"),
        ("István Ficta", "Pista Ficta"),
        ("José Ficta", "Pepe Ficta"),
        ("Nikolaos Ficta", "Nikos Ficta"),
        ("Mohammed Ficta", "Muhammad Ficta"),
        ("Willem Ficta", "Wim Ficta"),
        ("Дмитрий Щербаков", "Dmitry Shcherbakov"),
        ("Юлия Жукова", "Julia Zhukova"),
        ("Евгений Соловьёв", "Yevgeny Solovyov"),
        ("Ксения Цветаева", "Xenia Tsvetaeva"),
        ("Ђорђе Петровић", "Djordje Petrovic"),
        ("Γιώργος Παπαδόπουλος", "Giorgos Papadopoulos"),
        ("Ευαγγελία Δημητρίου", "Evangelia Dimitriou"),
        ("Søren Nørgård", "Soeren Noergaard"),
    ],
)
def test_one_person_in_two_languages_is_worth_a_question(one: str, other: str) -> None:
    assert met(one, other).certainty >= SUGGESTED
    assert met(one, other) == met(other, one)
    assert not met(one, other).sure


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Andreas Ficta", "Andrea Ficta"),
        ("Jan Ficta", "Jens Ficta"),
        ("Christian Ficta", "Christina Ficta"),
        ("Ivan Ficta", "Ivana Ficta"),
    ],
)
def test_a_couple_or_brothers_with_one_mailbox_are_two(one: str, other: str) -> None:
    assert met(one, other).certainty < SUGGESTED
    assert not met(one, other, email="ficta@example.org").sure


@pytest.mark.parametrize(
    "box",
    "buchhaltung verwaltung sekretariat ventas secretaria accueil vendas segreteria biuro ured "
    "prodaja verkoop zakaz obchod familie".split(),
)
def test_a_mailbox_of_a_role_is_known_in_many_languages(box: str) -> None:
    assert is_shared(f"{box}@example.org")
    assert not is_shared(f"ana.{box}ic@example.org")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tidewell Ltd", "Tidewell"),
        ("Müller GmbH & Co. KG", "Mueller"),
        ("Acorn & Ivy", "Acorn and Ivy"),
        ("Deniz A.Ş.", "Deniz"),
        ("Morze Sp. z o.o.", "Morze"),
        ("Moře, s.r.o.", "Moře"),
        ("ООО Волна", "Волна"),
        ("株式会社架空商事", "架空商事"),
        ("Kestrel Technologies", "Kestrel"),
    ],
)
@pytest.mark.django_db
def test_one_company_in_two_forms_is_where_one_person_meets(
    alice: User, one: str, other: str
) -> None:
    with acting_for(alice.pk):
        for company in (one, other):
            create_contact(
                owner=alice, on=TODAY, at=NOW, display="Lena Ficta", company_name=company
            )

        [likeness] = find_pairs(alice).values()

    assert likeness.certainty >= SUGGESTED
