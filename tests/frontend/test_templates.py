"""What holds for every template: the content policy, the sprite, the built CSS."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from pytest_django.fixtures import Settings

from core.templatetags import ui
from tests.frontend import sample
from tests.frontend.site import pages

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMPONENTS = sorted((ROOT / "templates" / "components").glob("*.html"))
# An e-mail is styled where it stands: no style sheet travels with it.
ON_SCREEN = [path for path in TEMPLATES if not {"mail", "email"} & set(path.parts)]
# The admin has Django's own look.
OURS = [path for path in ON_SCREEN if "admin" not in path.parts]
CODE = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", re.S)
FORBIDDEN = {
    "a style attribute": re.compile(r"""\sstyle\s*=\s*["'{]"""),
    "a style element": re.compile(r"<style\b", re.I),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.I),
    "an inline handler": re.compile(r"""\son[a-z]+\s*=\s*["']""", re.I),
    "hx-on": re.compile(r"\bhx-on\b|\bhx-on:"),
    "a script address": re.compile(r"javascript:", re.I),
    "an address elsewhere": re.compile(r"""(?:src|href)=["']https?://[^"']*\.(?:js|css|woff2)"""),
}
# Words that name a place for scripts or a state, and need no style of their own.
HOOKS = {"js", "mine"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


@pytest.mark.parametrize("path", ON_SCREEN, ids=name)
def test_a_template_asks_for_nothing_that_the_content_policy_forbids(path: Path) -> None:
    text = CODE.sub("", path.read_text())

    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize(
    "html",
    ['<p style="x">', "<script>", '<a onclick="x">', "<p hx-on:click='x'>", "<style>"],
)
def test_the_patterns_find_what_is_forbidden(html: str) -> None:
    assert any(pattern.search(html) for pattern in FORBIDDEN.values())


def test_the_sprite_has_every_icon_that_templates_and_tags_name() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/sprite.svg").read_text()))
    named = {icon for family in ui.PICTURES.values() for icon in family.values()}
    named |= set(ui.STATE_ICONS.values())
    for path in TEMPLATES:
        named |= set(re.findall(r"""(?:{% icon|\bimage=)\s*["']([\w-]+)["']""", path.read_text()))

    assert named - drawn - {""} == set()


class Classes(HTMLParser):
    """The classes of a page as the browser sees them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= set((dict(attrs).get("class") or "").split())


def styled() -> set[str]:
    css = (ROOT / "static/app.css").read_text()
    found = re.findall(r"\.((?:\\.|[\w-]|[^\x00-\x7f])+)", css)
    return {re.sub(r"\\(.)", r"\1", one) for one in found}


def literal_classes(text: str) -> set[str]:
    """The classes written out in a template; what is put together from values is left out."""
    found = set()
    for value in re.findall(r'class(?:es)?="([^"]*)"', CODE.sub("", text)):
        plain = re.sub(r"\S*{{.*?}}\S*", " ", re.sub(r"{%.*?%}", " ", value))
        found |= set(plain.split())
    return found


@pytest.mark.parametrize("path", OURS, ids=name)
def test_the_built_css_has_every_class_of_a_template(path: Path) -> None:
    """If this fails, run frontend/build.sh and commit static/app.css."""
    assert literal_classes(path.read_text()) - styled() - HOOKS == set()


def test_the_built_css_has_every_class_of_the_rendered_gallery() -> None:
    page = Classes()
    for html in pages().values():
        page.feed(html)

    assert page.found - styled() - HOOKS == set()


@pytest.mark.parametrize("path", COMPONENTS, ids=name)
def test_a_component_says_first_what_it_needs(path: Path) -> None:
    first = r"(?:{% extends .*?%}\s*)?({#.*?#}|{% comment %}.*?{% endcomment %})"
    said = re.match(first, path.read_text(), re.S)

    assert said
    assert "Needs: " in said[0]


def test_the_first_load_of_css_and_javascript_is_under_60_kb() -> None:
    htmx = finders.find("django_htmx/htmx-2.min.js")
    assert htmx
    files = [Path(htmx), ROOT / "static/app.css", *(ROOT / "static/js").glob("*.js")]

    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in files) < 60_000


@pytest.mark.parametrize("template", ["400.html", "403.html", "404.html", "500.html", "503.html"])
def test_an_error_page_asks_nothing_of_the_context(template: str) -> None:
    html = render_to_string(template)

    assert f'<p class="text-muted text-sm">{template[:3]}</p>' in html
    assert html.count("<h1") == 1


def test_a_link_shows_only_where_its_page_exists(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.frontend.urls"
    html = render_to_string("components/rail.html", {"nav": {}})

    assert re.findall(r'<a class="nav" href="([^"]+)"', html) == [
        "/",
        "/people/",
        "/import/",
        "/settings/",
    ]


def test_people_to_sort_are_counted_in_the_rail(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.frontend.urls"
    html = render_to_string("components/rail.html", {"nav": {"to_sort_count": 612}})

    assert re.findall(r'<span class="count">(\d+)</span>', html) == ["612"]


@pytest.mark.parametrize(
    ("view", "current"),
    [
        ("reminders:today", ["/"]),
        ("contacts:list", ["/people/"]),
        ("pages:person", ["/people/"]),
        ("importing:start", ["/import/"]),
        ("accounts:settings", ["/settings/"]),
        ("core:undo", []),
        ("", []),
    ],
)
def test_the_rail_says_where_one_is(settings: Settings, view: str, current: list[str]) -> None:
    settings.ROOT_URLCONF = "tests.frontend.urls"
    html = render_to_string("components/rail.html", {"nav": {"active": view}})

    assert re.findall(r'href="([^"]+)" aria-current="page"', html) == current


def test_names_are_shown_as_text(settings: Settings) -> None:
    name = "<img src=x onerror=alert(1)>"
    html = render_to_string("components/person.html", {"name": name, "url": "/"})
    card = {**sample.cards()[0], "name": name}
    html += render_to_string("components/reach_card.html", {"card": card})

    assert "<img" not in html
