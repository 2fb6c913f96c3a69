"""Notes are shown, and nothing in them runs, is fetched or leads astray."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interactions import markdown

ALLOWED = markdown.TAGS

# Published holes of other Markdown pipelines, and what one would try next.
ATTACKS = [
    "[c](javascript:alert(1))",
    "[c](JaVaScRiPt:alert(1))",
    "[c](java\tscript:alert(1))",
    "[c](java\nscript:alert(1))",
    "[c]( javascript:alert(1))",
    "[c](\x01javascript:alert(1))",
    "[c](javascript&colon;alert(1))",
    "[c](javascript&#58;alert(1))",
    "[c](&#106;avascript:alert(1))",
    "[c](&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74:alert(1))",
    "[c](javascript%3Aalert(1))",
    "[c](<javascript:alert(1)>)",
    "[c](vbscript:msgbox(1))",
    "[c](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[c](data:image/svg+xml,<svg onload=alert(1)>)",
    "[c](file:///etc/hosts)",
    "[c][r]\n\n[r]: javascript:alert(1)",
    "[r]\n\n[r]: <javascript:alert(1)> 'title'",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "<vbscript:x>",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    '![x](https://evil.example/a.png "onerror=alert(1)")',
    "![x]\n\n[x]: https://evil.example/pixel.png",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    '<a href="javascript:alert(1)">x</a>',
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<form action=https://evil.example><button>Save</button></form>",
    "<style>*{display:none}</style>",
    "<p style=position:fixed;inset:0>over all</p>",
    "<div hx-get=/undo/ hx-trigger=load>x</div>",
    "<base href=https://evil.example>",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?php echo 1 ?>",
    "`<img src=x onerror=alert(1)>`",
    "```html onclick=alert(1)\n<script>alert(1)</script>\n```",
    '``` " onmouseover=alert(1)\nx\n```',
    '[c](https://a.example "onmouseover=alert(1)")',
    "[c](https://a.example '\"><script>alert(1)</script>')",
    '[c](https://a.example/"onmouseover=alert(1)//)',
    "[<img src=x onerror=alert(1)>](https://a.example)",
    "[a](https://a.example)<b onclick=alert(1)>",
    "1. <li onclick=alert(1)>x</li>",
    "> <blockquote cite=javascript:alert(1)>",
    "# <script>alert(1)</script>",
    "\\<script>alert(1)\\</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "**<script>**alert(1)**</script>**",
    "~~<svg onload=alert(1)>~~",
    "\u202e<script>\u202calert(1)",
    "a\0<script>alert(1)</script>",
    "[x](//evil.example)",
    "|a|b|\n|-|-|\n|<script>alert(1)</script>|x|",
]


class Elements(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def unsafe(html: str) -> list[tuple[str, dict[str, str]]]:
    """Elements of `html` that no note may hold."""
    return [
        (tag, attributes)
        for tag, attributes in Elements(html).found
        if tag not in ALLOWED
        or attributes.keys() - {"href", "title", "rel", "start"}
        or not _leads_well(attributes.get("href", "https:"))
    ]


def _leads_well(address: str) -> bool:
    scheme = re.match(r"[\s\x00-\x20]*([a-z][a-z0-9+.\s-]*):", address, re.I)
    return scheme is None or scheme[1].lower() in markdown.SCHEMES


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_shown_as_text_or_dropped(attack: str) -> None:
    assert unsafe(markdown.render(attack)) == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_inside_good_text_is_as_harmless(attack: str) -> None:
    assert unsafe(markdown.render(f"- one **two** {attack}\n\n> [x](https://a.example)")) == []


@given(
    st.lists(st.sampled_from([*ATTACKS, "\n", "\n\n", "*", "`", "[", "](", "<", '"']), max_size=6)
)
def test_no_mixture_of_attacks_gets_through(parts: list[str]) -> None:
    assert unsafe(markdown.render("".join(parts))) == []


def test_the_judge_of_these_tests_sees_what_is_unsafe() -> None:
    bad = '<script>x</script><a href="java script:x">a</a><p onclick="x">b</p><img src="x">'

    assert [tag for tag, _ in unsafe(bad)] == ["script", "a", "p", "img"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**bold** and *thin*", "<p><strong>bold</strong> and <em>thin</em></p>\n"),
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n'),
        ("# Big", "<h3>Big</h3>\n"),
        ("###### Small", "<h6>Small</h6>\n"),
        ("~~no~~ `x < y`", "<p><s>no</s> <code>x &lt; y</code></p>\n"),
        (
            "[a](https://a.example)",
            '<p><a href="https://a.example" rel="noopener noreferrer nofollow">a</a></p>\n',
        ),
        (
            "<ana@example.org>",
            '<p><a href="mailto:ana@example.org" rel="noopener noreferrer nofollow">'
            "ana@example.org</a></p>\n",
        ),
        ("陈思远 said 你好 🙂", "<p>陈思远 said 你好 🙂</p>\n"),
        ("O'Brien & Null", "<p>O'Brien &amp; Null</p>\n"),
        ("", ""),
    ],
)
def test_markdown_reads_as_expected(text: str, html: str) -> None:
    assert markdown.render(text) == html


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("She took the **lab**. First hire soon.", "She took the lab."),
        ("- Asked how the [pilot](https://a.example) goes\n- more", "Asked how the pilot goes"),
        ("# Lisbon\n\nmoves in May", "Lisbon"),
        ("Is 3.5 enough? Maybe.", "Is 3.5 enough?"),
        ("one\ntwo", "one"),
        ("你好。再见。", "你好。"),
        ("<script>", "<script>"),
        ("", ""),
        ("\n\n***\n", ""),
    ],
)
def test_a_hook_is_the_first_sentence_in_its_own_words(text: str, sentence: str) -> None:
    assert markdown.first_sentence(text) == sentence


def test_a_long_sentence_is_cut() -> None:
    hook = markdown.first_sentence("word " * 100, longest=20)

    assert hook == "word word word word…"
