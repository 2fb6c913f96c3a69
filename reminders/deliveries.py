"""Sending what lies in the outbox: claim, write, hand over, settle.

Any number of workers may do this side by side and die at any point. A claim is one UPDATE that
gives a lease; each later write names the lease, so whoever lost it changes nothing. A worker that
died before `handing_over` has certainly sent nothing, and its mail is tried again. One that died
after it leaves a mail of which nobody can know; DIGEST_AMBIGUOUS says what becomes of it.
"""

import logging
import time
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import SystemRandom
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from accounts.enums import QuietWeek
from accounts.models import User
from core.ids import uuid7
from core.roles import acting_for, acting_for_all
from reminders import digest, emails
from reminders.enums import MailKind, MailState
from reminders.faults import fault
from reminders.handover import Ending, Envelope, Result, hand_over
from reminders.models import Delivery, OutboxMail
from reminders.outbox import wants

logger = logging.getLogger(__name__)

# One mail takes at most MAIL_DEADLINE_SECONDS; a lease outlasts that by far.
LEASE_IN_DEADLINES = 4
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=4)
# After so many attempts of unknown ending a mail is held, whatever the setting says.
MOST_UNKNOWN = 5
PARKED_AFTER = 3  # periods in which the address was refused


@dataclass(frozen=True)
class Claim:
    """One mail that this worker holds for now."""

    mail_id: uuid.UUID
    owner_id: uuid.UUID
    lease: uuid.UUID
    at: datetime


@dataclass(frozen=True)
class Outcome:
    """How far a mail came; no state if its lease was lost meanwhile."""

    state: MailState | None
    server_is_silent: bool = False

    @property
    def counted(self) -> list[MailState]:
        if self.state == MailState.HELD:  # for not knowing how its hand-over ended
            return [MailState.HELD, MailState.AMBIGUOUS]
        return [self.state] if self.state else []


def deliver_due(at: datetime, *, seconds: float = 20) -> Counter[str]:
    """Send what is due, for about so long; counts by the state that each mail reached.

    Each mail is settled by itself, so that no bad address holds others up. A server that does
    not even greet is left alone for a minute, so that it holds up nobody who could do other work.
    """
    counts = settle_lost(at)
    started = time.monotonic()
    while (spent := time.monotonic() - started) < seconds and (claim := claim_next(at, spent)):
        outcome = deliver(claim)
        counts.update(outcome.counted)
        if outcome.server_is_silent:
            leave_alone(at + timedelta(seconds=time.monotonic() - started))
            break
    return counts


# --- claims --------------------------------------------------------------------------

CLAIM = """
UPDATE reminders_outboxmail
   SET state = 'claimed', attempts = attempts + 1, lease = %(lease)s, lease_until = %(until)s
 WHERE id = (
   SELECT id FROM reminders_outboxmail
    WHERE ((state = 'due' AND try_at <= %(at)s) OR (state = 'claimed' AND lease_until < %(at)s))
      AND ends_at > %(at)s
    ORDER BY try_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, owner_id
"""


def claim_next(at: datetime, spent: float = 0) -> Claim | None:
    """Take the mail that waits longest; of any number of workers one gets it.

    `spent`: the seconds that have gone by in a round that began at `at`; the lease begins now.
    """
    lease = uuid7()
    lasts = spent + LEASE_IN_DEADLINES * settings.MAIL_DEADLINE_SECONDS
    until = at + timedelta(seconds=lasts)
    with acting_for_all(), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"lease": lease, "until": until, "at": at})
        row = cursor.fetchone()
    return Claim(mail_id=row[0], owner_id=row[1], lease=lease, at=at) if row else None


LOST = """
WITH lost AS (
  UPDATE reminders_outboxmail SET lease = NULL, lease_until = NULL, try_at = %(at)s, state =
         CASE WHEN %(hold)s OR attempts >= %(most)s OR ends_at <= %(at)s
              THEN 'held' ELSE 'due' END
   WHERE id IN (SELECT id FROM reminders_outboxmail
                 WHERE state = 'handing_over' AND lease_until < %(at)s FOR UPDATE SKIP LOCKED)
  RETURNING id, owner_id, state),
logged AS (
  INSERT INTO reminders_delivery (id, owner_id, mail_id, at, state, detail)
  SELECT relcrm_uuid7(), owner_id, id, %(at)s, 'ambiguous', '' FROM lost)
SELECT state FROM lost
"""
OVER = """
WITH late AS (
  UPDATE reminders_outboxmail SET lease = NULL, lease_until = NULL, state = 'missed'
   WHERE id IN (SELECT id FROM reminders_outboxmail
                 WHERE (state = 'due' OR (state = 'claimed' AND lease_until < %(at)s))
                   AND ends_at <= %(at)s FOR UPDATE SKIP LOCKED)
  RETURNING id, owner_id, state),
logged AS (
  INSERT INTO reminders_delivery (id, owner_id, mail_id, at, state, detail)
  SELECT relcrm_uuid7(), owner_id, id, %(at)s, state, '' FROM late)
SELECT state FROM late
"""


