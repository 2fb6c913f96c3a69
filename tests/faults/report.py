"""What a scenario found."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Report:
    """Figures to print, and what did not hold: empty if all did."""

    figures: dict[str, object] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def must(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.problems.append(otherwise)

    def note(self, **figures: object) -> None:
        self.figures.update(figures)

    @property
    def line(self) -> str:
        return ", ".join(f"{name.replace('_', ' ')} {told(v)}" for name, v in self.figures.items())


def told(value: object) -> str:
    if isinstance(value, dict):
        return "(" + ", ".join(f"{name} {count}" for name, count in value.items()) + ")"
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def differing(one: "Counter[Any]", other: "Counter[Any]") -> list[Any]:
    """What one has and the other has not."""
    return [*(one - other), *(other - one)]


def some(values: Iterable[object], most: int = 3) -> str:
    """The first few, for a line that says what is wrong."""
    rows = [str(value) for value in values]
    return ", ".join(rows[:most]) + (f" and {len(rows) - most} more" if len(rows) > most else "")
