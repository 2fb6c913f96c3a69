"""Photos: what is kept of a picture, who sees it, and what is refused."""

import io
import struct
import zlib

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from accounts.models import User
from contacts import photos
from contacts.models import Contact, ContactPhoto
from contacts.pictures import LARGEST, MAX_BYTES, UnfitPicture, is_kept, shrink
from core.roles import acting_for
from tests.factories import make_contact, picture


def seen(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("format", ["JPEG", "PNG", "GIF", "WEBP", "BMP"])
def test_any_usual_picture_becomes_a_small_webp(format: str) -> None:
    small = seen(shrink(picture(format, (900, 600))))

    assert (small.format, small.size) == ("WEBP", (192, 192))
    red, green, blue = small.convert("RGB").getpixel((96, 96))  # type: ignore[misc]
    assert (red > 180, green < 60, blue < 60) == (True, True, True)


def test_a_small_picture_is_not_blown_up() -> None:
    assert seen(shrink(picture(size=(40, 60)))).size == (40, 40)


def test_what_a_camera_wrote_beside_the_picture_is_gone_but_not_how_it_was_held() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    exif[0x0112] = 6  # held upright
    wide = Image.new("RGB", (64, 64), "white")
    wide.paste("black", (0, 0, 64, 32))
    file = io.BytesIO()
    wide.save(file, "JPEG", exif=exif, comment=b"Secret place")

    data = shrink(file.getvalue())

    assert b"Secret" not in data
    assert dict(seen(data).getexif()) == {}
    pixels = seen(data).convert("L")
    assert pixels.getpixel((60, 32)) < 50 < 200 < pixels.getpixel((4, 32))  # type: ignore[operator]


def test_what_was_made_here_before_stays_as_it_is() -> None:
    for original in (picture(size=(300, 200)), see_through()):
        once = shrink(original)

        assert is_kept(once)
        assert shrink(once) == once
        assert not is_kept(once + b"<script>")
        assert not is_kept(once[:-9])
    assert not is_kept(picture("WEBP", (20, 20), exif=b"Exif\0\0 secret"))
    assert not is_kept(picture("WEBP", (20, 30)))
    assert not is_kept(b"RIFF\x04\0\0\0WEBP")


def see_through() -> bytes:
    file = io.BytesIO()
    Image.new("RGBA", (40, 40), (200, 20, 20, 90)).save(file, "PNG")
    return file.getvalue()


def test_a_noisy_picture_stays_under_the_limit() -> None:
    noise = Image.effect_noise((600, 600), 120).convert("RGB")
    file = io.BytesIO()
    noise.save(file, "PNG")

    assert len(shrink(file.getvalue())) <= LARGEST


def test_of_an_animation_the_first_frame_is_kept() -> None:
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "blue", "lime")]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])

    small = seen(shrink(file.getvalue()))

    assert getattr(small, "n_frames", 1) == 1
    assert small.convert("RGB").getpixel((15, 15))[0] > 200  # type: ignore[index]


def claimed(width: int, height: int) -> bytes:
    """A PNG that says how large it is, and holds next to nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(99)))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        picture("JPEG", (500, 500))[:700],
        claimed(30_000, 30_000),
        claimed(6_000, 6_000),
        picture() + bytes(MAX_BYTES),
    ],
    ids=["empty", "text", "svg", "eps", "cut", "huge", "large", "heavy"],
)
def test_what_is_no_fit_picture_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(UnfitPicture, match=r"\.$"):
        shrink(data)


@given(data=st.binary(max_size=400), start=st.sampled_from(["PNG", "JPEG", "GIF", "WEBP", "BMP"]))
def test_damaged_bytes_give_a_picture_or_a_sentence(data: bytes, start: str) -> None:
    whole = picture(start)
    for damaged in (whole[:20] + data, whole[: len(whole) // 2] + data, data):
        try:
            small = shrink(damaged)
        except UnfitPicture:
            continue
        assert seen(small).format == "WEBP"


def test_a_photo_is_set_replaced_and_removed(alice: User) -> None:
    with acting_for(alice.pk):
        person = make_contact(alice)

        photos.set_photo(person, picture())
        first = person.photo_url
        photos.set_photo(person, picture(size=(20, 20)))
        second = person.photo_url

        assert ContactPhoto.objects.for_user(alice).count() == 1
        assert first != second
        assert person.version == 3
        photos.remove_photo(person)
        photos.remove_photo(person)
        assert (person.photo_url, person.version) == ("", 4)
        assert not ContactPhoto.objects.for_user(alice).exists()


def test_a_bad_picture_leaves_the_good_one(alice: User) -> None:
    with acting_for(alice.pk):
        person = make_contact(alice)
        photos.set_photo(person, picture())
        before = person.photo

        with pytest.raises(UnfitPicture):
            photos.set_photo(person, b"GIF89a")

        assert Contact.objects.get(pk=person.pk).photo == before


def test_given_photos_never_replace_one_that_is_there(alice: User) -> None:
    with acting_for(alice.pk):
        new, known = make_contact(alice, "Bo"), make_contact(alice, "Cy")
        photos.set_photo(known, picture())
        before, image = known.photo, shrink(picture(size=(30, 30)))

        photos.give_photos(alice.pk, {new.pk: image, known.pk: image})

        new.refresh_from_db()
        known.refresh_from_db()
        assert new.photo == photos.photo_key(image)
        assert known.photo == before


def test_the_owner_sees_the_photo_and_it_can_do_nothing(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        person = make_contact(alice)
        photos.set_photo(person, picture())

    response = as_alice.get(person.photo_url)

    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"].startswith("private")
    assert seen(response.content).size == (8, 8)


def test_without_a_photo_and_in_the_trash_there_is_nothing_to_see(
    as_alice: Client, alice: User
) -> None:
    with acting_for(alice.pk):
        person, gone = make_contact(alice), make_contact(alice, "Bo")
        photos.set_photo(gone, picture())
        Contact.objects.filter(pk=gone.pk).update(deleted_at=gone.created_at)

    for pk in (person.pk, gone.pk):
        assert as_alice.get(reverse("contacts:photo", args=[pk])).status_code == 404
