"""LinkedIn's Connections.csv: of today, from before the URL column, and from before 2014."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from importing import tabular
from importing.archives import Member, members_of
from importing.chat import DELETED
from importing.credentials import split_credentials, split_pronouns, without_emoji
from importing.dates import are_dates
from importing.drafts import Draft, has_identity
from importing.formats import messages, outlook, plain_csv
from importing.headers import aliases
from importing.records import Entry, Record
from importing.schemes import Scheme
from importing.sniffing import Options, Sample, Sniffed, as_found

NAME = "linkedin"
LABEL = _("LinkedIn connections")
MEMBERS = ("connections.csv",)

# All exports that have been seen are English; the other names cost nothing and may come.
COLUMNS = aliases(
    {
        "given": "First Name;Vorname;Prénom;Nombre;Nome;Voornaam;Förnamn;Fornavn",
        "family": "Last Name;Nachname;Nom;Apellidos;Cognome;Sobrenome;Achternaam;Efternamn;"
        "Etternavn;Efternavn",
        "linkedin": "URL;Profile URL",
        "email": "Email Address;E-Mail-Adresse;"
        "Adresse e-mail;Dirección de correo electrónico;Indirizzo email;Endereço de e-mail;"
        "E-mailadres;E-postadress;E-postadresse",
        "company": "Company;Unternehmen;Firma;Entreprise;Société;Empresa;Azienda;Bedrijf;Företag;"
        "Bedrift;Virksomhed",
        "title": "Position;Poste;Cargo;Posizione;Functie;Befattning;Stilling",
        "connected_on": "Connected On;Verbunden am;Vernetzt am;Kontakt seit;Connecté le;"
        "Date de connexion;Conectado el;Fecha de conexión;Collegato il;Data di collegamento;"
        "Conectado em;Verbonden op;Ansluten den;Tilknyttet",
    }
)
WIDTH = 7  # columns of today
NAMED = {"given", "family"}
SINCE_2014 = {"given", "family", "connected_on"}
BEFORE_2014 = ["title", "firstname", "middlename", "lastname", "suffix", "emailaddress"]
LINK = "linkedin.com/in/"


def knows(key: str) -> bool:
    return key in COLUMNS


def recognise(sample: Sample) -> float:
    if {COLUMNS.get(key) for key in sample.keys} >= SINCE_2014:
        return 0.95
    if sample.keys[:6] == BEFORE_2014:
        return 0.9
    return 0.9 if _is_of_links(sample) else 0.0


def _is_of_links(sample: Sample) -> bool:
    """Whether it is the table of today in a language that nobody has seen: names, and profiles
    under the only title that needs no translation."""
    keys = sample.keys
    if len(keys) != WIDTH or "url" not in keys or not set(_fields_for(keys, [])) >= NAMED:
        return False
    at = keys.index("url")
    links = [row[at] for row in sample.rows if at < len(row) and row[at].strip()]
    return bool(links) and all(LINK in link.lower() for link in links)


def describe(sample: Sample) -> Sniffed:
    """The table; and what the messages beside it in an archive make one ask."""
    found = tabular.describe(sample, SCHEME)
    beside = _messages_beside(sample)
    if beside is None:
        return found
    talks = messages.describe(beside)
    return replace(found, asks=talks.asks, along=[] if talks.refused else [beside.path.name])


def read(sample: Sample, options: Options) -> Iterator[Entry]:
    """The people; then, from an archive, the messages that were exchanged with them."""
    yield from tabular.read(sample, options, SCHEME)
    beside = _messages_beside(sample)
    if beside is not None and messages.describe(beside).refused is None:
        yield from messages.read(beside, messages.found_out(beside, options))


def _messages_beside(sample: Sample) -> Sample | None:
    """The archive's messages.csv, if the connections lie in an archive that has one."""
    if not isinstance(sample.path, Member):
        return None
    found = {member.base: member for member in reversed(members_of(sample.path.archive))}
    member = next((found[name] for name in messages.MEMBERS if name in found), None)
    if member is None:
        return None
    beside = Sample(member, messages.knows, as_found(sample.options))
    return beside if messages.recognise(beside) else None


def _fields_for(keys: list[str], rows: list[list[str]]) -> list[str | None]:
    """Before 2014 the columns were those of Outlook; in a language that nobody has seen the last
    one of today's is still the day of connecting."""
    found = [COLUMNS.get(key) or outlook.field_for(key) or plain_csv.field_for(key) for key in keys]
    if len(keys) == WIDTH and found[-1] is None and are_dates(row[WIDTH - 1 :] for row in rows):
        found[-1] = "connected_on"
    return found


def _settle(draft: Draft) -> None:
    """People put degrees, stars and pronouns into their names; those are not the name."""
    record = draft.record
    parts = split_credentials(record.family)
    record.given, pronouns = split_pronouns(without_emoji(record.given))
    record.family = parts.name
    record.suffix = record.suffix or parts.suffix
    record.pronouns = record.pronouns or parts.pronouns or pronouns
    record.source_id = record.linkedin


def _is_person(record: Record) -> bool:
    """A closed account is called LinkedIn Member; a company alone is nobody here."""
    if record.display.casefold() in DELETED:
        return False
    named = record.given or record.family or record.emails or record.phones or record.linkedin
    return bool(named) and has_identity(record)


SCHEME = Scheme(NAME, LABEL, _fields_for, _settle, _is_person)
