"""When two phone numbers are one: in the form of E.164, read as in the user's country."""

from functools import lru_cache

import phonenumbers

SHORTEST = 7


@lru_cache(maxsize=50_000)
def e164(number: str, region: str) -> str:
    """As in +442079460011; "" if nobody can tell. `region`: see accounts.regions; "" if unknown.

    Numbers that no country has given out (of films and tests) are taken too, if they could be.
    """
    try:
        parsed = phonenumbers.parse(_plain(number), region or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _plain(number: str) -> str:
    """00 is how most of the world writes +."""
    shown = number.strip()
    return f"+{shown[2:].lstrip(' -')}" if shown.startswith("00") else shown


def forms(number: str, region: str) -> set[str]:
    """As what the same number may stand in contacts.methods."""
    written = "".join(char for char in number if char.isdigit())
    if len(written) < SHORTEST:
        return set()
    found = {written, f"+{written}"} if number.strip().startswith("+") else {written}
    full = e164(number, region)
    if full:
        parsed = phonenumbers.parse(full)
        national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
        found |= {full, full[1:], "".join(char for char in national if char.isdigit())}
    return found
