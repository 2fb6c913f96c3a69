"""How sure it is that two people are one, and why: pure, from what is known of both.

Each thing that two people share makes it likelier; the weights are probabilities that combine as
independent ones do (1 - product of what each leaves open). What contradicts caps the sum.
"""

from dataclasses import dataclass, field
from functools import reduce
from typing import NamedTuple

from importing.names import Fit, Names, fit
from importing.reasons import Reason
from importing.spelling import skeleton
from reminders.titles import company_words, similar_titles

SUGGESTED = 0.6  # from here on the user is asked
CONTRADICTED = 0.3  # at most, if something speaks against it
EMAIL, TAGGED_EMAIL, LINKEDIN, PHONE = 0.93, 0.85, 0.98, 0.6
BIRTHDAY, BIRTHDAY_WITHOUT_YEAR = 0.6, 0.35
COMPANY, TITLE = 0.5, 0.2
OTHER_COMPANY, OTHER_TITLE = 0.1, 0.13  # taken off the sum
OF_NAMES = {
    Fit.SAME: 0.55,
    Fit.NICKNAME: 0.45,
    Fit.INITIAL: 0.45,
    Fit.TYPO: 0.4,
    Fit.GIVEN: 0.1,
    Fit.UNKNOWN: 0.0,
}
ONLY_A_NAME = 0.62  # the same full name, and nothing known of one of the two
WHY = {
    Fit.SAME: Reason.NAME,
    Fit.NICKNAME: Reason.NICKNAME,
    Fit.INITIAL: Reason.INITIAL,
    Fit.TYPO: Reason.TYPO,
    Fit.GIVEN: Reason.GIVEN,
}


Birthday = tuple[int | None, int, int]  # year, month, day


@dataclass(slots=True)
class Profile:
    """What is compared of a person. `emails` are mailboxes of their own, `phones` E.164."""

    names: Names
    company: str = ""
    title: str = ""
    emails: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    linkedin: frozenset[str] = frozenset()
    birthday: Birthday | None = None
    company_key: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.company_key = tuple(map(skeleton, company_words(self.company)))


class Likeness(NamedTuple):
    """`certainty` from 0 to 1; `sure`: enough to act without asking."""

    certainty: float
    reasons: list[Reason]
    sure: bool = False


UNLIKE = Likeness(0.0, [])


def without_tag(email: str) -> str:
    """ana+crm@example.org is read where ana@example.org is."""
    box, _, host = email.partition("@")
    return f"{box.partition('+')[0]}@{host}"


def compare(one: Profile, other: Profile) -> Likeness:
    """The same for both orders."""
    names = fit(one.names, other.names)
    found = list(_shared(one, other, names))
    if not found:
        return UNLIKE
    against = contradictions(one, other)
    certainty = 1 - reduce(lambda left, each: left * (1 - each[1]), found, 1.0)
    if names == Fit.SAME and len(one.names.words) > 1 and _says_little(one, other):
        certainty = max(certainty, ONLY_A_NAME)
    if names == Fit.NOT and not one.linkedin & other.linkedin:
        against = True
    if names in (Fit.SAME, Fit.GIVEN) and _companies_differ(one, other):
        certainty -= OTHER_COMPANY
    if names < Fit.SAME and _titles_differ(one, other):
        certainty -= OTHER_TITLE
    if against:
        certainty = min(certainty, CONTRADICTED)
    reasons = [reason for reason, _weight in sorted(found, key=lambda each: -each[1])]
    return Likeness(round(certainty, 3), reasons, _is_sure(one, other, names, against))


def _shared(one: Profile, other: Profile, names: Fit) -> list[tuple[Reason, float]]:
    found = []
    if one.linkedin & other.linkedin:
        found.append((Reason.LINKEDIN, LINKEDIN))
    if one.emails & other.emails:
        found.append((Reason.EMAIL, EMAIL))
    elif set(map(without_tag, one.emails)) & set(map(without_tag, other.emails)):
        found.append((Reason.TAGGED_EMAIL, TAGGED_EMAIL))
    if one.phones & other.phones:
        found.append((Reason.PHONE, PHONE))
    if one.shared & other.shared:
        found.append((Reason.SHARED_MAILBOX, 0.0))
    if names in WHY:
        found.append((WHY[names], OF_NAMES[names]))
    # A company has many people: beside a vague name it says nothing.
    if (names > Fit.GIVEN or _is_strong(found)) and _companies_agree(one, other):
        found.append((Reason.COMPANY, COMPANY))
        if one.title and other.title and similar_titles(one.title, other.title):
            found.append((Reason.TITLE, TITLE))
    if one.birthday and other.birthday and not _birthdays_differ(one, other):
        both = one.birthday[0] and other.birthday[0]
        found.append((Reason.BIRTHDAY, BIRTHDAY if both else BIRTHDAY_WITHOUT_YEAR))
    return found


def _is_strong(found: list[tuple[Reason, float]]) -> bool:
    return any(weight >= PHONE for _reason, weight in found)


def _says_little(one: Profile, other: Profile) -> bool:
    """Of one of the two no work is known that could be another's."""
    return not one.company or not other.company


def _titles_differ(one: Profile, other: Profile) -> bool:
    return bool(one.title and other.title) and not similar_titles(one.title, other.title)


def _companies_agree(one: Profile, other: Profile) -> bool:
    """The same name, or the beginning of the longer one: Kestrel and Kestrel Technologies."""
    shorter, longer = sorted((one.company_key, other.company_key), key=len)
    return bool(shorter) and longer[: len(shorter)] == shorter


def _companies_differ(one: Profile, other: Profile) -> bool:
    return bool(one.company and other.company) and not _companies_agree(one, other)


def contradictions(one: Profile, other: Profile) -> bool:
    """Two profiles at LinkedIn, two birthdays, or father and son."""
    two_profiles = one.linkedin and other.linkedin and not one.linkedin & other.linkedin
    ages = one.names.generation, other.names.generation
    return (
        bool(two_profiles) or _birthdays_differ(one, other) or (0 not in ages and len({*ages}) > 1)
    )


def _birthdays_differ(one: Profile, other: Profile) -> bool:
    if one.birthday is None or other.birthday is None:
        return False
    (year, *day), (another, *other_day) = one.birthday, other.birthday
    return day != other_day or (None not in (year, another) and year != another)


def _is_sure(one: Profile, other: Profile, names: Fit, against: bool) -> bool:
    if against:
        return False
    if one.linkedin & other.linkedin:
        return True
    if one.emails & other.emails and names not in (Fit.NOT, Fit.TYPO):
        return True
    return is_phone_enough(one, other)


def is_phone_enough(one: Profile, other: Profile) -> bool:
    """A number may be a household's or a switchboard's: only with the very same name, at the same
    company, and nothing that speaks against it."""
    return (
        bool(one.phones & other.phones)
        and fit(one.names, other.names) == Fit.SAME
        and len(one.names.words) > 1
        and _companies_agree(one, other)
        and not _titles_differ(one, other)
        and one.names.generation == other.names.generation
        and not contradictions(one, other)
    )
