"""The words and units that a comparison counts, and the spellings that are the same."""

import re
from decimal import Decimal

from medsite.lib.safety.shapes import Kind


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_UNITS: dict[str, str] = {
    "kg": "kg kilogram kilograms kilogramme kilogrammes kilo kilos kgs",
    "g": "g gram grams gramme grammes gm",
    "mg": "mg milligram milligrams milligramme milligrammes mgs",
    "μg": "μg ug mcg microgram micrograms microgramme microgrammes",
    "ng": "ng nanogram nanograms",
    "l": "l liter liters litre litres",
    "dl": "dl deciliter deciliters decilitre decilitres",
    "ml": "ml mls milliliter milliliters millilitre millilitres cc",
    "iu": "iu",
    "unit": "unit units",
    "mmol": "mmol millimole millimoles",
    "μmol": "μmol umol micromole micromoles",
    "nmol": "nmol nanomole nanomoles",
    "mol": "mol mole",
    "meq": "meq",
    "tablet": "tablet tablets tab tabs",
    "pill": "pill pills",
    "capsule": "capsule capsules",
    "drop": "drop drops",
    "puff": "puff puffs",
    "spray": "spray sprays",
    "patch": "patch patches",
    "injection": "injection injections",
    "dose": "dose doses",
    "teaspoon": "teaspoon teaspoons tsp",
    "tablespoon": "tablespoon tablespoons tbsp",
    "sachet": "sachet sachets",
    "%": "% percent percentage",
    "second": "second seconds sec secs",
    "minute": "minute minutes min mins",
    "hour": "hour hours hr hrs h",
    "day": "day days",
    "night": "night nights",
    "week": "week weeks wk wks",
    "month": "month months",
    "year": "year years yr yrs",
    "times": "times × x",
    "mmhg": "mmhg",
    "°c": "°c celsius",
    "°f": "°f fahrenheit",
    "°": "° degree degrees",
    "mm": "mm millimeter millimeters millimetre millimetres",
    "cm": "cm centimeter centimeters centimetre centimetres",
    "m": "m meter meters metre metres",
    "kcal": "kcal kilocalorie kilocalories",
    "kj": "kj kilojoule kilojoules",
    "bpm": "bpm",
}
UNITS = {word: unit for unit, words in _UNITS.items() for word in words.split()}
"""Each spelling of a unit, and the one that stands for all."""

