"""One spelling for words that are written in several: letters of other alphabets, umlauts, short
forms of given names."""

import re
from functools import lru_cache

from contacts.folding import fold

# What folding leaves; the two spellings of an umlaut (ä, ae) are one, see `skeleton`.
LETTERS = str.maketrans(
    {
        **dict(zip("øłđðıħŧ", "olddiht", strict=True)),
        **{"æ": "a", "œ": "o", "þ": "th", "ŋ": "ng"},
        # Cyrillic
        **dict(zip("абвгдезийклмнопрстуфіыэўґђј", "abvgdeziiklmnoprstufiiyugdj", strict=True)),
        **{"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu"},
        **{"я": "ya", "є": "ye", "ї": "yi", "ъ": "", "ь": "", "љ": "lj", "њ": "nj", "џ": "dz"},
        **{"ћ": "c"},
        # Greek
        **dict(zip("αβγδεζηικλμνξοπρσςτυφω", "avgdeziiklmnxoprsstyfo", strict=True)),
        **{"θ": "th", "χ": "ch", "ψ": "ps"},
    }
)
UMLAUTS = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"))
# Greek letters that are read together.
PAIRS = (("ου", "ou"), ("ευ", "ev"), ("αυ", "av"), ("γγ", "ng"), ("γκ", "gk"), ("μπ", "b"))
# What one name is spelt with in our alphabet, by whoever wrote it: Dmitriy, Yulia and Julia,
# Solovyov, Ksenia and Xenia, Djordje and Đorđe.
SPELLINGS = (
    *(
        (re.compile(r"^(?:ye(?=\w{3})|je(?=[lvk]\w{2}))"), "e"),
        (re.compile(r"^[yj](?=[aou])"), "i"),
    ),
    *((re.compile("yo"), "e"), (re.compile("ks"), "x"), (re.compile("dj"), "d")),
    *((re.compile("y"), "i"), (re.compile("ii+"), "i")),
)

