"""Events of other apps → one service call each."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from accounts.models import User
from contacts import dates, photos, saved_views, taking_back, type_settings
from contacts.defaults import default_types
from contacts.models import RelationshipType
from core import undo
from core.roles import acting_for


@receiver(post_save, sender=User)
def give_types(instance: User, created: bool, raw: bool, **kwargs: Any) -> None:
    """Every door through which an account comes passes here."""
    if created and not raw:
        with acting_for(instance.pk):
            RelationshipType.objects.bulk_create(default_types(instance.pk))


undo.handler(taking_back.CHANGE, taking_back.put_back)
undo.handler(photos.CHANGED, photos.put_photo_back)
undo.handler(dates.REMOVED, dates.put_date_back)
undo.handler(saved_views.VIEW, saved_views.put_view_back)
undo.handler(type_settings.TYPE, type_settings.put_type_back)
