"""A token is good for one thing, for one user, one person, one week, for thirty days."""

import uuid
from datetime import date, timedelta

import pytest
from pytest_django.fixtures import Settings

from reminders.enums import MailKind
from reminders.tokens import (
    Action,
    NoToken,
    Verb,
    action_token,
    key_of,
    read_action,
    read_unsubscribe,
    unsubscribe_token,
)

MONDAY = date(2026, 11, 16)
ACTION = Action(uuid.UUID(int=1), uuid.UUID(int=2), MONDAY)


@pytest.mark.parametrize("verb", list(Verb))
def test_a_token_says_again_what_it_was_made_of(verb: Verb) -> None:
    assert read_action(verb, action_token(verb, ACTION), MONDAY) == ACTION


def test_a_token_stands_in_an_address_as_it_is() -> None:
    allowed = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~")

    assert set(action_token(Verb.DONE, ACTION)) <= allowed


@pytest.mark.parametrize("made_for", list(Verb))
@pytest.mark.parametrize("tried_at", list(Verb))
def test_a_token_of_one_verb_is_worth_nothing_at_another(made_for: Verb, tried_at: Verb) -> None:
    token = action_token(made_for, ACTION)

    if made_for == tried_at:
        assert read_action(tried_at, token, MONDAY) == ACTION
    else:
        with pytest.raises(NoToken):
            read_action(tried_at, token, MONDAY)


def test_one_changed_byte_anywhere_is_enough_to_refuse() -> None:
    token = action_token(Verb.DONE, ACTION)

    for place, letter in enumerate(token):
        changed = token[:place] + ("0" if letter != "0" else "1") + token[place + 1 :]
        with pytest.raises(NoToken):
            read_action(Verb.DONE, changed, MONDAY)


@pytest.mark.parametrize("cut", ["", "~", "x", "x~y"])
def test_what_is_no_token_at_all_is_refused(cut: str) -> None:
    with pytest.raises(NoToken):
        read_action(Verb.DONE, cut, MONDAY)
    with pytest.raises(NoToken):
        read_unsubscribe(cut)


def test_an_action_lasts_for_thirty_days() -> None:
    token = action_token(Verb.DONE, ACTION)

    assert read_action(Verb.DONE, token, MONDAY + timedelta(days=30)) == ACTION
    with pytest.raises(NoToken):
        read_action(Verb.DONE, token, MONDAY + timedelta(days=31))


@pytest.mark.parametrize("kind", list(MailKind))
def test_unsubscribing_names_the_user_and_the_kind_of_mail(kind: MailKind) -> None:
    token = unsubscribe_token(ACTION.user_id, kind)

    assert read_unsubscribe(token) == (ACTION.user_id, kind)


def test_a_token_to_unsubscribe_does_nothing_else_and_no_other_unsubscribes() -> None:
    with pytest.raises(NoToken):
        read_action(Verb.DONE, unsubscribe_token(ACTION.user_id, MailKind.DIGEST), MONDAY)
    with pytest.raises(NoToken):
        read_unsubscribe(action_token(Verb.DONE, ACTION))


def test_a_new_secret_revokes_links_unless_the_old_one_is_kept_for_a_while(
    settings: Settings,
) -> None:
    token = action_token(Verb.DONE, ACTION)
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "another-secret-another-secret-another-secret"

    with pytest.raises(NoToken):
        read_action(Verb.DONE, token, MONDAY)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert read_action(Verb.DONE, token, MONDAY) == ACTION


def test_the_one_use_of_a_link_is_known_by_what_it_is_for() -> None:
    other_week = Action(ACTION.user_id, ACTION.contact_id, MONDAY + timedelta(days=7))
    keys = {key_of(verb, action) for verb in Verb for action in (ACTION, other_week)}

    assert len(keys) == 6
    assert key_of(Verb.DONE, ACTION) in keys
