"""Text can be read in both themes: every pair of tokens is computed, not looked at."""

import math
import re
from pathlib import Path

import pytest
from django.conf import settings

SOURCE = (Path(settings.BASE_DIR) / "frontend/app.css").read_text()
Colour = tuple[float, float, float]


def block(start: str) -> str:
    at = SOURCE.index(start)
    return SOURCE[at : SOURCE.index("}", at)]


def tokens(*starts: str) -> dict[str, str]:
    return {
        name: value
        for start in starts
        for name, value in re.findall(r"--([\w-]+):\s*(oklch\([^)]*\))", block(start))
    }


THEMES = {
    "dawn": tokens('name: "dawn"', ':root, [data-theme="dawn"]'),
    "dusk": tokens('name: "dusk"', "@utility dusk-tokens"),
}
SURFACES = ["color-base-100", "color-base-200", "well"]
PAIRS = [
    *((text, surface) for text in ("color-base-content", "muted") for surface in SURFACES),
    ("color-primary", "color-base-100"),
    ("color-primary", "color-base-200"),
    ("color-error", "color-base-100"),
    *(
        (f"color-{name}-content", f"color-{name}")
        for name in "primary secondary accent neutral info success warning error".split()
    ),
    *((f"w-{band}-ink", f"w-{band}-bg") for band in "fresh soon due over dorm".split()),
    *((f"w-{band}-ink", "color-base-100") for band in "fresh soon due over dorm".split()),
    *((f"tone-{number}-ink", f"tone-{number}") for number in range(1, 7)),
    *((text, sky) for text in ("sky-ink", "sky-muted") for sky in ("sky-1", "sky-2", "sky-3")),
]


def linear(oklch: str) -> Colour:
    """A colour's linear sRGB, cut to what a screen can show."""
    lightness, chroma, hue = (float(part) for part in re.findall(r"[\d.]+", oklch)[:3])
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    return _shown(red), _shown(green), _shown(blue)


def _shown(value: float) -> float:
    return min(1.0, max(0.0, value))


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((_luminance(linear(one)), _luminance(linear(other))), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def test_black_on_white_is_21_to_1() -> None:
    assert round(contrast("oklch(0 0 0)", "oklch(1 0 0)"), 2) == 21


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "surface"), PAIRS)
def test_text_stands_out_at_least_4_5_to_1(theme: str, text: str, surface: str) -> None:
    found = THEMES[theme]

    assert contrast(found[text], found[surface]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_the_focus_ring_stands_out_at_least_3_to_1(theme: str) -> None:
    found = THEMES[theme]

    for surface in SURFACES:
        assert contrast(found["color-primary"], found[surface]) >= 3


def test_both_themes_have_the_same_tokens() -> None:
    assert set(THEMES["dawn"]) == set(THEMES["dusk"])
