"""Text goes gzipped; what is small already goes as it is."""

import gzip
from http import HTTPStatus

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from core.middleware import Compressed

LONG = b"The people who matter. " * 100


def answer(response: HttpResponse, accepts: str = "gzip") -> HttpResponse:
    request = RequestFactory().get("/", headers={"Accept-Encoding": accepts})
    packed = Compressed(lambda request: response)(request)
    assert isinstance(packed, HttpResponse)
    return packed


def test_a_page_goes_gzipped_to_whoever_reads_that() -> None:
    packed = answer(HttpResponse(LONG))

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == LONG
    assert len(packed.content) < 400


def test_a_page_goes_as_it_is_to_whoever_does_not_read_gzip() -> None:
    assert answer(HttpResponse(LONG), accepts="identity").content == LONG


@pytest.mark.parametrize("kind", ["image/png", "font/woff2", "application/zip"])
def test_what_is_small_already_goes_as_it_is(kind: str) -> None:
    sent = answer(HttpResponse(LONG, content_type=kind))

    assert (sent.content, sent.has_header("Content-Encoding")) == (LONG, False)


def test_a_part_of_a_file_goes_as_it_is() -> None:
    part = HttpResponse(LONG, content_type="text/css", status=HTTPStatus.PARTIAL_CONTENT)

    assert answer(part).content == LONG


def test_the_stylesheet_goes_gzipped_and_is_known_again_by_its_date(client: Client) -> None:
    first = client.get("/static/app.css", headers={"Accept-Encoding": "gzip"})

    again = client.get(
        "/static/app.css",
        headers={"Accept-Encoding": "gzip", "If-Modified-Since": first["Last-Modified"]},
    )

    assert (first["Content-Encoding"], first.has_header("ETag")) == ("gzip", False)
    assert again.status_code == HTTPStatus.NOT_MODIFIED
