from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.frontend.site import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def gallery(site: Site, page: Page) -> Iterator[Page]:
    """The open gallery; any complaint of the browser fails the test."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(site.url)
    page.wait_for_load_state("networkidle")
    # The gallery's form has a wrong field, which takes the focus as it should.
    page.evaluate("document.activeElement.blur()")
    yield page
    assert [text for text in complaints if "status of" not in text and "Status" not in text] == []