def settle_lost(at: datetime) -> Counter[str]:
    """Say what becomes of mails whose worker died in the hand-over, or whose time is over."""
    values: dict[str, Any] = {"at": at, "hold": _holds(), "most": MOST_UNKNOWN}
    with acting_for_all(), connection.cursor() as cursor:
        cursor.execute(LOST, values)
        lost = [MailState(state) for (state,) in cursor.fetchall()]
        cursor.execute(OVER, values)
        late = cursor.fetchall()
    return Counter(
        {
            str(MailState.AMBIGUOUS): len(lost),
            str(MailState.HELD): lost.count(MailState.HELD),
            str(MailState.MISSED): len(late),
        }
    )


def _holds() -> bool:
    return settings.DIGEST_AMBIGUOUS == "hold"


def leave_alone(at: datetime) -> None:
    """Nothing that waits is tried for a minute."""
    with acting_for_all():
        waiting = OutboxMail.objects.filter(state=MailState.DUE, try_at__lte=at)
        waiting.update(try_at=at + FIRST_WAIT)


# --- one mail ------------------------------------------------------------------------


def deliver(claim: Claim) -> Outcome:
    """Write a claimed mail, hand it over and settle it. Safe to be killed anywhere."""
    fault("after_claim")
    try:
        ready = _prepare(claim)
    except Exception as error:
        # One mail that can't be written must not hold up the others; its row says so. Only the
        # kind of trouble: a message may quote what somebody wrote.
        logger.error("Mail %s could not be written: %s", claim.mail_id, type(error).__name__)
        return _later(claim, Result(Ending.LATER, "could not be written"))
    if isinstance(ready, Outcome):
        return ready
    mail, envelope = ready
    return _conclude(claim, mail, _hand_over(claim, envelope))


def _prepare(claim: Claim) -> tuple[OutboxMail, Envelope] | Outcome:
    """The mail with its words and bytes; or how it ended without being handed over."""
    with acting_for(claim.owner_id):
        mail = OutboxMail.objects.held_by(claim.mail_id, claim.lease).with_owner().first()
        if mail is None:
            return Outcome(None)
        if ending := _write(claim, mail):
            return Outcome(_settle(claim, ending))
    letter = emails.message(mail, at=claim.at)
    return mail, Envelope(*emails.addresses(letter), emails.as_sent(letter))


def _write(claim: Claim, mail: OutboxMail) -> MailState | None:
    """Put the mail into words, unless it perhaps arrived before: then it stays as it was."""
    if not wants(mail.owner, MailKind(mail.kind)):
        return MailState.STOPPED
    if not mail.may_have_arrived():
        contents = _contents(mail, claim.at)
        if contents is None:
            return MailState.SKIPPED
        letter = emails.write(mail, contents, at=claim.at)
        mail.subject, mail.html, mail.text = letter.subject, letter.html, letter.text
        mail.named = contents.named
        mail.save(update_fields=["subject", "html", "text", "named"])
    is_parked = mail.owner.mail_parked_reason and mail.kind != MailKind.TEST
    return MailState.IN_APP if settings.MAIL is None or is_parked else None


def _contents(mail: OutboxMail, at: datetime) -> digest.Contents | None:
    """None if there is nothing to say, or nothing that the user wants to hear."""
    if mail.kind == MailKind.NOTE:
        contents = digest.today(mail.owner, mail.period_key)
        return None if contents.is_empty else contents
    contents = digest.weekly(mail.owner, mail.owner.today(at))
    skips = mail.kind == MailKind.DIGEST and mail.owner.quiet_week == QuietWeek.SKIP
    return None if contents.is_empty and skips else contents


def _hand_over(claim: Claim, envelope: Envelope) -> Result:
    assert settings.MAIL  # else the mail is read in the app, see _write
    return hand_over(
        settings.MAIL,
        envelope,
        host_name=urlsplit(settings.SITE_URL).hostname or "localhost",
        seconds=settings.MAIL_DEADLINE_SECONDS,
        before_data=lambda: _may_go(claim),
    )


