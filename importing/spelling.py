"""One spelling for words that are written in several: letters of other alphabets, umlauts, short
forms of given names."""

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

# Given names that are used for one another, each line one name.
SHORT_FORMS = """
abigail abby gail
alexander aleksander alexandre alessandro alejandro alex sasha sascha sandro alec xander
alexandra aleksandra alessandra alejandra alex sasha sandra sandy
alfred alf fred freddy
andrew andreas andre andrea andrei andrzej andy drew
angela angie
anna ana anne ann annie anya hanna hannah nancy anja
anthony antonio antoine anton tony toni
arthur art
barbara barb babs
benjamin ben benny benji
bernard bernhard bernie bernd
catherine katherine katharina katarina ekaterina cathy kathy kate katie kat karin katja katya kati
charles karl carl carlos chuck charlie chas carlo
charlotte lotte lottie charlie
christian chris christoph
christina christine kristina kristin chris tina christa
christopher christoph cristobal chris kit topher
daniel dan danny dani
david dave davey dawid
deborah debbie deb
dmitri dmitry dimitri dima
dorothea dorothy dora dot dottie thea
edward eduard eduardo ed eddie ted teddy ned
eleanor eleonore ellie nell nora lenore
elizabeth elisabeth elisabetta isabel liz lizzie beth betty eliza lisa elise bess libby ella elli
emily emilia emma em
eugene gene
ferdinand ferdi
florian flo
francis francesco francisco franz frank fran paco pancho frankie
frances francesca fran francis
frederick friedrich federico frederic fred freddy fritz rick
gabriel gabe
gabriele gabriela gabriella gabi gaby
george georg jorge giorgio georges
gerald gerard gerhard jerry gerry gerd
gregory gregor greg
guillermo william wilhelm guillaume guglielmo will willy bill billy willi memo
harold harry hal
helen helene helena elena lena ellen nell
henry heinrich henri enrique enrico harry hank heinz heiner
ignatius ignacio nacho
isabella isabel bella izzy isa
jacob jakob jake jacques jakub
james jaime jim jimmy jamie giacomo
jennifer jen jenny
jessica jess jessie
johannes hannes hans johan johann john jan jean juan ivan giovanni joao jack johnny jon ian sean
jonathan jon jonny nathan
joseph josef jose giuseppe joe joey pepe sepp jo
joshua josh
julia julie jules
katherine kit
kenneth ken kenny
konstantin constantine kostya kosta
lawrence laurence lorenz lorenzo laurent larry lars
leonard leonhard leonardo leo len lenny
leopold leo poldi
louis ludwig luis luigi lewis lou
lucas lukas luca luke
madeleine magdalena maddie lena magda
manuel emanuel emmanuel manolo manu manny
margaret margarete margarita marguerite maggie meg peggy greta gretchen marge rita gitta daisy
maria marie mary mia mitzi maja molly maris
mark marcus markus marco marc
martha marta
martin marty martino
mathilda matilda tilda tilly
matthew matthias mateo matteo mathieu matt matze
maximilian maxim max
melanie mel
michael michel miguel michele mikhail mike mick micky misha mischa michal mitch
nathaniel nathan nate
nicholas nicolas nikolaus nikolai niklas nicola klaus nick nico niko kolya
oliver olivier ollie
olivia liv livvy
pamela pam
patricia pat patty tricia trish
patrick pat paddy
paul pablo paolo pavel
peter pedro pierre pietro piotr pyotr pete
philip philipp philippe felipe filippo phil pip
rachel rachael rae
raymond raimund ray
rebecca becky becca
richard ricardo riccardo rick rich dick richie ricky
robert roberto rob bob bobby robbie bert
ronald ron ronnie
rosalind rosa rose rosie ros roz
rudolf rudolph rodolfo rudi rolf
samantha sam sammy
samuel sam sammy
sarah sara sally sadie
sebastian seb basti bastian bastien
sergei sergey sergio serge seryozha
sofia sophia sophie zofia
stephanie steffi steph
stephen steven stefan stephan stefano esteban etienne steve
susan susanne susanna suzanne sue susie suzy
theodore theodor teodoro theo ted teddy
theresa teresa therese tess terry resi
thomas tomas tommaso tom tommy
timothy tim timmy
tobias toby tobi
ulrich uli
ursula uschi ulla
valentina valentine vally
veronica veronika vroni ronnie
victor viktor vittorio vic
victoria viktoria vicky tori
vincent vincenzo vince vinnie
vladimir volodymyr vlad vova volodya
walter walt wally
wolfgang wolf wolfi
xavier javier xavi javi
yevgeny evgeny eugen eugene zhenya
zachary zach zack
"""


@lru_cache(maxsize=50_000)
def skeleton(word: str) -> str:
    """A word without case, accents and alphabet: Käthe and Kaethe, Иван and Ivan are alike."""
    bare = fold(word).translate(LETTERS)
    for two, one in UMLAUTS:
        bare = bare.replace(two, one)
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
