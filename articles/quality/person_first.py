"""People are people, not their illness (checklist item C43).

After "Words Matter" of the US National Institute on Drug Abuse, and the inclusive-content pages of the NHS digital
service manual.
"""

import re
from collections.abc import Iterator

from articles.content import ArticleContent
from articles.quality.findings import Finding, listed, warning
from articles.quality.inspection import Inspection
from articles.quality.rewriting import in_each_text, rewritten

# Behind groups that no noun follows.
_ALONE = r"(?=\s*(?:[.,;:)?!]|\Z)|\s+(?:are|can|do|have|in|may|might|must|often|on|or|and|should|than|were|who|with)\b)"

_IS_SOMEBODY = r"(?= (?:who|is|has|should|needs|may|can|must)|[.,;?!]|$)"
_MEDICAL = (
    "hepatitis|liver|drinks?|beverages?|fatty|cirrhosis|extracts?|solutions?|ketoacidosis|neuropathy|cardiomyopathy|myopathy"
    "|pancreatitis|dementia|gastritis|steatohepatitis|hallucinosis|hand|mouthwash|wipes?"
)
"""What is alcoholic without being a person."""
_ILLNESS = "(?:stroke|cancer|AIDS|HIV|heart attack)s?"

BETTER: tuple[tuple[str, str], ...] = (
    (r"(?:drug |heroin |opioid )?addicts?", "person with an addiction"),
    (r"junkies?|druggies?", "person who uses drugs"),
    (r"(?:substance|drug|alcohol) abusers?", "person with a substance use disorder"),
    (
        r"(?:substance|drug|alcohol|opioid) abuse|abuse of (?:alcohol|drugs|opioids|medicines|substances)",
        "substance use, or substance use disorder",
    ),
    (rf"alcoholics?(?! (?:{_MEDICAL}))", "person with alcohol use disorder"),
    (r"schizophrenics", "people with schizophrenia"),
    (r"(?:a|the) schizophrenic", "person with schizophrenia"),
    (
        rf"diabetics|(?:a|the) diabetic{_IS_SOMEBODY}|diabetic (?:person|people|patients?)",
        "person with diabetes",
    ),
    (rf"epileptics|(?:an?|the) epileptic{_IS_SOMEBODY}", "person with epilepsy"),
    (r"bipolar (?:patients?|persons?|people)", "person with bipolar disorder"),
    (r"asthmatics", "people with asthma"),
    (r"(?:the )?mentally ill|(?:the )?insane|lunatics?", "people with a mental illness"),
    (r"mental(?:ly)? retard(?:ation|ed)", "intellectual disability"),
    (r"handicapped|cripples?|crippled", "disabled, or person with a disability"),
    (r"wheelchair[- ]bound|confined to a wheelchair", "wheelchair user"),
    (r"the elderly|elderly (?:people|persons?|patients?|adults|men|women)", "older people"),
    (rf"the (?:disabled|blind|deaf){_ALONE}", "disabled people, blind people or deaf people"),
    (r"deaf and dumb|deaf[- ]mutes?", "deaf, or deaf and not speaking"),
    (r"bed-?ridden", "has to stay in bed"),
    (r"normal people", "people without it"),
    (r"(?:been|stayed|was) clean for (?:\w+ ){1,2}(?:days?|weeks?|months?|years?)", "in recovery, or not using drugs"),
    (r"(?:the )?obese (?:people|person|patients?)|the obese", "person living with obesity"),
    (r"suffer(?:s|ed|ing)? from|suffering with|afflicted (?:by|with)|stricken (?:by|with)", "has, or lives with"),
    (r"(?:\w+ )?sufferers?", "person with it"),
    (
        rf"{_ILLNESS} victims?|victims? of (?:an? )?{_ILLNESS}",
        "person who had or lives with it",
    ),
    (r"commit(?:s|ted|ting)? suicide", "die by suicide"),
    (r"(?:failed|successful|unsuccessful) suicide(?: attempt)?", "suicide attempt, or death by suicide"),
    (r"(?:clean|dirty) (?:urine|drug test)s?", "negative or positive test"),
    (r"drug habit", "substance use disorder"),
    (r"non-?complian(?:t|ce)", "not taking it as advised"),
)
# Words that one better word replaces whatever stands around them: plurals, and groups that no noun follows.
ONE_FOR_ONE: tuple[tuple[str, str], ...] = (
    (r"schizophrenics", "people with schizophrenia"),
    (r"diabetics|diabetic (?:people|patients)", "people with diabetes"),
    (r"epileptics", "people with epilepsy"),
    (r"asthmatics", "people with asthma"),
    (r"drug addicts|(?<!it )(?<!that )(?<!which )addicts", "people with an addiction"),
    (r"junkies|druggies", "people who use drugs"),
    (r"(?:substance|drug) abusers", "people with a substance use disorder"),
    (r"alcohol abusers|alcoholics(?! anonymous)", "people with alcohol use disorder"),
    (rf"the elderly{_ALONE}|elderly (?:people|persons)", "older people"),
    *((f"elderly {people}", f"older {people}") for people in ("patients", "adults", "men", "women")),
    (rf"the mentally ill{_ALONE}", "people with a mental illness"),
    (rf"obese (?:people|patients)|the obese{_ALONE}", "people living with obesity"),
    (r"mental retardation", "intellectual disability"),
    (r"commit suicide", "die by suicide"),
    (r"commits suicide", "dies by suicide"),
    (r"committed suicide", "died by suicide"),
    (r"committing suicide", "dying by suicide"),
)
STEMS = (
    *("addict", "junk", "druggie", "abuse", "alcoholic", "schizophrenic", "diabetic", "epileptic", "asthmatic"),
    *("mental", "insane", "lunatic", "handicap", "crippl", "wheelchair", "elderly", "obese", "suffer", "afflicted"),
    *(
        "stricken",
        "victim",
        "suicide",
        "urine",
        "drug test",
        "drug habit",
        "complian",
        "deaf",
        "blind",
        "disabled",
        "bedridden",
    ),
    *("bed-ridden", "bipolar", "normal people", "clean for"),
)
"""One of these is in each of the phrases: a text without any is not searched further."""
_ALL = tuple((re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE), better) for pattern, better in BETTER)
_ANY = re.compile("|".join(rf"(?:(?<![\w-])(?:{pattern})(?![\w-]))" for pattern, _ in BETTER), re.IGNORECASE)
_BETTER = tuple(
    (re.compile(rf"(?<![\w-])(?:{pattern})(?![\w'’-])", re.IGNORECASE), better) for pattern, better in ONE_FOR_ONE
)
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»")
_NAMES = re.compile(
    r"National Institute on (?:Drug|Alcohol) Abuse(?: and Alcoholism)?|Substance Abuse and Mental Health[\w ]*"
    r"|Alcoholics Anonymous|Advisory Council on the Misuse of Drugs",
)


