"""What a calendar's entry was, from the plain words of its title; in doubt a meeting."""

import re

from interactions.enums import KindKey

WORDS = (
    (
        KindKey.COFFEE,
        "coffee coffees cappuccino espresso tea kaffee kaffe café cafe caffè koffie kawa kava "
        "kahvi fika コーヒー 咖啡",
    ),
    (
        KindKey.MEAL,
        "lunch luncheon brunch breakfast dinner supper drinks beer beers apéro aperitivo "
        "mittagessen abendessen frühstück déjeuner dîner diner almuerzo comida cena desayuno "
        "pranzo colazione almoço jantar middag frokost lounas obiad kolacja ručak večera oběd "
        "večeře ランチ 午餐 晚餐",
    ),
    (
        KindKey.VIDEO,
        "video videocall zoom teams webex skype facetime hangout hangouts jitsi videoanruf "
        "videokonferenz visio visioconférence videollamada videochiamata videochamada videosamtal",
    ),
    (
        KindKey.CALL,
        "call calls phone telephone telco tel anruf telefonat telefon appel téléphone llamada "
        "teléfono chiamata telefonata chamada ligação samtal puhelu rozmowa telefonát poziv 電話 "
        "电话",
    ),
)
KINDS = {word: kind for kind, words in WORDS for word in words.split()}
WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
# Words that are written without blanks between them.
UNSPACED = {word: kind for word, kind in KINDS.items() if ord(word[0]) > 0x2E80}


def kind_of(title: str, otherwise: KindKey = KindKey.MEETING) -> KindKey:
    """The first word that names a kind decides; of several languages."""
    for word in WORD.findall(title.casefold()):
        kind = KINDS.get(word) or _unspaced(word)
        if kind:
            return kind
    return otherwise


def _unspaced(word: str) -> KindKey | None:
    return next((kind for part, kind in UNSPACED.items() if part in word), None)
