"""The demo account is a believable one."""

from django.utils import timezone

from contacts.enums import State
from contacts.models import Contact
from core.roles import acting_for
from interactions import derivation
from interactions.models import Promise
from pages import demo


def test_the_demo_has_people_in_many_states_and_promises(db: None) -> None:
    now = timezone.now()
    user = demo.make_demo(at=now)
    on = user.today(now)
    with acting_for(user.pk):
        demo.fill(user, on=on, at=now)

        people = list(Contact.objects.for_user(user))
        assert len(people) == len(demo.PEOPLE)
        assert {State.FRESH, State.SOON, State.PLANNED} <= {p.state_on(on) for p in people}
        assert Promise.objects.for_user(user).open().count() == 3
        assert derivation.drifted(user.pk, on) == set()


def test_the_demo_is_made_once(db: None) -> None:
    now = timezone.now()

    assert demo.make_demo(at=now) == demo.make_demo(at=now)
