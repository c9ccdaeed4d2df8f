"""The verbs that change what readers get: publish, withdraw, reinstate, rebuild. The only writers of pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from articles.choices import (
    TAKEN_DOWN,
    CallOutcome,
    Format,
    PublicationKind,
    PublicState,
    ScheduledAct,
    ScheduleState,
    StopReason,
)
from articles.content import ArticleContent
from articles.domain import workflow
from articles.domain.drafting import translations
from articles.domain.drafting.drafts import article_subject, require_up_to_date
from articles.domain.drafting.pictures import require_files
from articles.domain.errors import NotAllowed, Refused, Stale, WrongState
from articles.domain.governance.policy import Policy, current_policy
from articles.domain.knowledge.subjects import current_stamp
from articles.domain.mail import news
from articles.domain.publication import framing, listings, related
from articles.domain.publication.around import Around
from articles.domain.publication.beside import settle
from articles.domain.publication.framing import Framed, Issue
from articles.domain.publication.moment import Moment, moment_of
from articles.domain.reviewing import safety
from articles.domain.reviewing.approvals import (
    counting,
    frozen_waivers,
    require_untouched,
    standing_approvals,
    what_lacks,
)
from articles.domain.reviewing.finding_waivers import why_not_standing
from articles.domain.searching import search_index
from articles.domain.transitions import ARTICLE_TRANSITIONS, DRAFT_TRANSITIONS, Act
from articles.domain.upkeep import original_calls, outgoing, review_queue, source_calls
from articles.models import (
    Article,
    Decision,
    Draft,
    Publication,
    PublicationApproval,
    PublishedFile,
    PublishedPage,
    PublishedRepresentation,
    PublishedTopic,
    Rendering,
    Revision,
    Schedule,
    SiteState,
)
from articles.rendering.guard import NoticeMissing
from articles.rendering.packing import Packed
from articles.rendering.page import frame_version
from medsite.audit import trail
from medsite.lib import days, languages
from people.models import Credential, User
from people.register import clock_account
from people.roles import Role, has_role

SHOWN_BY_NEIGHBOURS = ("title", "slug", "lead_text", "reviewed_on", "is_listed")
"""What pages about the same subject say of a page."""
SAID_IN_OTHER_LANGUAGES = ("title", "slug", "locale", "content_digest", "is_listed", "translation_of_id")
"""What the pages of the same text in other languages say of a page."""
STILL_RIGHT = _("A clinician has reviewed the text again. Nothing had to change.")


def publish(
    draft: Draft, *, content_digest: str, by: User, now: datetime, note: str = "", correction: bool = False
) -> Publication:
    """Put an approved draft before readers, and close it.

    ``content_digest`` is that of the text the publisher saw. The stored text is hashed again, the approvals
    are checked again, the page is framed with today's notices; then one transaction writes publication,
    rendering, page and audit entry. A correction says in ``note`` what was wrong, for readers.

    Raises NotAllowed, WrongState, Stale, Tampered, Blocked, Refused.
    """
    found = require_publishable(draft, content_digest=content_digest, by=by, note=note, correction=correction)
    revision, article = found.revision, found.draft.article
    kind = _kind(article, correction=correction)
    prepared = _prepare(article, revision, found.issues, kind, by=by, now=now, note=note)
    with transaction.atomic():
        _hold(prepared.framed.original)
        locked = (
            Draft.objects.select_for_update(no_key=True, of=("self", "article"))
            .select_related("article")
            .get(pk=draft.pk)
        )
        workflow.close_published(locked, now=now)
        if frozen_waivers(revision) and (why_not := why_not_standing(revision, prepared.moment.policy)):
            raise Stale(f"{why_not} Open the text again, mend it, and send it.")
        publication = _issue(locked.article, revision, prepared, by=by, now=now)
        signers = {decision.by_id for decision in prepared.issue.decisions}
        news.published(publication, contributors=prepared.contributors, signers=signers, now=now)
        return publication


@dataclass(frozen=True)
class Publishable:
    """A draft and its revision as they are now, and what was published of the article so far."""

    draft: Draft
    revision: Revision
    issues: Sequence[Issue]


def require_publishable(draft: Draft, *, content_digest: str, by: User, note: str, correction: bool) -> Publishable:
    """The draft and its revision as they are now, if this person may publish exactly that text.

    Raises NotAllowed, WrongState, Stale, Refused. Approvals, notices and text are checked when it is published.
    """
    _require_publisher(Act.PUBLISH, by)
    if correction and not note.strip():
        raise Refused("Say in plain words what was wrong. Readers see it in the history of the article.")
    draft = Draft.objects.select_related("article", "revision__article").get(pk=draft.pk)
    revision = draft.revision
    if draft.closed_at is not None or draft.state not in DRAFT_TRANSITIONS[Act.PUBLISH].sources or revision is None:
        raise WrongState("Only an approved draft can be published. This one is not approved.")
    if revision.content_digest != content_digest:
        raise Stale("Another text was approved after you opened this page. Open it again and look at that one.")
    issues = framing.stored_issues(draft.article)
    last = framing.last_text(issues)
    require_up_to_date(draft, last.revision if last else None)
    return Publishable(draft, revision, issues)


def withdraw(article: Article, *, by: User, now: datetime, note: str) -> Publication:
    """Take a live article from readers, with a public reason. Page and list entries are gone at once.

    Raises NotAllowed, WrongState, Refused without a reason.
    """
    _require_publisher(Act.WITHDRAW, by)
    if not note.strip():
        raise Refused("Give the reason in plain words. Readers who come to the address see it.")
    return _take_down(article, PublicationKind.WITHDRAWN, by=by, now=now, note=note.strip())


def stop(article: Article, *, kind: PublicationKind, reason: StopReason, by: User, now: datetime) -> Publication:
    """Emergency stop: a publisher, or any clinician with a valid registration, takes a live article down at once.

    ``kind`` is withdrawn or suspended; the reason is a prepared one, which readers see. Scheduled publications of
    the article are cancelled, so that the clock does not undo it.

    Raises NotAllowed, WrongState.
    """
    if kind not in TAKEN_DOWN:
        raise Refused("A stop withdraws or suspends the article.")
    on_duty = has_role(by, Role.CLINICIAN) and Credential.objects.filter(holder=by).valid_on(now.date()).exists()
    if not on_duty and not has_role(by, Role.PUBLISHER):
        raise NotAllowed("Only publishers and clinicians with a valid registration stop a live article.")
    with transaction.atomic():
        publication = _take_down(article, kind, by=by, now=now, note=_to_readers(article, StopReason(reason).label))
        Schedule.objects.pending().filter(article=article, act=ScheduledAct.PUBLISH).update(
            state=ScheduleState.CANCELLED, problem="The article was stopped."
        )
    return publication


def renew(
    article: Article, revision: Revision, decisions: Sequence[Decision], *, by: User, now: datetime
) -> Publication:
    """Let a live page rest on newer signatures of the very same text, so that its dates move on.

    A publication of its own: the text, its address and when it was changed stay; the reviewers and both dates of the
    review are those of ``decisions``. Called by ``domain.upkeep.rereview`` only, which has looked whether they are
    enough. One audit entry.

    Raises WrongState, Stale, Tampered, Blocked.
    """
    with transaction.atomic():
        locked = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
        last = framing.last_publication(locked)
        if locked.public_state != PublicState.LIVE or last is None or last.revision_id != revision.pk:
            raise WrongState("Readers get another text by now, or none. Open the article again.")
        require_untouched(revision)
        _require_signers_in_good_standing(decisions)
        stamp, issues = current_stamp(), framing.stored_issues(locked)
        issue = Issue(
            number=last.number + 1,
            kind=PublicationKind.REVIEWED,
            at=now,
            note=_to_readers(locked, STILL_RIGHT),
            decisions=tuple(decisions),
            content_digest=revision.content_digest,
        )
        framed = framing.frame(locked, revision, [*issues, issue], now=now)
        return _write(locked, revision, issue, framed, stamp=stamp, by=by, now=now)


def withdraw_overdue(article: Article, *, now: datetime) -> Publication | None:
    """Withdraw a live article whose review is overdue for longer than the policy allows; None when it is not.

    For the clock: nobody decides it, so the audit entry has no person and names the policy, and the publication is by
    the account of the clock, which nobody can use. What was scheduled for the article stays.
    """
    policy = current_policy()
    with transaction.atomic():
        locked = locked_with_original(article)
        page = PublishedPage.objects.filter(article=locked).select_related("publication__revision").first()
        if page is None or locked.public_state != PublicState.LIVE:
            return None
        due_on = framing.due_date(Around.of(page.publication.revision, policy), page.reviewed_on)
        if days.day_of(now, framing.zone()) <= due_on + timedelta(days=policy.withdrawn_after_days):
            return None
        with languages.speaking(locked.locale):
            note = gettext(
                "The medical review of this article was due on %(day)s and has not been done. It is offered again when "
                "a clinician has reviewed it."
            ) % {"day": date_format(due_on)}
        return _take_down(
            locked,
            PublicationKind.WITHDRAWN,
            by=clock_account(),
            now=now,
            note=note,
            under_policy=policy.version,
        )


def _to_readers(article: Article, words: str) -> str:
    """Words that the house has ready, in the language of an article: so they stay in its history."""
    with languages.speaking(article.locale):
        return languages.said(words)


def _take_down(
    article: Article,
    kind: PublicationKind,
    *,
    by: User,
    now: datetime,
    note: str,
    under_policy: str = "",
) -> Publication:
    with transaction.atomic():
        article = locked_with_original(article)
        _move_article(article, Act.WITHDRAW)
        last = article.publications.select_related("revision").order_by("-number").first()
        if last is None:
            raise WrongState("This article was never published.")
        publication = Publication.objects.create(
            article=article,
            number=last.number + 1,
            kind=kind,
            revision=last.revision,
            content_digest=last.content_digest,
            html_digest=last.html_digest,
            note=note,
            by=by,
            at=now,
        )
        others: list[int] = []
        for page in PublishedPage.objects.filter(article=article).only("translation_of"):
            search_index.forget(page)
            others = _in_other_languages(page.translation_of_id or article.pk, than=article)
        _outdate(related.pages_that_name(article))
        PublishedPage.objects.filter(article=article).delete()
        review_queue.settle(article, CallOutcome.TAKEN_DOWN, by=by, now=now)
        _pages_changed(now)
        if under_policy:
            _record(publication, article, actor=None, now=now, policy=under_policy)
        else:
            _record(publication, article, actor=by, now=now)
        _frame_others(others, now=now)
    return publication


def reinstate(article: Article, *, by: User, now: datetime, note: str = "") -> Publication:
    """Put the withdrawn text back, if its approvals still stand. Raises what ``publish`` raises."""
    _require_publisher(Act.REINSTATE, by)
    article = Article.objects.get(pk=article.pk)
    if article.public_state not in ARTICLE_TRANSITIONS[Act.REINSTATE].sources:
        raise WrongState("Only a withdrawn article can be reinstated.")
    last = framing.last_publication(article)
    if last is None:
        raise WrongState("This article was never published.")
    revision = Revision.objects.select_related("article").get(pk=last.revision_id)
    issues = framing.stored_issues(article)
    prepared = _prepare(article, revision, issues, PublicationKind.REINSTATED, by=by, now=now, note=note)
    with transaction.atomic():
        _hold(prepared.framed.original)
        locked = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
        return _issue(locked, revision, prepared, by=by, now=now)


def rebuild(pages: Sequence[int], *, now: datetime) -> int:
    """Frame live pages afresh and store those whose document changed; give their number.

    Signed text is not touched. Each page is a transaction of its own.
    """
    changed = 0
    for key in pages:
        stamp = current_stamp()
        page = PublishedPage.objects.select_related("article", "publication__revision__article").filter(pk=key).first()
        if page is None:
            continue
        framed = reframe(page, now=now)
        if framed.sha256 != page.etag:
            changed += 1
        with transaction.atomic():
            _outdate(_store_page(page.article, page.publication, framed, stamp=stamp, now=now))
    return changed


def frame_again(article: Article, *, now: datetime) -> None:
    """Frame the live page of an article afresh, if it has one, because its address changed.

    Call it inside the transaction of that change.
    """
    page = PublishedPage.objects.select_related("article", "publication__revision__article").filter(article=article)
    for live in page:
        others = _store_page(article, live.publication, reframe(live, now=now), stamp=current_stamp(), now=now)
        _frame_others(others, now=now)


def stale_pages(*, now: datetime) -> Iterator[int]:
    """Keys of pages framed under older notices or another frame, or whose day has passed."""
    current = PublishedPage.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=now),
        notices_stamp=current_stamp(),
        frame_version=frame_version(),
    ).values("pk")
    yield from PublishedPage.objects.exclude(pk__in=current).order_by("pk").values_list("pk", flat=True)


def reframe(page: PublishedPage, *, now: datetime, formats: Sequence[Format] = tuple(Format)) -> Framed:
    """A live page as it is right now, framed afresh, in some or all of its forms. Reads only."""
    require_untouched(page.publication.revision)
    issues = framing.stored_issues(page.article)
    return framing.frame(page.article, page.publication.revision, issues, now=now, formats=formats)


@dataclass(frozen=True)
class Prepared:
    """A page that is ready to be published, and what has to be the same still when it is: ``moment`` and the decisions
    of ``issue``. ``contributors`` are the keys of those who worked on the text.
    """

    issue: Issue
    framed: Framed
    moment: Moment
    contributors: frozenset[int]


def _prepare(
    article: Article,
    revision: Revision,
    issues: Sequence[Issue],
    kind: PublicationKind,
    *,
    by: User,
    now: datetime,
    note: str,
) -> Prepared:
    """Everything that can be refused or computed before the transaction begins. ``issues`` are those stored so far."""
    require_untouched(revision)
    moment = moment_of(article)
    policy = moment.policy
    contributors = frozenset(revision.contributors.values_list("user_id", flat=True))
    if by.pk in contributors:
        raise NotAllowed("You worked on this text, so another publisher has to publish it.")
    _require_same_predecessor(issues, revision)
    standing = standing_approvals(revision)
    if lacks := what_lacks(revision, standing, policy) or why_not_standing(revision, policy):
        raise WrongState(
            f"The approval of this text does not stand any more. {lacks} It has to be reviewed again: open it again "
            "and send it."
        )
    decisions = counting(revision, standing, policy)
    _require_signers_in_good_standing(decisions)
    around = Around.of(revision, policy, decisions)
    require_files(around.content.files)
    issue = Issue(
        number=issues[-1].number + 1 if issues else 1,
        kind=kind,
        at=now,
        note=note.strip(),
        decisions=tuple(decisions),
        content_digest=revision.content_digest,
        revision=revision.pk,
    )
    framed = framing.frame(article, revision, [*issues, issue], now=now, around=around)
    _require_review_in_time(framed.facts.review_due_on, policy, now=now)
    return Prepared(issue, framed, moment, contributors)


def _require_same_predecessor(issues: Sequence[Issue], revision: Revision) -> None:
    """The safety changes that were looked at are those that readers will get."""
    last = framing.last_text(issues)
    before = last.content_digest if last else ""
    if before not in {safety.record_of(revision).against, revision.content_digest}:
        raise Stale("Readers got another text since this one was sent. Open it again and send it once more.")


def _require_review_in_time(due_on: date, policy: Policy, *, now: datetime) -> None:
    """Nothing goes live that the clock would withdraw at once."""
    if days.day_of(now, framing.zone()) > due_on + timedelta(days=policy.withdrawn_after_days):
        raise WrongState(
            f"The review of this text was due on {due_on:%-d %B %Y}, and by {policy.version} a page is withdrawn "
            f"{policy.withdrawn_after_days} days after that. A clinician has to sign it again first."
        )


def _issue(locked: Article, revision: Revision, prepared: Prepared, *, by: User, now: datetime) -> Publication:
    """Write what was prepared, unless notices, policy, approvals or publications changed in the meantime.

    The caller holds the article locked, and the original of a translation before it.
    """
    _require_one_in_its_language(locked, prepared.framed)
    issue, moment = prepared.issue, moment_of(locked)
    if moment.last_number + 1 != issue.number:
        raise Stale("Somebody else published or withdrew this article just now. Open it again.")
    decisions = counting(revision, standing_approvals(revision), moment.policy)
    if moment != prepared.moment or tuple(decisions) != issue.decisions:
        raise Stale("Notices, approvals or the policy changed while the page was being made. Try again.")
    if calls := review_queue.open_calls(locked):
        still_open = source_calls.unanswered_by(calls, revision)
        still_open += original_calls.unanswered(calls, prepared.framed.around.standing)
        review_queue.settle(locked, CallOutcome.PUBLISHED, by=by, now=now, but=still_open)
    return _write(locked, revision, issue, prepared.framed, stamp=moment.stamp, by=by, now=now)


def _write(
    locked: Article, revision: Revision, issue: Issue, framed: Framed, *, stamp: int, by: User, now: datetime
) -> Publication:
    """The rows of a publication that puts or leaves a text before readers, its page and its audit entry."""
    publication = Publication.objects.create(
        article=locked,
        number=issue.number,
        kind=issue.kind,
        revision=revision,
        content_digest=revision.content_digest,
        html_digest=revision.html_digest,
        note=issue.note,
        by=by,
        at=now,
    )
    PublicationApproval.objects.bulk_create(
        PublicationApproval(publication=publication, decision=decision) for decision in issue.decisions
    )
    if locked.public_state != PublicState.LIVE:
        Article.objects.filter(pk=locked.pk).update(public_state=PublicState.LIVE)
    others = _store_page(locked, publication, framed, stamp=stamp, now=now)
    _record(publication, locked, actor=by, now=now, document=framed.sha256)
    original_calls.note(locked, framed.around.standing, now=now)
    _frame_others(others, now=now)
    return publication


def _store_page(article: Article, publication: Publication, framed: Framed, *, stamp: int, now: datetime) -> list[int]:
    """Write the page row, the rows beside it and, when the document is new, the record of what is served now.

    Gives the keys of the live pages of the text in other languages that say something else of it from now on.
    """
    content = framed.around.content
    general = framed.chosen.general
    if general is None:
        raise Refused("The general notice is missing. Nothing was published.")
    facts = framed.facts
    packed = framed.packed()
    document = packed[Format.HTML]
    before, others = _stored(article, original=framed.original)
    is_new = before is None
    page = PublishedPage(
        pk=before.pk if before else None,
        article=article,
        publication=publication,
        slug=article.slug,
        locale=content.locale,
        language=languages.language_of(content.locale),
        content_digest=publication.content_digest,
        html_digest=publication.html_digest,
        general_notice=general,
        etag=document.etag,
        notices_stamp=stamp,
        frame_version=framed.frame_version,
        valid_until=framed.valid_until,
        title=content.title,
        lead_text=framed.lead_text,
        reviewer_names=", ".join(reviewer.full_name for reviewer in facts.reviewers),
        first_published_at=framed.first_published_at,
        modified_at=framed.modified_at,
        reviewed_on=facts.reviewed_on,
        review_due_on=facts.review_due_on,
        is_listed=facts.is_listed,
        translation_of_id=framed.original,
    )
    page.save(force_insert=is_new, force_update=not is_new)
    changed = _store_representations(page, packed, is_new=is_new)
    outgoing.store(page, publication.revision, is_new=is_new)
    files = [PublishedFile(page=page, digest=file.digest, media_type=file.media_type) for file in content.files]
    settle(PublishedFile, page, files, by=("digest", "media_type"), is_new=is_new)
    topics = [PublishedTopic(page=page, topic=topic, language=page.language) for topic in framed.around.topics]
    settle(PublishedTopic, page, topics, by=("topic_id", "language"), is_new=is_new)
    answers = listings.store(page, framed, is_new=is_new)
    if before and any(getattr(before, field) != getattr(page, field) for field in SHOWN_BY_NEIGHBOURS):
        _outdate(related.pages_that_name(article))
    if not related.store(page, facts.related, is_new=is_new):
        _outdate([page.pk])
    if facts.is_listed:
        search_index.store(page, framed, answers=answers, is_new=is_new)
    elif not is_new:
        search_index.forget(page)
    is_same = before is not None and (before.etag, before.publication_id) == (document.etag, publication.pk)
    if changed or not is_same or (before is not None and before.is_listed != facts.is_listed):
        _pages_changed(now)
    if not is_same:
        review_queue.note_new_notices(publication, framed.chosen, framed.around.decisions, now=now)
        Rendering.objects.create(
            publication=publication,
            at=now,
            sha256=document.etag,
            content_digest=publication.content_digest,
            html_digest=publication.html_digest,
            notices=framed.chosen.as_json(),
            frame_version=framed.frame_version,
            document=document.gzip,
        )
    if {link.key for link in facts.languages} != {other.pk for other in others if other.is_listed}:
        _outdate([page.pk])
    if before and before.translation_of_id != page.translation_of_id:
        _outdate(_in_other_languages(before.translation_of_id or article.pk, than=article))
    told = before is None or any(getattr(before, name) != getattr(page, name) for name in SAID_IN_OTHER_LANGUAGES)
    return [other.pk for other in others] if told else []


def _stored(article: Article, *, original: int | None) -> tuple[PublishedPage | None, list[PublishedPage]]:
    """The page that an article has now, and those of its text in other languages. One query."""
    root = original or article.pk
    pages = PublishedPage.objects.filter(Q(article=article) | Q(article=root) | Q(translation_of=root))
    before = next((page for page in pages if page.article_id == article.pk), None)
    return before, [page for page in pages if page is not before]


def _in_other_languages(original: int, *, than: Article) -> list[int]:
    return list(PublishedPage.objects.in_other_languages(original, than=than.pk).values_list("pk", flat=True))


def _frame_others(pages: Sequence[int], *, now: datetime) -> None:
    """Frame the pages of a text in other languages afresh, because it came, changed or went in one of them.

    They name each other, and a translation says when its original was changed or withdrawn; then it is called for
    review. One that cannot be framed holds nothing else up: it counts as out of date. Call it in the transaction of the
    act.
    """
    if not pages:
        return
    for page in PublishedPage.objects.select_related("article", "publication__revision__article").filter(pk__in=pages):
        try:
            framed = reframe(page, now=now)
        except (Refused, NoticeMissing):
            _outdate([page.pk])
            standing = translations.standing_of(ArticleContent.from_json(page.publication.revision.content_json))
        else:
            _store_page(page.article, page.publication, framed, stamp=current_stamp(), now=now)
            standing = framed.around.standing
        original_calls.note(page.article, standing, now=now)


def locked_with_original(article: Article) -> Article:
    """The row of an article, held for an act that changes what readers get. Two queries, three for a translation."""
    _hold(PublishedPage.objects.filter(article=article).values_list("translation_of", flat=True).first())
    return Article.objects.select_for_update(no_key=True).get(pk=article.pk)


def _hold(original: int | None) -> None:
    """Whoever changes one language of a text waits for its original first, so that no two pages miss each other, and
    nobody waits in a circle. Nothing for a text that is no translation.
    """
    if original is not None:
        Article.objects.select_for_update(no_key=True).get(pk=original)


def _require_one_in_its_language(article: Article, framed: Framed) -> None:
    """A text has one live translation in a language, which stands against its original as its page will say."""
    if framed.original is None:
        return
    if translations.standing_of(framed.around.content) != framed.around.standing:
        raise Stale("The original was published or withdrawn just now. Try again.")
    pages = PublishedPage.objects.filter(translation_of=framed.original, locale=framed.facts.locale)
    if other := pages.exclude(article=article).only("title").first():
        raise Refused(
            f"There is a live translation into this language already: “{other.title}”. Withdraw it, or go on there."
        )


def _store_representations(page: PublishedPage, packed: dict[Format, Packed], *, is_new: bool) -> bool:
    """Write the representations that are new, changed or damaged; say whether there were any. Two queries at most."""
    stored = {
        row.format: Packed(etag=row.etag, gzip=bytes(row.gzip), brotli=bytes(row.brotli))
        for row in (() if is_new else page.representations.all())
    }
    changed = [(form, text) for form, text in packed.items() if stored.get(form) != text]
    PublishedRepresentation.objects.bulk_create(
        [
            PublishedRepresentation(page=page, format=form, etag=text.etag, gzip=text.gzip, brotli=text.brotli)
            for form, text in changed
        ],
        update_conflicts=True,
        unique_fields=["page", "format"],
        update_fields=["etag", "gzip", "brotli"],
    )
    return bool(changed)


def _outdate(pages: Sequence[int]) -> None:
    """Have pages framed afresh when somebody asks for them; no page is made with an empty frame."""
    if pages:
        PublishedPage.objects.filter(pk__in=pages).update(frame_version="")


def _pages_changed(now: datetime) -> None:
    """Note that live pages changed: lists, feeds and sitemaps are made anew when they are next asked for."""
    SiteState.objects.filter(pk=1).update(pages_stamp=F("pages_stamp") + 1, pages_changed_at=now)


def _kind(article: Article, *, correction: bool) -> PublicationKind:
    if article.public_state == PublicState.WITHDRAWN:
        return PublicationKind.REINSTATED
    return PublicationKind.CORRECTED if correction else PublicationKind.PUBLISHED


def _record(publication: Publication, article: Article, *, actor: User | None, now: datetime, **more: str) -> None:
    trail.record(
        actor=actor,
        act=f"article.{publication.kind}",
        subject=article_subject(article),
        at=now,
        publication=publication.number,
        revision=publication.revision.number,
        content_digest=publication.content_digest,
        html_digest=publication.html_digest,
        note=publication.note,
        **more,
    )


def _move_article(article: Article, act: Act) -> None:
    transition = ARTICLE_TRANSITIONS[act]
    moved = Article.objects.filter(pk=article.pk, public_state__in=transition.sources).update(
        public_state=transition.target
    )
    if moved != 1:
        raise WrongState(
            f"You cannot {act} this article now: its state is “{article.get_public_state_display().lower()}”."
        )


def _require_publisher(act: Act, by: User) -> None:
    transition = DRAFT_TRANSITIONS.get(act) or ARTICLE_TRANSITIONS[act]
    if not has_role(by, *transition.roles):
        raise NotAllowed(f"You cannot {act} an article: that is for publishers.")


def _require_signers_in_good_standing(decisions: Sequence[Decision]) -> None:
    """A registration that ran out after the signing does no harm; one that was suspended does."""
    signers = [decision.by_id for decision in decisions]
    good = Credential.objects.filter(holder__in=signers, verified_at__isnull=False, suspended_at__isnull=True)
    holders = set(good.values_list("holder", flat=True))
    for decision in decisions:
        if decision.by_id not in holders:
            raise WrongState(
                f"The registration of {decision.by_name}, who signed this text, is suspended. Another clinician has "
                "to review it."
            )
