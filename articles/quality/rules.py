"""Every rule of the checks in one table: what it asks, how much it weighs, what it holds up, who may waive it.

``docs/guides/checks.md`` shows the same table, and a test compares both with what the checks yield. Nothing at the
submission gate depends on what happens later: reviewer, dates, notices, publication.
"""

from dataclasses import dataclass

from articles.quality.findings import Gate, Severity

NOBODY = "nobody"
WRITER = "writer, with a reason"
POLICY = "whom the policy names, with a reason"
NOTHING = "holds nothing up"


@dataclass(frozen=True)
class Rule:
    """``source`` names items of the checklist of trustworthy health publishing, C01 to C52, or our own reason."""

    name: str
    asks: str
    severity: Severity
    source: str
    waiver: str = ""

    @property
    def gate(self) -> Gate:
        return Gate.SUBMISSION if self.severity is Severity.BLOCKER else Gate.NONE

    @property
    def may_waive(self) -> str:
        """Who may let an article pass all the same."""
        return self.waiver or (NOBODY if self.severity is Severity.BLOCKER else NOTHING)


def _blocks(name: str, asks: str, source: str, waiver: str = "") -> Rule:
    return Rule(name, asks, Severity.BLOCKER, source, waiver)


def _warns(name: str, asks: str, source: str) -> Rule:
    return Rule(name, asks, Severity.WARNING, source)


def _hints(name: str, asks: str, source: str) -> Rule:
    return Rule(name, asks, Severity.HINT, source)


