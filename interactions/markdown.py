"""Notes: Markdown to HTML that is safe to show. The one place that marks HTML as safe.

Three fences: the parser takes no raw HTML and no links but to the web and to mail; nh3 cleans
what it made; the pages' content security policy runs no script that is not ours.
"""

import re

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    *("p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "h3", "h4", "h5", "h6", "a"),
}
SCHEMES = {"http", "https", "mailto"}
# A page has its own h1 and h2.
LOWEST_HEADING = 3

_SENTENCE = re.compile(r".+?[.!?…](?=\s)|.+?[。！？]")
_BREAKS = {"softbreak", "hardbreak"}
# As much as a first sentence can be found in.
_BEGINNING = 2000

_parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True})
_parser.enable("strikethrough")
# A picture would be fetched from wherever a note says.
_parser.disable("image")


def render(text: str) -> SafeString:
    """The note as HTML."""
    tokens = _parser.parse(text.replace("\0", ""))
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + LOWEST_HEADING - 1)}"
    made = _parser.renderer.render(tokens, _parser.options, {})
    clean = nh3.clean(
        made,
        tags=TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(clean)  # noqa: S308  review: ok, nh3 is the last to touch it


def first_sentence(text: str, longest: int = 160) -> str:
    """The first sentence of a note without its marks, in its own words; cut if it is long. A line
    that ends is a sentence."""
    for token in _parser.parse(text[:_BEGINNING].replace("\0", "")):
        for line in _plain(token.children or []).splitlines():
            words = " ".join(line.split())
            if words:
                sentence = _SENTENCE.match(words)
                return Truncator(sentence[0] if sentence else words).chars(longest)
    return ""


def _plain(children: list[Token]) -> str:
    return "".join(
        "\n" if child.type in _BREAKS else child.content
        for child in children
        if child.type in {"text", "code_inline", *_BREAKS}
    )
