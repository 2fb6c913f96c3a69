"""Every string that the code and the templates mark for translation, read without gettext."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
APPS = ("accounts", "contacts", "core", "importing", "interactions", "pages", "relcrm", "reminders")
SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
PLURAL_CONTEXT = {"npgettext", "npgettext_lazy"}

# (context, singular): as catalogues key their entries
Marked = tuple[str | None, str]


def marked_strings() -> set[Marked]:
    """All of them, of the apps and of templates/."""
    return set(_of_code()) | set(_of_templates())


def _of_code() -> Iterator[Marked]:
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                yield from _calls(path.read_text("utf-8"))


def _of_templates() -> Iterator[Marked]:
    for pattern in ("*.html", "*.txt"):
        for path in (ROOT / "templates").rglob(pattern):
            # What lies between the calls is blanked to X and B by Django, and is no Python.
            for line in _statements(templatize(path.read_text("utf-8"), origin=str(path))):
                yield from _calls(line)


def _statements(text: str) -> Iterator[str]:
    """The calls that templatize left between its filling, each as Python."""
    for name in ("npgettext", "ngettext", "pgettext", "gettext", "_"):
        start = 0
        while (at := text.find(f"{name}(", start)) >= 0:
            start = at + 1
            if at and (text[at - 1].isalnum() or text[at - 1] == "_"):
                continue
            if call := _whole_call(text[at:]):
                yield call


def _whole_call(text: str) -> str:
    """The shortest beginning of a text that is one whole call; blank if none is."""
    end = 0
    while (end := text.find(")", end) + 1) > 0:
        try:
            ast.parse(text[:end].replace("\n", " ") if "'''" not in text[:end] else text[:end])
        except SyntaxError:
            continue
        return text[:end]
    return ""


def _calls(source: str) -> Iterator[Marked]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        texts = [arg.value for arg in node.args if _is_text(arg)]  # type: ignore[attr-defined]
        if (name in SINGLE or name in PLURAL) and texts:
            yield None, texts[0]
        elif (name in CONTEXT or name in PLURAL_CONTEXT) and len(texts) > 1:
            yield texts[0], texts[1]


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
