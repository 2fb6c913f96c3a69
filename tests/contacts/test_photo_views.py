"""A photo on a person's page: set, replaced, removed, and each taken back."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contacts import photos
from contacts.models import Contact, ContactPhoto
from core.models import Undo
from core.roles import acting_for
from tests.factories import make_contact, picture


def change(client: Client, contact: Contact, data: bytes) -> Any:
    file = SimpleUploadedFile("me.png", data)
    return client.post(reverse("contacts:photo_change", args=[contact.pk]), {"photo": file})


def stored(contact: Contact) -> str:
    with acting_for(contact.owner_id):
        return Contact.objects.get(pk=contact.pk).photo


def undo_last(client: Client, owner: User) -> None:
    with acting_for(owner.pk):
        row = Undo.objects.for_user(owner).order_by("-created_at", "-pk").first()
    assert row
    client.post(reverse("core:undo", args=[row.pk]))


def test_a_photo_is_set_shown_replaced_removed_and_each_taken_back(
    as_alice: Client, alice: User
) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana")
    keys = [stored(ana)]

    for side in (8, 9):
        assert change(as_alice, ana, picture(size=(side, side))).status_code == 302
        keys.append(stored(ana))
    as_alice.post(reverse("contacts:photo_remove", args=[ana.pk]))
    keys.append(stored(ana))

    assert keys[0] == keys[3] == ""
    assert len(set(keys)) == 3
    undo_last(as_alice, alice)
    assert stored(ana) == keys[2]
    html = as_alice.get(ana.get_absolute_url()).content.decode()
    assert f'<img src="{reverse("contacts:photo", args=[ana.pk])}?v={keys[2]}" alt=""' in html


def test_undoing_the_first_photo_leaves_none(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana")
    change(as_alice, ana, picture())

    undo_last(as_alice, alice)

    assert stored(ana) == ""
    with acting_for(alice.pk):
        assert ContactPhoto.objects.count() == 0


def test_what_is_no_picture_is_said_and_the_old_one_stays(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana")
        photos.set_photo(ana, picture())
        key = ana.photo

    for data in (b"<svg onload=alert(1)>", b"", b"\x89PNG\r\n\x1a\n broken"):
        answer = change(as_alice, ana, data)
        assert answer.status_code == 422
    assert stored(ana) == key


def test_faces_in_lists_show_photos_without_a_query_for_each(
    as_alice: Client, alice: User, django_assert_max_num_queries: Any
) -> None:
    with acting_for(alice.pk):
        for number in range(3):
            photos.set_photo(make_contact(alice, f"P{number}"), picture())
    as_alice.get(reverse("contacts:list"))

    with django_assert_max_num_queries(20):
        html = as_alice.get(reverse("contacts:list")).content.decode()

    assert html.count("/photo/?v=") == 3
