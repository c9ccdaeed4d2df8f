"""The acts of the sample people, through the real verbs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from articles.choices import HouseKey, Lane
from articles.content import ArticleContent
from articles.domain import workflow
from articles.domain.demonstration import material
from articles.domain.drafting import drafts, translating
from articles.domain.drafting.conversion import draft_content
from articles.domain.governance.policy import current_policy
from articles.domain.overlay import notice_desk
from articles.domain.publication import publishing, scheduling
from articles.domain.publication.framing import choose_notices
from articles.domain.readers import house_texts
from articles.domain.reviewing import comments, signatures
from articles.domain.reviewing.signing import Signing
from articles.models import Article, Draft, NoticeProposal, Publication, Revision, RuleProposal
from people.models import User

NOTICES_APPROVED = timedelta(days=490)


@dataclass(frozen=True)
class Desk:
    """The people of the demonstration, and the moment that all its days are counted from."""

    people: Mapping[str, User]
    now: datetime

    def ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def approve_notices(self) -> None:
        """Have the first reviewer approve the sample notices that nobody has edited."""
        clinician, at = self.people["reviewer"], self.now - NOTICES_APPROVED
        evidence = signatures.for_demonstration(clinician, now=at)
        for notice in NoticeProposal.objects.filter(proposed_by__isnull=True).order_by("code"):
            notice_desk.approve_notice(notice, evidence=evidence, by=clinician, now=at)
        for rule in RuleProposal.objects.filter(proposed_by__isnull=True).order_by("code"):
            notice_desk.approve_rule(rule, evidence=evidence, by=clinician, now=at)

    def speak(self, key: HouseKey, text: str, *, at: datetime) -> None:
        """Have the writer propose a page of the house, and the publisher approve it."""
        publisher = self.people["publisher"]
        proposal = house_texts.propose(key, body=text, by=self.people["writer"], now=at)
        evidence = signatures.for_demonstration(publisher, now=at)
        house_texts.approve(proposal, seen=at, evidence=evidence, by=publisher, now=at)

    def write(self, slug: str, content: ArticleContent, *, at: datetime) -> Draft:
        """Have the writer make the article of a sample file, with this content."""
        return drafts.create_article(
            content,
            by=self.people["writer"],
            now=at,
            slug=slug,
            rejected=material.only_mentioned(material.FINISHED / f"{slug}.toml"),
        )

    def translate(self, original: Article, slug: str, *, at: datetime) -> Draft:
        """Have the writer begin the Spanish translation of a sample file, and write it."""
        writer, path = self.people["writer"], material.TRANSLATIONS / f"{slug}.toml"
        title = material.title_of(path)
        draft = translating.start_translation(original, locale="es", title=title, by=writer, now=at)
        begun = draft_content(Draft.objects.with_rows().get(pk=draft.pk))
        return drafts.save_draft(
            draft,
            material.translated(path, begun),
            expected_version=draft.version,
            by=writer,
            now=at + timedelta(minutes=40),
        )

    def rewrite(self, article: Article, content: ArticleContent, *, lane: Lane, at: datetime) -> Draft:
        """Have the writer open the next draft of a live article, and save this content in it."""
        writer = self.people["writer"]
        draft = drafts.open_draft(article, by=writer, now=at, lane=lane)
        return drafts.save_draft(
            draft, content, expected_version=draft.version, by=writer, now=at + timedelta(minutes=20)
        )

    def send(self, draft: Draft, *, reviewer: str, at: datetime, note: str = "") -> Revision:
        """Have the writer send a draft to a reviewer, who has five days."""
        return workflow.submit(
            draft,
            expected_version=draft.version,
            by=self.people["writer"],
            now=at,
            note=note,
            reviewers=[self.people[reviewer]],
            due_on=(at + timedelta(days=5)).date(),
        )

    def sign(self, revision: Revision, *, reviewer: str, at: datetime) -> None:
        """Have a reviewer approve a revision."""
        clinician = self.people[reviewer]
        signing = Signing(
            content_digest=revision.content_digest,
            html_digest=revision.html_digest,
            notices_shown=choose_notices(ArticleContent.from_json(revision.content_json)).as_json(),
            evidence=signatures.for_demonstration(clinician, now=at),
            statement="No conflict of interest with this subject.",
            confirmed=[key for key, _ in current_policy().checklist],
        )
        workflow.approve(revision, signing, by=clinician, now=at)

    def comment(
        self, revision: Revision, *, reviewer: str, at: datetime, quote: str, body: str, wording: str = ""
    ) -> None:
        """Have a reviewer say something about words of a revision, or suggest others."""
        said = {"field": "", "quote": quote, "body": body, "wording": wording}
        comments.open_thread(revision, **said, by=self.people[reviewer], now=at)

    def request_changes(self, revision: Revision, *, reviewer: str, at: datetime, comment: str) -> None:
        """Have a reviewer send a revision back."""
        workflow.request_changes(
            revision,
            content_digest=revision.content_digest,
            html_digest=revision.html_digest,
            by=self.people[reviewer],
            now=at,
            comment=comment,
        )

    def publish(self, draft: Draft, *, at: datetime, note: str, correction: bool = False) -> Publication:
        """Have the publisher publish an approved draft."""
        current = Draft.objects.get(pk=draft.pk)
        return publishing.publish(
            current,
            content_digest=current.submitted_digest,
            by=self.people["publisher"],
            now=at,
            note=note,
            correction=correction,
        )

    def schedule(self, draft: Draft, *, at: datetime, made_at: datetime, note: str) -> None:
        """Have the publisher schedule the publication of an approved draft."""
        current = Draft.objects.get(pk=draft.pk)
        scheduling.schedule_publication(
            current,
            at=at,
            content_digest=current.submitted_digest,
            by=self.people["publisher"],
            now=made_at,
            note=note,
        )

    def review(self, draft: Draft, *, reviewer: str, at: datetime, note: str = "", second: str = "") -> None:
        """Send a draft and have it signed some hours later, by a second clinician, too, where one is named."""
        revision = self.send(draft, reviewer=reviewer, at=at + timedelta(hours=1), note=note)
        self.sign(revision, reviewer=reviewer, at=at + timedelta(hours=5))
        if second:
            self.sign(revision, reviewer=second, at=at + timedelta(hours=5, minutes=30))