def _may_go(claim: Claim) -> bool:
    """Commit that from now on the mail may have arrived; False if it is not wanted any more.

    The user is read again: whoever unsubscribed or left since the claim gets nothing.
    """
    with acting_for(claim.owner_id):
        held = OutboxMail.objects.held_by(claim.mail_id, claim.lease)
        mail = held.with_owner().first()
        if mail is None or not wants(mail.owner, MailKind(mail.kind)):
            return False
        return held.update(state=MailState.HANDING_OVER) == 1


# --- how it ended --------------------------------------------------------------------


def _conclude(claim: Claim, mail: OutboxMail, result: Result) -> Outcome:
    if result.ending == Ending.LATER:
        return _later(claim, result)
    with acting_for(claim.owner_id):
        match result.ending:
            case Ending.TAKEN:
                state = _sent(claim, mail, result)
            case Ending.NO_SUCH_ADDRESS:
                state = _refused(claim, mail, result)
            case Ending.REFUSED:
                state = _settle(claim, MailState.FAILED, result.said)
            case Ending.CALLED_OFF:
                state = _settle(claim, MailState.STOPPED)
            case Ending.UNKNOWN:
                state = _unknown(claim, mail, result)
        fault("before_commit")
    return Outcome(state)


def _sent(claim: Claim, mail: OutboxMail, result: Result) -> MailState | None:
    state = _settle(claim, MailState.SENT, result.said, sent_at=claim.at)
    if state and mail.owner.mail_parked_reason:
        User.objects.filter(pk=claim.owner_id).update(mail_parked_reason="")
    return state


def _later(claim: Claim, result: Result) -> Outcome:
    with acting_for(claim.owner_id):
        mail = OutboxMail.objects.held_by(claim.mail_id, claim.lease).first()
        if mail is None:
            return Outcome(None)
        try_at = claim.at + _wait(mail.attempts)
        state = _settle(claim, MailState.DUE, result.said, try_at=try_at)
    return Outcome(state, result.silent)


def _wait(attempts: int) -> timedelta:
    """Twice as long after each attempt, and never the same for two mails."""
    wait = min(FIRST_WAIT * (1 << min(attempts - 1, 10)), LONGEST_WAIT)
    return wait * SystemRandom().uniform(0.5, 1.5)


def _refused(claim: Claim, mail: OutboxMail, result: Result) -> MailState | None:
    """The address does not exist. After three periods of that nothing is sent there any more,
    until a mail that was asked for gets through or the address changes."""
    state = _settle(claim, MailState.FAILED, result.said)
    mails = OutboxMail.objects.for_user(mail.owner).of_kind(MailKind(mail.kind))
    newest = mails.tried().newest_first().with_deliveries()[:PARKED_AFTER]
    refused = [_was_refused(each, mail.owner.address_since) for each in newest]
    if refused == [True] * PARKED_AFTER:
        said = result.said[:300]
        User.objects.filter(pk=claim.owner_id).update(mail_parked_reason=said)
    return state


def _was_refused(mail: OutboxMail, since: datetime | None) -> bool:
    """Whether the address of now was what the server did not want."""
    last = list(mail.deliveries.all())[-1]
    return last.detail.startswith("RCPT:") and (since is None or last.at >= since)


def _unknown(claim: Claim, mail: OutboxMail, result: Result) -> MailState | None:
    """The connection ended inside the window: as when a worker dies there."""
    held = _holds() or mail.attempts >= MOST_UNKNOWN
    after = MailState.HELD if held else MailState.DUE
    try_at = claim.at + _wait(mail.attempts)
    if not _settle(claim, MailState.AMBIGUOUS, result.said, then=after, try_at=try_at):
        return None
    return MailState.HELD if held else MailState.AMBIGUOUS


def _settle(
    claim: Claim,
    state: MailState,
    said: str = "",
    *,
    then: MailState | None = None,
    **columns: Any,
) -> MailState | None:
    """Write how an attempt ended, and let the mail go; None if the lease was lost.

    Inside acting_for. `then`: the state that the mail itself goes on in, where it is not that of
    the attempt.
    """
    held = OutboxMail.objects.held_by(claim.mail_id, claim.lease)
    if not held.update(state=then or state, lease=None, lease_until=None, **columns):
        return None
    Delivery.objects.create(
        owner_id=claim.owner_id,
        mail_id=claim.mail_id,
        at=claim.at,
        state=state,
        detail=said[:300],
    )
    logger.info("Mail %s: %s", claim.mail_id, state)
    return state
