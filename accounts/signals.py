"""What a user changed about their own clock, for the apps above. Sent inside the transaction.

- clock_changed(user, on): another time zone or holiday; `on` is the local date in the new zone
"""

from django.dispatch import Signal

clock_changed = Signal()
