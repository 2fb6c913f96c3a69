"""Where somebody is in sorting one by one, kept in their session.

Only ids are kept, because sessions stand outside the wall around each account's rows.
"""

import uuid
from dataclasses import dataclass, field

from django.contrib.sessions.backends.base import SessionBase

KEY = "sorting"
MOST_STEPS = 30


@dataclass
class Step:
    """A decision or a skip: the token that takes a decision back, and the place before."""

    token: uuid.UUID | None
    place: uuid.UUID | None


@dataclass
class Place:
    """Whom the user skipped last, and the last things they did."""

    skipped: uuid.UUID | None = None
    steps: list[Step] = field(default_factory=list)

    @classmethod
    def read(cls, session: SessionBase) -> "Place":
        held = session.get(KEY, {"skipped": "", "steps": []})
        steps = [Step(_id(token), _id(place)) for token, place in held["steps"]]
        return cls(skipped=_id(held["skipped"]), steps=steps)

    def write(self, session: SessionBase) -> None:
        steps = [[_text(step.token), _text(step.place)] for step in self.steps[-MOST_STEPS:]]
        session[KEY] = {"skipped": _text(self.skipped), "steps": steps}

    def decide(self, token: uuid.UUID) -> None:
        self.steps.append(Step(token, self.skipped))

    def skip(self, contact_id: uuid.UUID) -> None:
        self.steps.append(Step(None, self.skipped))
        self.skipped = contact_id

    def step_back(self) -> Step | None:
        """The last thing done, which is forgotten; None if there is none."""
        if not self.steps:
            return None
        step = self.steps.pop()
        self.skipped = step.place
        return step


def _id(text: str) -> uuid.UUID | None:
    return uuid.UUID(text) if text else None


def _text(value: uuid.UUID | None) -> str:
    return str(value) if value else ""