LONE_UNITS = _set("kg mg μg ng ml dl iu mmol μmol nmol meq mmhg")
"""Units that count without a number, too, as in the head of a table."""
_ORDINALS = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"""
ORDINAL_WORDS = tuple(_ORDINALS.split())
ORDINALS = frozenset(ORDINAL_WORDS)
DOSE_UNITS = _set(
    "kg g mg μg ng l dl ml iu unit mmol μmol nmol mol meq tablet pill capsule drop puff spray patch injection dose "
    "teaspoon tablespoon sachet"
)
RATE_UNITS = _set("kg g mg l dl ml second minute hour day night week month year tablet dose capsule m unit")
"""What may stand behind "per", "/" or "a"."""
RATES = {
    "daily": "day",
    "hourly": "hour",
    "nightly": "night",
    "weekly": "week",
    "fortnightly": "two weeks",
    "monthly": "month",
    "yearly": "year",
    "annually": "year",
    "qd": "day",
    "od": "day",
}
"""Also as prescriptions have it; "q.d." is read as "qd"."""

TIMES = {"once": Decimal(1), "twice": Decimal(2), "thrice": Decimal(3)}
NOT_A_NUMBER = {
    "one": (frozenset({"no", "the", "this", "that", "any", "some", "every"}), frozenset({"another", "of", "or"}))
}
"""Words before and after which "one" counts nothing."""

_WORDS: dict[Kind, str] = {
    Kind.HOW_OFTEN: "bid bd tid tds qid qds qod qhs prn fortnight",
    Kind.TAKING: """
        rectal rectally vaginal vaginally sublingual sublingually buccal topical topically nasal intranasal transdermal
        inhaled intrathecal epidural intradermal morning evening noon midday bedtime lunchtime breakfast
        xr xl sr mr ir
    """,
    Kind.NEGATION: "not no never without nor neither none nothing nobody non hardly rarely seldom avoid",
    Kind.COMPARISON: """
        high low left right positive negative
        more less fewer over under above below higher lower greater smaller larger longer shorter older
        younger earlier later worse stronger weaker maximum minimum highest lowest increase increases increased
        increasing decrease decreases decreased decreasing reduce reduces reduced reducing raise raises raised raising
        lower lowers lowered lowering double doubles doubled halve halves halved only unless except until before after
        within beyond always exceed exceeds safe safer dangerous harmful harmless start starts
        started starting < > ≤ ≥ = ≈ ±
    """,
    Kind.PEOPLE: """
        adult adults child children baby babies infant infants newborn newborns toddler toddlers teenager teenagers
        adolescent adolescents elderly pregnant pregnancy breastfeeding breastfeed men women man woman male female
        males females boys girls
    """,
    Kind.WARNING: """
        warning warnings danger emergency overdose stop stops stopping seek call urgent urgently immediately ambulance
        contraindicated fatal death die life-threatening deadly severe serious seriously poison poisoning poisonous
        allergic allergy anaphylaxis bleeding hospital doctor pharmacist caution careful suddenly must should
        withdrawal dependence addiction addictive suicidal suicide
    """,
}
WORDS = {word: kind for kind, words in _WORDS.items() for word in words.split()}

MILD = _set("none nothing nobody neither nor hardly rarely seldom")
"""Negations that order nobody to do or leave anything: they count where one comes or goes, not in a new sentence."""

SAME = {
    "μ": "μ",
    "fewer": "less",
    "smaller": "less",
    "greater": "more",
    "older": "older",
    "increases": "increase",
    "increased": "increase",
    "increasing": "increase",
    "decreases": "decrease",
    "decreased": "decrease",
    "decreasing": "decrease",
    "reduces": "reduce",
    "reduced": "reduce",
    "reducing": "reduce",
    "raises": "raise",
    "raised": "raise",
    "raising": "raise",
    "adults": "adult",
    "children": "child",
    "babies": "baby",
    "infants": "infant",
    "newborns": "newborn",
    "women": "woman",
    "men": "man",
    "warnings": "warning",
    "stops": "stop",
    "starts": "start",
}
"""Forms of one word."""

_LIMITS = {
    "at most": "at most | no more than | not more than | at the most",
    "at least": "at least | no less than | not less than | no fewer than | not fewer than | at the least",
    "<": "less than | fewer than | smaller than",
    ">": "more than | greater than | larger than",
    "up to": "up to",
}
_WAYS = {
    "oral": "by mouth | orally | oral",
    "iv": "into a vein | into the vein | into a blood vessel | intravenous | intravenously | iv",
    "im": "into a muscle | into the muscle | intramuscular | intramuscularly | im",
    "sc": "under the skin | subcutaneous | subcutaneously | sc",
    "on skin": "on the skin | onto the skin | to the skin",
    "under tongue": "under the tongue",
    "empty stomach": "on an empty stomach | an empty stomach",
    "with food": "with food | with a meal | with meals",
    "at night": "at night",
    "extended": "extended release | prolonged release | modified release | slow release | sustained release "
    "| controlled release",
    "immediate": "immediate release | standard release",
}
PHRASES: dict[tuple[str, ...], tuple[str, Kind]] = {
    tuple(words.split()): (key, kind)
    for kind, meant in (
        (Kind.COMPARISON, _LIMITS),
        (Kind.TAKING, _WAYS),
        (Kind.HOW_OFTEN, {"every other": "every other", "as needed": "as needed | when needed | if needed"}),
        (Kind.NEGATION, {"nobody": "no one"}),
    )
    for key, spellings in meant.items()
    for words in spellings.split("|")
}
SYMBOLS = {"≤": "at most", "≥": "at least", "<=": "at most", ">=": "at least", "~": "≈"}
"""Signs that stand for words."""

TWO_WORD_UNITS = {
    ("per", "cent"): "%",
    ("mm", "hg"): "mmhg",
    ("international", "unit"): "iu",
    ("international", "units"): "iu",
    ("°", "c"): "°c",
    ("°", "f"): "°f",
    ("degrees", "c"): "°c",
    ("degrees", "f"): "°f",
    ("degrees", "celsius"): "°c",
    ("degrees", "fahrenheit"): "°f",
    ("percentage", "point"): "percentage point",
    ("percentage", "points"): "percentage point",
}

FACING = (("hyper", "hypo"), ("hypo", "hyper"), ("over", "under"), ("under", "over"))
"""Beginnings that turn a word round: hypertension, hypotension."""
PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non")
"""What turns a word into its opposite."""

_OPPOSITE: dict[Kind, str] = {
    Kind.NEGATION: """
        causes prevents | cause prevent | caused prevented | treats causes | treat cause | inhibits stimulates
        | inhibit stimulate | blocks activates | agonist antagonist | agonists antagonists | improves worsens
        | improve worsen | improved worsened | helps harms | benign malignant | benign cancerous | allowed forbidden
        | indicated contraindicated | recommended contraindicated | present absent | active inactive
        | open closed | with without | include exclude | included excluded | gain loss | gains loses
    """,
    Kind.COMPARISON: """
        rare common | rarely often | rarely commonly | uncommon common | seldom often | sometimes always | often always
        | few many | few most | some all | mild severe | slow fast | slowly quickly | slowly suddenly | slowly rapidly
        | gradually suddenly | resistant sensitive | resistant susceptible | acute chronic | best worst | better worse
        | hot cold | warm cold | wet dry | weak strong | top bottom | upper lower | day night | can must | may must
        | should must | could should | may should | could must | can should
    """,
}
OPPOSITES = {
    frozenset(pair.split()): kind for kind, pairs in _OPPOSITE.items() for pair in " ".join(pairs.split()).split("|")
}
"""Two words of which one takes the other's place, and what was said is no longer so."""
JOINING = frozenset({"and", "or"})
"""So do these, where nothing else was changed between the same words."""

SHORT_NEGATIONS = {
    "can't": ("can", "not"),
    "cannot": ("can", "not"),
    "won't": ("will", "not"),
    "shan't": ("shall", "not"),
}

# Stems of international non-proprietary names (WHO), for drugs that the house does not know.
DRUG_LIKE = re.compile(
    r"[a-z]{2,}(?:azepam|azolam|barbital|cillin|mycin|micin|floxacin|cycline|prazole|conazole|vudine|vir|tidine|sartan"
    r"|pril|olol|dipine|statin|fibrate|gliptin|gliflozin|glitazone|glutide|formin|parin|xaban|gatran|grel|coxib|profen"
    r"|oxetine|triptyline|ipramine|giline|triptan|setron|semide|thiazide|thyroxine|solone|sone|meterol|buterol|tinib|zumab"
    r"|ximab|mumab|limumab|caine|curium|fentanil|orphan|codone|morphone|peridone|apine|zodone|gabalin|racetam)"
)

UNREMARKABLE = _set("""
        a an the and or but of to in on at by for from with as is are was were be been being it its this that these
        those they them their he she his her you your we our i me my who which what when where how than then there
        here so if can may might could would will shall do does did has have had also such each every any some all
        both other another
    """)
"""Words that say too little to notice that they moved."""
