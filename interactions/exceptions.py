"""What can go wrong with an interaction, for the views to answer."""

from interactions.models import Interaction


class StaleEdit(Exception):
    """Saved meanwhile elsewhere; `current` is what stands now. Nothing was overwritten."""

    def __init__(self, current: Interaction) -> None:
        super().__init__(f"{current.pk} stands at version {current.version}")
        self.current = current
