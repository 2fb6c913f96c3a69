"""What templates/components/gallery.html shows: invented people, no database."""

from datetime import date
from typing import Any

from django import forms

TODAY = date(2026, 11, 19)
STATES = (
    "fresh soon due overdue dormant waiting snoozed planned paused untracked new archived died"
).split()


class SampleForm(forms.Form):
    name = forms.CharField(help_text="As they like to be called.")
    birthday = forms.DateField(
        error_messages={"invalid": "February has no 31st. Use 28/02 or leave it."}
    )
    cadence = forms.ChoiceField(choices=[("45", "every 45 days (peer)"), ("60", "every 60 days")])
    notes = forms.CharField(widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(
        choices=[("coffee", "Coffee"), ("call", "Call")],
        widget=forms.RadioSelect,
        label="What kind",
    )
    appearance = forms.ChoiceField(
        choices=[("system", "As my device"), ("dawn", "Light"), ("dusk", "Dark")],
        widget=forms.RadioSelect,
    )
    digest = forms.BooleanField(label="Weekly digest by e-mail", required=False)
    file = forms.FileField(required=False)


def filled_form(auto_id: str = "id_%s") -> SampleForm:
    """One good field, one bad: the typed text is kept in both."""
    typed = {"name": "Hạnh", "birthday": "31/02", "cadence": "60"}
    return SampleForm({**typed, "kind": "coffee", "appearance": "dawn"}, auto_id=auto_id)


def people() -> list[dict[str, Any]]:
    return [
        {
            "name": "Ana Kovač",
            "sub": "VP Product, Halden Robotics",
            "state": "overdue",
            "left": 0.0,
        },
        {
            "name": "陈思远",
            "latin": "Chen Siyuan",
            "sub": "Head of supply chain, Lumen Freight",
            "state": "due",
            "left": 0.27,
        },
        {
            "name": "فاطمة الزهراء بنعلي",
            "latin": "Fatima Zahra Benali",
            "sub": "Graduate ML engineer, Norrfjord Energy",
            "state": "fresh",
            "left": 0.56,
        },
        {
            "name": "Dr. Wilhelmina Oosterhuis-van den Bergh",
            "sub": "Non-executive director, Tidewater Pensions",
            "state": "soon",
            "left": 0.47,
        },
        {
            "name": "Oluwaseun Adébáyò-Whitfield",
            "sub": "Staff engineer",
            "state": "fresh",
            "left": 0.97,
        },
        {"name": "Mateus Cavalcanti", "sub": "Rio Claro Labs", "state": "dormant", "left": 0},
    ]


def cards() -> list[dict[str, Any]]:
    snooze = {"snooze_url": "/snooze/", "snooze_choices": snoozes(), "not_now_url": "/not-now/"}
    return [
        {
            "id": "1",
            "name": "Ana Kovač",
            "url": "/people/1/",
            "state": "overdue",
            "type_key": "mentor",
            "type_label": "Mentor",
            "sub": "VP Product, Halden Robotics",
            "why": "94 days since coffee",
            "why_more": "; you aim for every 60.",
            "hook": "She was weighing the Trondheim lab, and asked how your pricing pilot went.",
            "log_url": "/dialog/",
            "draft_url": "/dialog/",
            **snooze,
        },
        {
            "id": "2",
            "name": "陈思远",
            "latin": "Chen Siyuan",
            "url": "/people/2/",
            "state": "due",
            "left": 0.27,
            "type_key": "industry",
            "type_label": "Industry connection",
            "sub": "Head of supply chain, Lumen Freight",
            "why": "You promised him the tariff-model article",
            "why_more": " by tomorrow.",
            "log_url": "/dialog/",
            "draft_url": "/dialog/",
            **snooze,
        },
    ]


def snoozes() -> list[tuple[str, date]]:
    return [
        ("In 3 days", date(2026, 11, 22)),
        ("Next week", date(2026, 11, 23)),
        ("In a month", date(2026, 12, 19)),
    ]


def timeline() -> list[dict[str, Any]]:
    return [
        {
            "id": "1",
            "key": "coffee",
            "title": "Coffee",
            "on": date(2026, 8, 17),
            "when": "17 Aug",
            "html": "River market. She is weighing the Trondheim lab.",
            "ask_about": "the lab",
            "marks": ["received advice"],
            "edit_url": "/dialog/",
            "delete_url": "/log/1/delete/",
        },
        {
            "id": "2",
            "key": "event",
            "title": "Conference",
            "on": date(2026, 3, 20),
            "when": "20 Mar",
            "people": [("Rory MacGillivray", "/people/9/")],
            "html": "Panel on field robotics in Graz.",
        },
    ]


def bulk() -> list[dict[str, Any]]:
    return [
        {
            "label": "Set type",
            "name": "type",
            "choices": [
                {"value": "1", "label": "Mentor", "image": "compass", "when": "every 30 d"}
            ],
        },
        {"label": "Tag", "name": "tag", "field": "text", "placeholder": "pricing"},
        {"label": "Archive", "name": "do", "value": "archive", "image": "archive"},
    ]


def context() -> dict[str, Any]:
    types = [("mentor", "Mentor"), ("peer", "Peer"), ("client", "Client"), ("mine", "My own")]
    return {
        "today": TODAY,
        "states": STATES,
        "people": people(),
        "types": types,
        "snoozes": snoozes(),
        "segments": [{"label": "All", "url": "#", "on": True}, {"label": "Talks", "url": "#"}],
        "filters": [
            {"value": "due", "label": "Due", "state": "due", "count": 24, "on": True},
            {"value": "fresh", "label": "Fresh", "state": "fresh", "count": 82},
        ],
        "tabs": [
            {"label": "Everyone", "url": "#", "on": True, "count": 187},
            {"label": "Quiet mentors", "url": "#", "count": 3},
        ],
        "form": filled_form(),
        "cards": cards(),
        "read": {
            "kind": "Coffee",
            "people": ["Ana Kovač"],
            "when": "Wed 18 Nov",
            "note": "she took the lab",
            "detail_url": "/dialog/",
            "ambiguous": [
                {
                    "text": "Ana",
                    "name": "who-0",
                    "choices": [
                        {"id": "1", "name": "Ana Kovač", "sub": "Halden Robotics"},
                        {"id": "2", "name": "Ana Silva", "sub": "Mirante Pay"},
                    ],
                }
            ],
        },
        "promises": [
            {
                "id": "1",
                "what": "Send the tariff-model article",
                "who": "to Chen Siyuan",
                "when": "tomorrow",
                "toggle_url": "/promises/1/toggle/",
            },
            {
                "id": "2",
                "what": "Pilot numbers for two districts",
                "who": "from Kwame Boateng",
                "when": "27 Nov",
                "kept": True,
                "toggle_url": "/promises/2/toggle/",
            },
        ],
        "milestones": [
            {
                "date": date(2026, 11, 21),
                "name": "Dr. Wilhelmina Oosterhuis-van den Bergh",
                "what": "Birthday, Saturday",
                "key": "birthday",
            },
            {
                "date": date(2026, 11, 23),
                "name": "Kwame Boateng",
                "what": "5 years at Goldcoast Grid",
                "key": "work",
            },
        ],
        "timeline": timeline(),
        "steps": ["Upload", "Check", "Import", "Done"],
        "stats": [
            (742, "created"),
            (37, "updated"),
            (21, "unchanged"),
            (11, "skipped", "#skipped"),
        ],
        "bulk": bulk(),
        "triage": {
            "name": "Dr. Chukwuemeka Oyelaran-Fitzgerald",
            "sub": "Programme director, Harmattan Fellowship",
            "why": "Connected 3 May 2023.",
        },
        "triage_types": [
            {"id": str(n), "key": key, "label": label, "cadence_days": days}
            for n, (key, label, days) in enumerate(
                [
                    ("mentor", "Mentor", 30),
                    ("peer", "Peer", 60),
                    ("manager", "Manager", 14),
                    ("client", "Client", 30),
                    ("industry", "Industry connection", 120),
                    ("reverse_mentor", "Reverse mentor", 30),
                ]
            )
        ],
        "arts": [
            {
                "art": "cup",
                "title": "No conversations yet",
                "text": "Log the last time you talked, even roughly.",
                "url": "/dialog/",
                "label": "Log a conversation",
            },
            {"art": "done", "title": "All five reached", "text": "That's the week."},
            {"art": "search", "title": "Nobody matches", "text": "Ana Kovač is close."},
        ],
    }
