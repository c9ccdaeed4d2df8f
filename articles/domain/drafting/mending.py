"""One press that mends what can be meant in one way only. The caller saves the text by ``drafts.save_draft``."""

from articles.content import ArticleContent
from articles.domain.errors import Refused
from articles.domain.knowledge.subjects import house_for
from articles.models import Draft
from articles.quality.checks import blockers, inspect
from articles.quality.mends import MENDS, mended


def mend(content: ArticleContent, rule: str, *, draft: Draft) -> ArticleContent | None:
    """A content with one rule mended; None where there is nothing to mend in one way only, so the text stays.

    Raises Refused for a rule without a mend, and where the mend would leave something that holds the text up.
    """
    if rule not in MENDS:
        raise Refused(f"There is no mend for “{rule}”.")
    house = house_for(content, draft)
    better = mended(content, rule, house)
    if better is None:
        return None
    before = {(one.rule, one.places) for one in blockers(inspect(content, house))}
    if new := [one for one in blockers(inspect(better, house)) if (one.rule, one.places) not in before]:
        raise Refused(f"Mending “{rule}” would bring this up: {new[0].message} Mend it by hand.")
    return better
