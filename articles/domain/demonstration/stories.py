"""What happened to each sample article, in days before today. Together they show every state that an article has."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from articles.choices import Lane
from articles.content import ArticleContent
from articles.domain.demonstration import material
from articles.domain.demonstration.desk import Desk
from articles.domain.drafting import drafts
from articles.domain.publication import addresses, taking_down
from articles.models import Article

FIRST = "First published."
FIRST_IN_SPANISH = "Primera publicación."

SECOND = "reviewer3"
"""Who signs beside the reviewer of a story."""

EXCHANGED = ("7.2 percentage points", "11.2 percentage points")
"""Two figures of the article that is corrected: its first version had them the wrong way round."""
WHAT_WAS_WRONG = (
    "Two figures of the trial of 2010 were exchanged. The absolute risk of vitamin B12 deficiency was 7.2 percentage "
    "points higher with metformin, not 11.2. Low, not yet deficient, B12 was more common by 11.2 percentage points, "
    "not 7.2."
)
WHAT_HAS_TO_CHANGE = (
    "Please add to the section “Who should not take them” that these behaviours can occur after a single dose, and "
    "even at the lowest recommended dose: both are in the FDA communication of 2019, and readers need to know them. "
    "The quick summary should also say what guidelines recommend first."
)

WHAT_IS_MISSING = "Please add here that they can occur after a single dose, and even at the lowest recommended dose."
BETTER_WORDING = ("Here is what it says", "Here is what the warning says")


def live(desk: Desk, slug: str, *, days: float, reviewer: str) -> None:
    """Written, signed and published on one day."""
    _publish(desk, slug, _content(slug), days=days, reviewer=reviewer)


def live_with_a_newer_draft_in_review(desk: Desk, slug: str, *, days: float, reviewer: str) -> None:
    """Live; its next version lies with the reviewer."""
    article = _publish(desk, slug, _content(slug), days=days, reviewer=reviewer)
    newer = material.with_newer(_content(slug), material.NEWER / f"{slug}.toml")
    draft = desk.rewrite(article, newer, lane=Lane.MAIN, at=desk.ago(3))
    note = "New: a section on misuse, and a question about the boxed warning."
    desk.send(draft, reviewer=reviewer, at=desk.ago(2), note=note)


def corrected(desk: Desk, slug: str, *, days: float, reviewer: str) -> None:
    """Published with two figures exchanged, and corrected in the lane for corrections: a safety change, so two sign."""
    right = _content(slug)
    article = _publish(desk, slug, _with_exchanged_figures(right), days=days, reviewer=reviewer)
    at = desk.ago(days / 2)
    draft = desk.rewrite(article, right, lane=Lane.CORRECTION, at=at)
    note = "Only the two exchanged figures were changed."
    desk.review(draft, reviewer=reviewer, second=SECOND, at=at, note=note)
    desk.publish(draft, at=at + timedelta(hours=6), note=WHAT_WAS_WRONG, correction=True)


def live_in_place_of(desk: Desk, slug: str, *, days: float, reviewer: str, older: str) -> None:
    """Published without its last question; an older article is withdrawn, and its address leads to this one."""
    article = _publish(desk, slug, _without_its_last_question(_content(slug)), days=days, reviewer=reviewer)
    at, publisher = desk.ago(days - 1), desk.people["publisher"]
    replaced = Article.objects.get(slug=older)
    note = f"A fuller article took its place: “{article.working_title}”."
    taking_down.withdraw(replaced, by=publisher, now=at, note=note)
    addresses.set_successor(replaced, article, by=publisher, now=at)


def translated(desk: Desk, slug: str, *, days: float, reviewer: str, of: str) -> None:
    """A translation of a live article, signed and published on one day. It follows what readers get of the original."""
    at = desk.ago(days)
    draft = desk.translate(Article.objects.get(slug=of), slug, at=at)
    desk.review(draft, reviewer=reviewer, at=at)
    desk.publish(draft, at=at + timedelta(hours=6), note=FIRST_IN_SPANISH)


def translated_and_left_behind(desk: Desk, slug: str, *, days: float, reviewer: str, of: str) -> None:
    """The same; then the original got its last question, and nobody has looked at the translation since."""
    translated(desk, slug, days=days, reviewer=reviewer, of=of)
    original, at = Article.objects.get(slug=of), desk.ago(days / 2)
    draft = desk.rewrite(original, _content(of), lane=Lane.MAIN, at=at)
    if draft.version == 1:  # a demonstration from before there were translations has the question already
        drafts.give_up_draft(draft, by=desk.people["writer"], now=at)
        return
    desk.review(draft, reviewer=reviewer, at=at, note="New: one question about why flu matters more in pregnancy.")
    desk.publish(draft, at=at + timedelta(hours=6), note="A question was added.")


def scheduled(desk: Desk, slug: str, *, days: float, reviewer: str) -> None:
    """Signed; it will be published in a week."""
    draft = desk.write(slug, _content(slug), at=desk.ago(days))
    desk.review(draft, reviewer=reviewer, at=desk.ago(days))
    in_a_week = (desk.now + timedelta(days=7)).replace(minute=0, second=0, microsecond=0)
    desk.schedule(draft, at=in_a_week, made_at=desk.ago(days - 1), note=FIRST)


def changes_requested(desk: Desk, slug: str, *, days: float, reviewer: str) -> None:
    """Sent to a reviewer, who sent it back."""
    draft = desk.write(slug, _content(slug), at=desk.ago(days))
    revision = desk.send(draft, reviewer=reviewer, at=desk.ago(days - 1))
    at = desk.ago(days - 2)
    desk.comment(
        revision, reviewer=reviewer, at=at, quote="who has already had such an episode with them", body=WHAT_IS_MISSING
    )
    old, new = BETTER_WORDING
    desk.comment(revision, reviewer=reviewer, at=at, quote=old, wording=new, body="“It” could be the country.")
    desk.request_changes(revision, reviewer=reviewer, at=at, comment=WHAT_HAS_TO_CHANGE)


def unfinished(desk: Desk, slug: str, *, days: float) -> None:
    """In work, with parts and a source missing: the checks say what is left to do."""
    content = material.sample_content(material.UNFINISHED / f"{slug}.toml")
    drafts.create_article(content, by=desk.people["writer"], now=desk.ago(days), slug=slug, reason="Imported")


STORIES: dict[str, Callable[[Desk, str], None]] = {
    "does-home-measuring-lower-blood-pressure": partial(live, days=430, reviewer="reviewer2"),  # overdue by now
    "flu-shot-in-pregnancy": partial(live, days=300, reviewer="reviewer4"),
    "paracetamol-how-much-is-safe": partial(live, days=120, reviewer="reviewer5"),
    "migraine-prevention": partial(live, days=90, reviewer="reviewer3"),
    "metformin-and-vitamin-b12": partial(corrected, days=80, reviewer="reviewer2"),
    "insomnia-cbt-i": partial(live, days=55, reviewer="reviewer3"),
    "ssris-how-soon-they-help": partial(live, days=40, reviewer="reviewer"),
    "home-blood-pressure": partial(live, days=30, reviewer="reviewer2"),
    "flu-vaccine-in-pregnancy": partial(live_in_place_of, days=20, reviewer="reviewer4", older="flu-shot-in-pregnancy"),
    "medir-la-presion-arterial-en-casa": partial(translated, days=18, reviewer="reviewer2", of="home-blood-pressure"),
    "la-vacuna-contra-la-gripe-en-el-embarazo": partial(
        translated_and_left_behind, days=16, reviewer="reviewer4", of="flu-vaccine-in-pregnancy"
    ),
    "clonazepam-and-serotonin": partial(live_with_a_newer_draft_in_review, days=14, reviewer="reviewer"),
    "sleepwalking-and-sleeping-medicines": partial(changes_requested, days=6, reviewer="reviewer5"),
    "stopping-an-ssri": partial(scheduled, days=4, reviewer="reviewer"),
    "paracetamol-and-the-liver": partial(unfinished, days=1),
}
"""Oldest first. A slug names the article and its file."""


def _content(slug: str) -> ArticleContent:
    return material.sample_content(material.FINISHED / f"{slug}.toml")


def _publish(desk: Desk, slug: str, content: ArticleContent, *, days: float, reviewer: str) -> Article:
    at = desk.ago(days)
    draft = desk.write(slug, content, at=at)
    desk.review(draft, reviewer=reviewer, at=at)
    return desk.publish(draft, at=at + timedelta(hours=6), note=FIRST).article


def _without_its_last_question(content: ArticleContent) -> ArticleContent:
    return content.model_copy(update={"questions": content.questions[:-1]})


def _with_exchanged_figures(content: ArticleContent) -> ArticleContent:
    one, other = EXCHANGED
    parts = content.body.split(one)
    return content.model_copy(update={"body": other.join(part.replace(other, one) for part in parts)})
