"""The pulse in the words of Prometheus: gauges made afresh for each question, about nobody."""

import math
from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from pages.pulse import Pulse
from reminders.enums import MailState

# Of how many mails of the last 30 days there is a line for each ending; also if there are none.
TOLD = (MailState.SENT, MailState.FAILED, MailState.HELD, MailState.MISSED, MailState.IN_APP)


def exposition(pulse: Pulse) -> bytes:
    """Text format 0.0.4. An age is +Inf as long as the thing has never happened."""
    registry = CollectorRegistry()

    def gauge(name: str, says: str, value: float) -> None:
        Gauge(f"relcrm_{name}", says, registry=registry).set(value)

    def age(name: str, says: str, since: datetime | None, never: float) -> None:
        value = (pulse.at - since).total_seconds() if since else never
        gauge(f"{name}_age_seconds", says, value)

    age("tick", "Since the scheduler last looked at everybody.", pulse.tick_at, math.inf)
    age("plan", "Since the newest weekly plan was made.", pulse.plan_at, math.inf)
    age("digest", "Since a weekly e-mail was last sent.", pulse.digest_at, math.inf)
    age("mail_queue", "How long the first mail has waited.", pulse.waiting_since, 0)
    age("user_queue", "How long the first user has waited.", pulse.user_waiting_since, 0)
    age("import_queue", "How long the first import has waited.", pulse.import_waiting_since, 0)
    gauge("mail_queue_length", "Mails whose moment has come.", pulse.waiting)
    gauge("mails_ambiguous", "Hand-overs of unknown ending, of 30 days.", pulse.ambiguous)
    gauge("calendars_failing", "Calendars of users that fail.", pulse.calendars_failing)
    mails = Gauge("relcrm_mails", "Mails of 30 days by ending.", ["state"], registry=registry)
    for state in TOLD:
        mails.labels(state.value).set(pulse.of(state))
    return generate_latest(registry)