RULES: tuple[Rule, ...] = (
    # The text as a whole
    _blocks("title", "a title", "C46"),
    _blocks("body", "a text", "C46"),
    _warns("lead", "a lead under the title", "C46"),
    _warns("quick summary", "the answer in brief", "C46"),
    _blocks("key point", "a label and a sentence in each key point", "C46"),
    _blocks("text lost", "every word of the source is visible", "no dose vanishes"),
    _blocks("too complex", "a text within the limits of the parser", "no dose vanishes"),
    _blocks("hidden sign", "no invisible sign that turns the direction of writing", "no dose is misread"),
    _blocks("leftover mark", "no placeholder left", "C27", POLICY),
    _blocks("link without target", "an address in each link mark", "C27"),
    _blocks("link refused", "addresses that a page may show", "C27"),
    _warns("link lost", "addresses that lead somewhere", "C32"),
    _warns("old mark", "citations as `[@key]`, not as marks of another list", "C24"),
    # Headings, tables, images
    _warns("heading twice", "headings that can be told apart", "C46"),
    _warns("heading order", "headings that go down one step at a time", "C47"),
    _blocks("heading in answer", "answers without headings", "C46", POLICY),
    _blocks("table caption", "a caption for each table", "C47", POLICY),
    _warns("table header", "a first row that names the columns", "C47"),
    _blocks("image", "images that the article lists", "C47"),
    _blocks("image misplaced", "images on lines of their own", "C47"),
    _blocks("image without words", "alternative text", "C47", POLICY),
    _warns("image not used", "no image that is shown nowhere", "C47"),
    _warns("text version missing", "what a chart or diagram shows, in words", "C47"),
    _warns("alternative text long", "alternative text of one sentence", "C47"),
    _blocks("text version holds a mark", "text versions without sources and images", "C47"),
    # Questions
    _blocks("question missing", "a question for each answer", "C45"),
    _blocks("answer missing", "an answer for each question", "C45"),
    _warns("newer wording in the bank", "the newest wording of a copied question", "C45"),
    _warns("retired bank question", "a question that the bank still offers", "C45"),
    # Sources
    _blocks("source missing", "a record for each listed source", "C22"),
    _blocks("cites nothing", "at least one citation", "C29", POLICY),
    _blocks("citation unknown", "keys that a source of the article has", "C24"),
    _blocks("source not findable", "sources that can be found", "C22", POLICY),
    _blocks("identifier only", "more of a source than its identifier", "C22", POLICY),
    _blocks("identifier invalid", "identifiers that can be right", "C23", POLICY),
    _blocks(
        "identifier of another work",
        "identifiers that mean the work of the record, where they were looked up",
        "C23",
        POLICY,
    ),
    _blocks("another work", "the work that the import meant", "C23", POLICY),
    _warns("perhaps another work", "title and year as in the import, or as the identifier means", "C23"),
    _warns("source twice", "one key for one work", "C22"),
    _warns("never cited", "no source that the text does not cite", "C25"),
    _warns("passage missing", "what each source says, where passages are given", "C29"),
    _blocks("source retracted", "no retracted source without a reason", "C28", WRITER),
    _warns("source retracted", "once the reason is given: a look by the reviewer", "C28"),
    _warns("source in doubt", "a look at what rests on it", "C28"),
    _warns("source has a notice", "a look at the notice", "C28"),
    _warns("sources old", "a source of the last 15 years", "C30"),
    _warns("sources commercial", "at most one company page in five sources", "C31"),
    _warns("one site only", "more than links to one site", "C31"),
    _warns("no summary of evidence", "a review or a guideline among the sources", "C31"),
    _warns("section uncited", "sources in each section with medical statements", "C29"),
    _warns("claim uncited", "a source beside numbers, doses, effects and “studies show”", "C29"),
    # Subjects, people, money
    _blocks("subject not confirmed", "an answer for each known subject that the text names", "C39", WRITER),
    _blocks("author", "a named author", "C01"),
    _blocks("author role", "credentials or a role of each author", "C02", POLICY),
    _blocks("funding", "who paid", "C17"),
    _blocks("funding note", "the name of whoever else paid, and for what", "C17"),
    _blocks("audience", "for whom it is written", "C14"),
    # Translations
    _blocks(
        "translation in its own language", "another language than that of the original", "a copy is no translation"
    ),
    _blocks("translation of a translation", "the original itself as what is translated", "each step loses something"),
    _blocks("not translated yet", "no field that says what the original says, word for word", "nobody can read it"),
    _warns("passage not translated", "no passage that says so", "nobody can read it"),
    _warns("original withdrawn", "an original that readers still get", "what was wrong there may be wrong here"),
    _warns("original has changed", "the newest text of the original", "what was mended there is wrong here"),
    # Words
    _warns("language not read", "words that the checks know: English ones", "a wrong list says wrong things"),
    _warns("promise", "no promise that medicine cannot hold", "C36"),
    _hints("absolute word", "cure, always, never, proven only where they hold", "C36"),
    _warns("word that may hurt", "people before their illness", "C43"),
    _hints("spaces", "one space between words, none before a comma or full stop", "typing error"),
    _hints("doubled sign", "each full stop and comma once", "typing error"),
    _hints("unit without space", "a space between a number and its unit", "no dose is misread"),
    _warns("brand before generic", "the generic name first", "C44"),
    _hints("abbreviation", "abbreviations explained where they first stand", "C42"),
    # What readers need to decide
    _hints("benefits missing", "what good it does (drug, comparison, test)", "C33"),
    _hints("risks missing", "what harm it can do (drug, comparison, test)", "C33"),
    _hints("no treatment missing", "what happens without it, or what else there is (also condition)", "C34"),
    _hints("uncertainty missing", "what is not known (all but opinion and story)", "C35"),
    _hints("AI use not stated", "whether artificial intelligence helped", "C51"),
    _hints("hard to read", "about grade 8 (SMOG 10) for readers who are no clinicians", "C41"),
)


NEVER_WAIVED = frozenset(rule.name for rule in RULES if rule.severity is Severity.BLOCKER and rule.waiver != POLICY)
"""What no policy lets anybody waive: the page could not stand without it, or the way past it is another answer."""


def table() -> list[tuple[str, str, str, str, str, str]]:
    """The rows as the guide shows them."""
    return [
        (rule.name, rule.asks, rule.severity.value, rule.gate.value or "none", rule.may_waive, rule.source)
        for rule in RULES
    ]
