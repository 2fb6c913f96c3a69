"""What was logged, for the apps above. Sent inside the writer's transaction.

- interaction_logged(interaction, contact_ids, on): stored, edited or restored as done or planned
- interaction_removed(interaction, contact_ids, on): deleted, or found not to have happened
"""

from django.dispatch import Signal

interaction_logged = Signal()
interaction_removed = Signal()