# Given names that are used for one another, each line one name; a line may go on below.
SHORT_FORMS = """
abigail abby gail
agnes agnieszka aga
ahmed ahmad ahmet
alejandra ale
alexander aleksander alexandre alessandro alejandro alex sasha sascha sandro alec xander \
  aleksandr oleksandr alejo lex sanja aco
alexandra aleksandra alessandra alejandra alex sasha sandra sandy ola olenka
alfred alf fred freddy
andrea andy drea
andrew andreas andre andrei andrzej andy drew ondrej andras andrej andriy
angela angie
anna ana anne ann annie anya hanna hannah nancy anja anica anka anushka
anthony antonio antoine anton tony toni antonius antonin tonda tonio tono toon ton antek
arthur art
barbara barb babs
benjamin ben benny benji
bernard bernhard bernie bernd
catherine katherine katharina katarina ekaterina cathy kathy kate katie kat karin katja katya \
  kati katarzyna kasia catalina kata katica kaja catarina
charles karl carl carlos chuck charlie chas carlo karel karol
charlotte lotte lottie charlie
christian chris christoph
christina christine kristina kristin chris tina christa
christopher christoph cristobal chris kit topher
cornelis cornelius kees cor
daniel dan danny dani danilo
david dave davey dawid
deborah debbie deb
dmitri dmitry dimitri dima dmitriy dmytro dimitrios dimitris mitsos mitya
dolores lola
dorothea dorothy dora dot dottie thea doro
edward eduard eduardo ed eddie ted teddy ned edu
eleanor eleonore ellie nell nora lenore
elizabeth elisabeth elisabetta isabel liz lizzie beth betty eliza lisa elise bess libby ella \
  elli elzbieta ela erzsebet erzsi bozsi alzbeta lisbeth elsa sissi
emily emilia emma em
eugene gene
ferdinand ferdi
fernando nando ferdinand
florian flo
frances francesca fran francis
francis francesco francisco franz frank fran paco pancho frankie frantisek chico ferenc feri \
  franjo
frederick friedrich federico frederic fred freddy fritz rick frederik fryderyk
gabriel gabe
gabriele gabriela gabriella gabi gaby
george georg jorge giorgio georges georgios giorgos yorgos jerzy jurek gyorgy jiri jirka \
  juraj jure
gerald gerard gerhard jerry gerry gerd
gregory gregor greg grzegorz grzesiek grigory grisha
guadalupe lupe
guillermo william wilhelm guillaume guglielmo will willy bill billy willi memo willem wim \
  vilim
harold harry hal
helen helene helena elena lena ellen nell
henry heinrich henri enrique enrico harry hank heinz heiner hendrik henk quique kike
ibrahim ebrahim abraham bram
ignatius ignacio nacho ignacy
isabella isabel bella izzy isa
jacob jakob jake jacques jakub kuba
james jaime jim jimmy jamie giacomo
jennifer jen jenny
jessica jess jessie
jesus chuy
joanna asia joana
johannes hannes hans johan johann john jan jean juan ivan giovanni joao jack johnny jon ian \
  sean ioannis giannis yannis janek honza jannis gianni vanya ivica janos jancsi juhani juha
jonathan jon jonny nathan
joseph josef jose giuseppe joe joey pepe sepp jo josip joza jozef jozsef joska zé beppe pepa \
  peppe giuseppina yusuf youssef yosef
joshua josh
julia julie jules
julian jules
katherine kit
kenneth ken kenny
konstantin constantine kostya kosta konstantinos kostas costa konstantina
krzysztof krzysiek kris
ladislaus laszlo laci
lawrence laurence lorenz lorenzo laurent larry lars lovro
leonard leonhard leonardo leo len lenny
leopold leo poldi
louis ludwig luis luigi lewis lou lodewijk gigi
lucas lukas luca luke
madeleine magdalena maddie lena magda leni
manuel emanuel emmanuel manolo manu manny
margaret margarete margarita marguerite maggie meg peggy greta gretchen marge rita gitta \
  daisy malgorzata gosia margherita
maria marie mary mia mitzi maja molly maris marija masha marysia
mark marcus markus marco marc
martha marta
martin marty martino
mathilda matilda tilda tilly
matthew matthias mateo matteo mathieu matt matze
maximilian maxim max
mehmet memo
melanie mel
mercedes merche
michael michel miguel michele mikhail mike mick micky misha mischa michal mitch michail \
  mykhailo mihail mihailo misko mihai
mohammed mohamed muhammad mohammad muhammed mehmed mo
natalia natalie natasha natascha
nathaniel nathan nate
nicholas nicolas nikolaus nikolai niklas nicola klaus nick nico niko kolya nikolaos nikos \
  nikola nikolay mikolaj kolja
olga olya olia
oliver olivier ollie
olivia liv livvy
pamela pam
patricia pat patty tricia trish
patrick pat paddy
paul pablo paolo pavel pasha pawel pal
peter pedro pierre pietro piotr pyotr pete petros petar pero petr petya
philip philipp philippe felipe filippo phil pip filip
rachel rachael rae
rafael raphael raffaele rafa raf
raymond raimund ray
rebecca becky becca
richard ricardo riccardo rick rich dick richie ricky rico
robert roberto rob bob bobby robbie bert robi
ronald ron ronnie
rosalind rosa rose rosie ros roz
rudolf rudolph rodolfo rudi rolf
samantha sam sammy
samuel sam sammy
santiago santi diego
sarah sara sally sadie
sebastian seb basti bastian bastien wastl bastiaan
sergei sergey sergio serge seryozha
sofia sophia sophie zofia zosia sonia sonja sonya
stanislaw stanislav stanislaus staszek stas stano
stephanie steffi steph
stephen steven stefan stephan stefano esteban etienne steve stjepan stipe stipan istvan pista \
  stefanos szczepan stepan
susan susanne susanna suzanne sue susie suzy zsuzsanna zsuzsa zuzana zuzanna zuza susana
tatiana tanya tania
theodore theodor teodoro theo ted teddy theodoros fyodor fedor fedya
theresa teresa therese tess terry resi
thomas tomas tommaso tom tommy tomasz tomek tomislav tomo
timothy tim timmy
tobias toby tobi
ulrich uli
ulrike uli rike
ursula uschi ulla
valentina valentine vally
veronica veronika vroni ronnie
victor viktor vittorio vic
victoria viktoria vicky tori vika
vincent vincenzo vince vinnie
vladimir volodymyr vlad vova volodya volodimir
walter walt wally wout
wilhelmina mina
wojciech wojtek
wolfgang wolf wolfi
xavier javier xavi javi
yevgeny evgeny eugen eugene zhenya evgeni yevgeni yevhen
zachary zach zack
zbigniew zbyszek
"""


@lru_cache(maxsize=50_000)
def skeleton(word: str) -> str:
    """A word without case, accents and alphabet: Käthe and Kaethe, Иван and Ivan are alike."""
    bare = fold(word)
    for two, one in PAIRS:
        bare = bare.replace(two, one)
    bare = bare.translate(LETTERS)
    for two, one in UMLAUTS:
        bare = bare.replace(two, one)
    for spelling, one in SPELLINGS:
        bare = spelling.sub(one, bare)
    return bare


def _groups() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(SHORT_FORMS.split("\n")):
        for word in line.split():
            found.setdefault(skeleton(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


_OF_NAME = _groups()


def same_given(one: str, other: str) -> bool:
    """Whether one is used for the other: Bob for Robert, Hannes for Johannes."""
    if one == other:
        return True
    return not _OF_NAME.get(one, frozenset()).isdisjoint(_OF_NAME.get(other, frozenset()))
