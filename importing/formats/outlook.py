"""Outlook's contacts as CSV: classic and new, written by Google for it, and in other languages."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from importing import tabular
from importing.headers import aliases
from importing.records import Entry
from importing.schemes import Scheme
from importing.sniffing import Options, Sample, Sniffed

NAME = "outlook"
LABEL = _("Outlook contacts")

# English; German; French; Spanish; Italian; Dutch, as far as they are known.
COLUMNS = aliases(
    {
        "prefix": "Title;Anrede;Titre;Tratamiento;Titolo;Titel",
        "given": "First Name;Vorname;Prénom;Nombre;Nome;Voornaam",
        "middle": "Middle Name;Weitere Vornamen;Deuxième prénom;Segundo nombre;Secondo nome;"
        "Middelste naam",
        "family": "Last Name;Nachname;Nom;Apellidos;Cognome;Achternaam",
        "suffix": "Suffix;Suffixe;Sufijo;Titolo straniero;Achtervoegsel",
        "nickname": "Nickname;Spitzname;Surnom;Sobrenombre;Bijnaam",
        "company": "Company;Firma;Société;Organización;Società;Bedrijf",
        "department": "Department;Abteilung;Service;Departamento;Reparto;Afdeling",
        "title": "Job Title;Position;Fonction;Puesto;Posizione;Functie",
        "email": "E-mail Address;E-mail 2 Address;E-mail 3 Address;E-Mail-Adresse;"
        "E-Mail 2: Adresse;E-Mail 3: Adresse;Adresse de messagerie;Adresse de messagerie 2;"
        "Adresse de messagerie 3;Dirección de correo electrónico;"
        "Dirección del correo electrónico 2;Dirección del correo electrónico 3;"
        "Indirizzo posta elettronica;Indirizzo posta elettronica 2;E-mailadres;E-mailadres 2",
        "phone_mobile": "Mobile Phone;Mobiltelefon;Tél. mobile;Móvil;Cellulare;Mobiele telefoon",
        "phone_work": "Business Phone;Business Phone 2;Company Main Phone;Telefon geschäftlich;"
        "Telefon geschäftlich 2;Telefon Firma;Téléphone (bureau);Téléphone 2 (bureau);"
        "Téléphone société;Teléfono del trabajo;Teléfono del trabajo 2;Ufficio;Ufficio 2;"
        "Telefoon op werk",
        "phone_home": "Home Phone;Home Phone 2;Telefon privat;Telefon (privat);Telefon privat 2;"
        "Téléphone (domicile);Téléphone 2 (domicile);Particular;Abitazione;Telefoon thuis",
        "phone_fax": "Business Fax;Home Fax;Other Fax;Fax geschäftlich;Fax privat;"
        "Télécopie (bureau);Télécopie (domicile);Fax del trabajo;Fax (uff.)",
        "phone": "Other Phone;Primary Phone;Car Phone;Radio Phone;Pager;Callback;Weiteres Telefon;"
        "Haupttelefon;Autotelefon;Autre téléphone;Téléphone principal;Otro teléfono;"
        "Teléfono principal",
        "url": "Web Page;Personal Web Page;Webseite;Page Web;Página Web;Pagina Web;Webpagina",
        "birthday": "Birthday;Geburtstag;Anniversaire;Cumpleaños;Compleanno;Verjaardag",
        "anniversary": "Anniversary;Jahrestag;Anniversaire de mariage ou fête;Aniversario;"
        "Anniversario;Speciale datum",
        "tags": "Categories;Kategorien;Catégories;Categorías;Categorie;Categorieën",
        "notes": "Notes;Notizen;Notas;Notities;Note",
        "named_note": "Spouse;Partner;Ehepartner;Conjoint(e);Conjoint;Cónyuge;Coniuge;Children;"
        "Kinder;Enfants;Referred By;Manager's Name;Assistant's Name;Hobby;Schools",
        "work_street": "Business Street;Business Street 2;Business Street 3;Straße geschäftlich;"
        "Straße geschäftlich 2;Straße geschäftlich 3;Rue (bureau);Rue (bureau) 2;"
        "Calle del trabajo;Via (uff.);Werkadres, straat",
        "work_city": "Business City;Ort geschäftlich;Ville (bureau);Ciudad de trabajo;Città (uff.);"
        "Werkadres, plaats",
        "work_region": "Business State;Region geschäftlich;Dép/Région (bureau);"
        "Provincia o estado de trabajo;Provincia (uff.)",
        "work_postal_code": "Business Postal Code;Postleitzahl geschäftlich;Code postal (bureau);"
        "Código postal del trabajo;CAP (uff.);Werkadres, postcode",
        "work_country": "Business Country/Region;Business Country;Land/Region geschäftlich;"
        "Pays/Région (bureau);País o región del trabajo;Paese (uff.);Werkadres, land/regio",
        "home_street": "Home Street;Home Street 2;Home Street 3;Straße privat;Straße privat 2;"
        "Rue (domicile);Calle del domicilio;Via (ab.)",
        "home_city": "Home City;Ort privat;Ville (domicile);Ciudad de residencia;Città (ab.)",
        "home_region": "Home State;Bundesland/Kanton privat;Region privat;Dép/Région (domicile)",
        "home_postal_code": "Home Postal Code;Postleitzahl privat;Code postal (domicile)",
        "home_country": "Home Country/Region;Home Country;Land/Region privat;"
        "Pays/Région (domicile)",
        "street": "Other Street;Other Street 2;Other Street 3;Weitere Straße;Rue (autre)",
        "city": "Other City;Weiterer Ort;Ville (autre)",
        "region": "Other State;Weitere Region;Dép/Région (autre)",
        "postal_code": "Other Postal Code;Weitere Postleitzahl;Code postal (autre)",
        "country": "Other Country/Region;Other Country;Weiteres Land/Region;Pays/Région (autre)",
    }
)
# What Outlook's header has in every language, and nothing else has together.
NAMES = {COLUMN for COLUMN, name in COLUMNS.items() if name in ("given", "family")}
OWN_PREFIXES = ("business", "email2address", "emaildisplayname", "emailtype")
OWN_PARTS = (
    *("geschaftlich", "bureau", "deltrabajo", "detrabajo", "uff", "messagerie", "werkadres"),
    "opwerk",
)


def knows(key: str) -> bool:
    return key in COLUMNS


def recognise(sample: Sample) -> float:
    own = [key for key in sample.keys if key.startswith(OWN_PREFIXES) or _is_foreign(key)]
    named = len(NAMES & set(sample.keys)) >= 2
    return 0.85 if named and any(key in COLUMNS for key in own) else 0.0


def _is_foreign(key: str) -> bool:
    return any(part in key for part in OWN_PARTS)


def describe(sample: Sample) -> Sniffed:
    return tabular.describe(sample, SCHEME)


def read(sample: Sample, options: Options) -> Iterator[Entry]:
    return tabular.read(sample, options, SCHEME)


def _fields_for(keys: list[str], _rows: list[list[str]]) -> list[str | None]:
    """As by name; in French `Profession` is the job where there is no `Fonction`."""
    found = [COLUMNS.get(key) for key in keys]
    if "title" not in found and "profession" in keys:
        found[keys.index("profession")] = "title"
    return found


SCHEME = Scheme(NAME, LABEL, _fields_for, tag_separators=";\n")
