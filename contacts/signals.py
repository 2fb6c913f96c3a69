"""What happens to people, for the apps above. Sent inside the writer's transaction.

- last_talked_said(contact, how: LastTalked, on): the answer to *last talked?* of a form
- people_tracked(owner, contact_ids, on): added by hand or triaged with a relationship
- role_changed(contact, company_before, title_before, on): an import noticed a new role
- dates_changed(contact, on): an important date was added, changed or removed
- counting_changed(contact_ids, on): what counts as contact with them is another now, so their
  history must be read again
- people_put_back(owner, contact_ids, on): a triage, snooze, pause, archive … was taken back
- people_merging(journal, survivor, loser, dates, on): rows that both have are to be folded, through
  the journal, before all links to the loser lead to the survivor. `dates`: ids of important dates
  that went, each with the one that stands for it now, or None
- people_parted(survivor_id, loser_id, on): a merge was taken back
"""

from django.dispatch import Signal

last_talked_said = Signal()
people_tracked = Signal()
role_changed = Signal()
dates_changed = Signal()
counting_changed = Signal()
people_put_back = Signal()
people_merging = Signal()
people_parted = Signal()
