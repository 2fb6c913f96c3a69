"""What a user changed about their own clock or language, for the apps above. Sent inside the
transaction.

- clock_changed(user, on): another time zone or holiday; `on` is the local date in the new zone
- language_changed(user): another language
"""

from django.dispatch import Signal

clock_changed = Signal()
language_changed = Signal()
