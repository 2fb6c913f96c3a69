"""vCards through the whole pipeline: their photos, a second time, taken back, on the screen."""

import base64
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contacts import photos
from contacts.models import ContactPhoto
from core.roles import acting_for
from importing.models import ImportJob
from tests.factories import make_contact, picture
from tests.importing.pipeline import (
    bring,
    counts,
    everything,
    fresh,
    people,
    person,
    preview,
    take_back,
)
from tests.importing.test_formats_vcard import card

pytestmark = pytest.mark.django_db


def photo(size: int = 40, **options: Any) -> str:
    encoded = base64.b64encode(picture(size=(size, size), **options)).decode()
    return f"PHOTO;ENCODING=b;TYPE=PNG:{encoded}"


ADA = card("UID:1", "FN:Ada", "EMAIL:ada@example.com", photo())
BO = card("UID:2", "FN:Bo", "EMAIL:bo@example.com")


def test_photos_come_in_with_their_people(alice: User) -> None:
    job = bring(alice, (ADA + BO).encode())

    assert counts(job) == {"created": 2}
    with acting_for(alice.pk):
        [kept] = ContactPhoto.objects.select_related("contact")
        assert kept.contact.display == "Ada"
        assert kept.contact.photo == photos.photo_key(bytes(kept.image))
    assert person(alice, "Bo").photo == ""


def test_a_second_import_changes_nothing(alice: User) -> None:
    bring(alice, (ADA + BO).encode())
    before = everything(alice)

    again = bring(alice, (ADA + BO).encode())

    assert counts(again) == {"unchanged": 2}
    assert everything(alice) == before


def test_an_import_gives_a_photo_to_who_has_none_and_takes_it_back(alice: User) -> None:
    bring(alice, (BO + ADA).encode())
    with_photo = card("UID:2", "FN:Bo", "EMAIL:bo@example.com", photo())
    before = everything(alice)

    job = bring(alice, (with_photo + ADA).encode())

    assert counts(job) == {"updated": 1, "unchanged": 1}
    assert person(alice, "Bo").photo != ""
    take_back(job)
    assert person(alice, "Bo").photo == ""
    assert person(alice, "Ada").photo != ""
    kept = [{**row, "version": 0} for row in everything(alice)]
    assert kept == [{**row, "version": 0} for row in before]
    with acting_for(alice.pk):
        assert ContactPhoto.objects.count() == 1


def test_an_import_never_replaces_a_photo(alice: User) -> None:
    with acting_for(alice.pk):
        known = make_contact(alice, "Bo")
        photos.set_photo(known, picture(size=(30, 30)))
        known.methods.create(
            owner=alice, kind="email", value="bo@example.com", normalised="bo@example.com"
        )
    before = known.photo

    bring(alice, card("UID:2", "FN:Bo", "EMAIL:bo@example.com", photo()).encode())

    assert person(alice, "Bo").photo == before


def test_a_photo_that_was_removed_does_not_come_back(alice: User) -> None:
    bring(alice, ADA.encode())
    ada = person(alice, "Ada")
    with acting_for(alice.pk):
        photos.remove_photo(ada)

    assert counts(bring(alice, ADA.encode())) == {"unchanged": 1}
    assert person(alice, "Ada").photo == ""


def test_undo_of_a_first_import_takes_the_photos_along(alice: User) -> None:
    take_back(bring(alice, (ADA + BO).encode()))

    assert people(alice) == []
    with acting_for(alice.pk):
        assert ContactPhoto.objects.count() == 0


def test_who_was_given_another_photo_since_is_kept(alice: User) -> None:
    job = bring(alice, (ADA + BO).encode())
    with acting_for(alice.pk):
        photos.set_photo(person(alice, "Bo"), picture())

    take_back(job)

    assert people(alice) == ["Bo"]


def test_cards_are_checked_and_imported_on_the_screen(as_alice: Client, alice: User) -> None:
    damaged = "BEGIN:VCARD\r\nFN:Cut\r\n"
    job = preview(alice, (damaged + ADA).encode(), name="friends.vcf")
    page = reverse("importing:check", args=[job.pk])

    shown = as_alice.get(page).content.decode()

    assert "vCard.</b> 2 records in" in " ".join(shown.split())
    assert "This card is damaged." in shown
    assert "How the columns of the file become fields" not in shown
    assert "Columns are divided by" not in shown
    assert as_alice.post(page, {"do": "start"}).status_code == 302
    assert fresh(job).state == "queued"


def test_cards_may_be_read_in_another_encoding(as_alice: Client, alice: User) -> None:
    text = card("FN:Иван Вода").encode("cp1251")
    job = preview(alice, text)
    page = reverse("importing:check", args=[job.pk])

    as_alice.post(page, {"do": "reading", "encoding": "cp1251"})

    with acting_for(alice.pk):
        assert ImportJob.objects.get(pk=job.pk).reading["chosen"] == {"encoding": "cp1251"}
    done = bring(alice, text, encoding="cp1251")
    assert counts(done) == {"created": 1}
    assert people(alice) == ["Иван Вода"]