def check(inspection: Inspection) -> Iterator[Finding]:
    """Quotations and the official names of institutions stay as they are."""
    content = inspection.content
    if not inspection.reads_words:
        return
    texts = [("title", content.title)]
    texts += [(f"key point {place}", point.label) for place, point in enumerate(content.key_points, start=1)]
    texts += [(f"question {place}", item.question) for place, item in enumerate(content.questions, start=1)]
    texts += [(part.place, block.plain) for part in inspection.parts for block in part.blocks if not block.is_quote]
    texts += [
        (f"section “{heading.text}”" if heading.level == 2 else "body", heading.text)
        for item, rendered in inspection.rendered
        for heading in rendered.headings
        if item.place == "body"
    ]
    found: dict[str, dict[str, str]] = {}
    whole = "\n".join(text for _, text in texts).lower()
    for place, text in texts if any(stem in whole for stem in STEMS) else ():
        bare = _NAMES.sub("", _QUOTED.sub("", text))
        if _ANY.search(bare):
            for pattern, better in _ALL:
                for match in pattern.finditer(bare):
                    found.setdefault(place, {})[match[0]] = better
    for place, words in found.items():
        said = listed((f"“{word}”: try “{better}”" for word, better in words.items()), between="; ")
        yield warning(
            "word that may hurt", (place,), f"{said}. Official names and quotations may stay, in quotation marks."
        )


def with_better_words(content: ArticleContent) -> ArticleContent:
    """The better word where there is one that fits in any sentence; other words stay as they are."""
    return in_each_text(content, _with_better_words)


def _with_better_words(text: str) -> str:
    for pattern, better in _BETTER:
        if pattern.search(text):
            text = rewritten(text, pattern, lambda match, better=better: _as_capital(match[0], better))  # type: ignore[misc]  # mypy knows no default of a lambda
    return text


def _as_capital(word: str, better: str) -> str:
    return better[:1].upper() + better[1:] if word[:1].isupper() else better
