"""What is told to whoever runs the machine: one line an event, never a name, a note or a token.

JSON lines where Relcrm is served, readable lines in `make run`; web, worker and beat alike. An
exception is told by its type and where it came from: its message may hold what somebody wrote.
"""

import json
import logging
import re
import traceback
from typing import Any

from structlog.contextvars import merge_contextvars
from structlog.processors import TimeStamper
from structlog.stdlib import ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import EventDict, Processor, WrappedLogger

# What follows the ? of an address may be what somebody searched for.
QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']+")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
FRAMES = 12


class NoContents(logging.Filter):
    """Never drops a record; leaves out what an address asked for and what a task was given."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, dict) and "exc" in record.args:  # Celery, of a failed task
            kind = record.exc_info[0] if record.exc_info else None
            said = kind.__name__ if kind else "failed"
            record.args = {**record.args, "exc": said, "args": "…", "kwargs": "…"}
        said = record.getMessage()
        quiet = QUERY.sub(r"\1?…", said)
        if quiet != said:
            record.msg, record.args = quiet, None
        return True


def tell_exception(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """In place of a traceback: what kind of exception, and the innermost frames."""
    found = event.pop("exc_info", None)
    event.pop("exception", None)
    if isinstance(found, tuple) and found[1] is not None:
        error = found[1]
        event["exception"] = _kinds(error)
        event["at"] = [
            f"{frame.name} ({frame.filename}:{frame.lineno})"
            for frame in traceback.extract_tb(error.__traceback__)[-FRAMES:]
        ]
    return event


def _kinds(error: BaseException) -> str:
    """ProgrammingError from InsufficientPrivilege 42501."""
    kinds: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(kinds) < FRAMES:
        code = getattr(seen, "sqlstate", None)
        kinds.append(f"{type(seen).__name__} {code}" if code else type(seen).__name__)
        seen = seen.__cause__ or seen.__context__
    return " from ".join(kinds)


def as_json(_logger: WrappedLogger, _name: str, event: EventDict) -> str:
    """ASCII, in which every line break is escaped."""
    first = {key: event.pop(key) for key in ("timestamp", "level", "event") if key in event}
    return json.dumps({**first, **event}, default=str)


def as_words(_logger: WrappedLogger, _name: str, event: EventDict) -> str:
    """2026-11-26T08:00:00Z warning  django.request  Not Found: /x  request_id=…"""
    head = [str(event.pop(key, "")) for key in ("timestamp", "level", "logger", "event")]
    frames = event.pop("at", [])
    rest = [f"{key}={value}" for key, value in event.items()]
    lines = [" ".join([*head, *rest]), *frames]
    return "\n    ".join(CONTROL.sub(_escaped, line) for line in lines)


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


SHARED: list[Processor] = [
    merge_contextvars,
    add_log_level,
    add_logger_name,
    TimeStamper(fmt="iso", utc=True),
]


def formatter(*, as_lines: bool) -> ProcessorFormatter:
    """For records of any library; `as_lines`: JSON."""
    return ProcessorFormatter(
        foreign_pre_chain=SHARED,
        processors=[
            tell_exception,
            ProcessorFormatter.remove_processors_meta,
            as_json if as_lines else as_words,
        ],
    )


def config(*, as_lines: bool, level: str) -> dict[str, Any]:
    """For logging.config.dictConfig. Each request has its line where lines are JSON."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter, "as_lines": as_lines}},
        "filters": {
            "contents": {"()": NoContents},
            "mask": {"()": "reminders.masking.MaskTokens"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["contents", "mask"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django.request": {"level": "ERROR"},
            # Its own handler would say in its own words what the root says.
            "django.server": {"handlers": [], "propagate": True},
            "relcrm.requests": {"level": "INFO" if as_lines else "WARNING"},
            "gunicorn.error": {"handlers": [], "propagate": True, "level": "WARNING"},
            "gunicorn.access": {"handlers": [], "propagate": True, "level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
        },
    }
