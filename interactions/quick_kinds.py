"""Kinds in plain words: "coffee", "called", "had lunch", "heard from".

A strong word names the kind itself; a weak one ("met", "saw") only if no strong one is near, so
that "met Ana for lunch" is a meal.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from interactions.enums import Direction, KindKey


class Word(NamedTuple):
    """A way to say a kind.

    `key`: a KindKey, or what stands for one of the user's own. `also`: what it may be as well.
    `reverse`: what it is if the person stands before the verb, as in "Ana called".
    """

    pattern: str
    key: str
    strong: bool = True
    direction: str = ""
    also: tuple[str, ...] = ()
    reverse: str = ""


class Kind(NamedTuple):
    """Where in the text a kind was said, and how."""

    start: int
    end: int
    word: Word


K, OUT, IN = KindKey, Direction.OUT.value, Direction.IN.value


def _sent(what: str) -> str:
    """ "sent a note", or "sent" of "sent Ana a note": the name stays outside."""
    sent = r"(?:sent|dropped|shot)"
    return rf"{sent}\s(?:an?\s)?(?:\w+\s)?(?:{what})|{sent}(?=\s\w+(?:\s\w+)?\san?\s(?:{what}))"


_got = r"(?:got|had|received)\s(?:an?\s)?(?:\w+\s)?"

WORDS = [
    # somebody wrote or called: contact, from them
    Word(rf"{_got}e-?mails?\sfrom", K.EMAIL, direction=IN),
    Word(rf"{_got}(?:message|text|note|dm|reply|answer)s?\sfrom", K.MESSAGE, direction=IN),
    Word(rf"{_got}(?:phone\s)?calls?\sfrom", K.CALL, direction=IN),
    Word(r"heard(?:\sback)?\sfrom", K.MESSAGE, direction=IN),
    # one way, so no answer yet
    Word(_sent(r"thanks|thank[-\s]you(?:\s(?:note|card|e-?mail))?"), K.THANKS, direction=OUT),
    Word(_sent("congrat(?:ulation)?s"), K.CONGRATULATION, direction=OUT),
    Word(_sent("e-?mails?"), K.WROTE, direction=OUT, also=(K.EMAIL,)),
    Word(
        _sent("messages?|texts?|dm|note|link|article"),
        K.WROTE,
        direction=OUT,
        also=(K.MESSAGE,),
    ),
    Word(r"(?:e-?)?mailed", K.WROTE, direction=OUT, also=(K.EMAIL,), reverse=K.EMAIL),
    Word(
        r"wrote|texted|messaged|pinged|dm(?:'|’)?e?d|whatsapped|reached\sout\sto",
        K.WROTE,
        direction=OUT,
        also=(K.MESSAGE, K.EMAIL),
        reverse=K.MESSAGE,
    ),
    Word(r"thanked|thank[-\s]you(?:\s(?:note|card))?", K.THANKS, direction=OUT),
    Word(r"congratulated|congratulations|congrats", K.CONGRATULATION, direction=OUT),
    # both ways
    Word(r"(?:exchanged|swapped)\se-?mails?|e-?mails?", K.EMAIL),
    Word(
        r"(?:exchanged|swapped)\s(?:messages|texts)|messages?|texts?|whatsapp|dms?",
        K.MESSAGE,
    ),
    Word(r"replied|answered|wrote\sback", K.MESSAGE, direction=IN),
    # talks
    Word(
        r"(?:video|zoom|teams|skype|facetime|google\smeet)(?:\s?(?:call|chat|meeting))?"
        r"|zoomed|facetimed|video-?called|videoconference|google\smeet",
        K.VIDEO,
    ),
    Word(
        r"(?:tele)?phoned|(?:phone\s|quick\s)?calls?|called(?:\sup)?|rang|on\sthe\sphone|phone"
        r"|spoke\son\sthe\sphone",
        K.CALL,
    ),
    Word(r"coffees?|tea|espresso|cappuccino|kaffee", K.COFFEE),
    Word(
        r"lunch(?:ed)?|dinner|dined|breakfast|brunch|supper|meal|ate|drinks?|beers?|pints?|wine",
        K.MEAL,
    ),
    Word(
        r"(?:at\s)?(?:the\s|an?\s)?(?:\w+\s)?"
        r"(?:conference|meet-?up|summit|trade\sfair|workshop|party|wedding|hackathon|event)",
        K.EVENT,
    ),
    Word(
        r"meetings?|in\sperson|1[:-]1|1-on-1|one[-\s](?:on|to)[-\s]one|sync|walk(?:ed)?", K.MEETING
    ),
    Word(r"liked|commented(?:\son)?|reacted\sto|endorsed", K.SOCIAL, direction=OUT),
    Word(r"(?:a\s)?notes?\s(?:about|on|to\sself)|notes?|remember", K.NOTE),
    # weak: how one speaks of any of these
    Word(r"meet|met(?:\sup)?|saw|visited|ran\sinto|bumped\sinto", K.MEETING, strong=False),
    Word(
        r"talked|talk|spoke|speak|chatted|chat|caught\sup|catch(?:ing)?[-\s]?up|conversation"
        r"|hung\sout",
        K.TALK,
        strong=False,
    ),
]
# A call that nobody took is an attempt.
UNANSWERED = re.compile(
    r"\bkeine\santwort\b|\bmailbox\b|\bnicht\s(?:erreicht|abgenommen)\b|\bno\s(?:answer|reply|response)\b|\bvoice-?mail\b|\bd(?:id)?n(?:o|['’])?t\s(?:pick\sup|answer)",
    re.IGNORECASE,
)
Compiled = Sequence[tuple[re.Pattern[str], Word]]


def compiled(words: Iterable[Word]) -> Compiled:
    return [
        (re.compile(rf"(?<![\w@-])(?:{word.pattern})(?![\w@]|-\w)", re.IGNORECASE), word)
        for word in words
    ]


COMPILED = compiled(WORDS)


def find(text: str, own: Mapping[str, str], *, also: Compiled = ()) -> list[Kind]:
    """Every kind said in `text`, in order; of two that overlap, the longer one.

    `own`: names of the user's own kinds, and what to call each in the answer. `also`: the words
    of another language beside English.
    """
    found = sorted(_all(text, own, also), key=lambda kind: (kind.start, kind.start - kind.end))
    apart: list[Kind] = []
    for kind in found:
        if not apart or kind.start >= apart[-1].end:
            apart.append(kind)
    return apart


def _all(text: str, own: Mapping[str, str], also: Compiled) -> Iterator[Kind]:
    for name, key in own.items():
        if name.strip():
            whole = rf"(?<!\w){re.escape(name.strip())}(?!\w)"
            for match in re.finditer(whole, text, re.IGNORECASE):
                yield Kind(match.start(), match.end(), Word(whole, key))
    for pattern, word in (*COMPILED, *also):
        for match in pattern.finditer(text):
            yield Kind(match.start(), match.end(), word)
