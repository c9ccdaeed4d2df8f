"""Preview links: a draft for one named person outside the house, for some days, without an account.

The address holds a random token that this site signed, so that guesses are turned away before the database is asked.
Only its hash is stored: nobody who reads the database or a backup can open a draft with what they find.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from articles.choices import DraftState
from articles.content import ArticleContent, content_digest
from articles.domain.drafting import conversion
from articles.domain.drafting.drafts import article_subject
from articles.domain.drafting.preview import preview_body, preview_content
from articles.domain.errors import NotAllowed, Refused, WrongState
from articles.domain.governance.policy import Policy, current_policy
from articles.domain.mail import unasked
from articles.models import Contribution, Draft, DraftFile, Picture, PreviewLink, Revision
from articles.rendering.shapes import SignedBody
from medsite.audit import trail
from medsite.lib.canonical import digest
from medsite.lib.texts import clean_text
from people.models import User
from people.roles import Role, has_role, roles_of

DAYS = 7
"""Offered when somebody makes a link."""
AT_ONCE = 20
"""Working links of one draft."""
KEPT = timedelta(days=365)
"""After its end the name of an outsider is kept so long, to answer who saw a draft."""
REVOKERS = (Role.WRITER, Role.PUBLISHER)
_SIGNER = Signer(salt="medsite-preview-link", sep=".")


@dataclass(frozen=True)
class Made:
    """A new link, and its token, which nobody can find out afterwards."""

    link: PreviewLink
    token: str


def why_not_make(draft: Draft, by: User) -> str:
    """Why this person cannot show this draft to somebody outside, as a sentence; empty when they can."""
    roles = roles_of(by)
    if Role.PUBLISHER in roles:
        return ""
    if Role.WRITER in roles and Contribution.objects.filter(draft=draft, user=by).exists():
        return ""
    return "Writers who worked on this draft, and publishers, show it to somebody outside. Ask one of them."


def make(
    draft: Draft,
    *,
    name: str,
    email: str,
    why: str,
    days: int,
    by: User,
    now: datetime,
    revision: Revision | None = None,
    mailed: bool = False,
) -> Made:
    """Let one person outside see a draft for some days. One audit entry, which does not name them.

    ``mailed`` sends them the address by mail. ``revision`` is a sent text of this draft; without it, they see the draft
    as it is saved when they look.
    Raises NotAllowed, WrongState when the draft is closed, Refused when something is missing, too long or too many.
    """
    if said := why_not_make(draft, by):
        raise NotAllowed(said)
    name, why = _line(name, "Say for whom the link is."), _line(why, "Say why this person has to see the draft.")
    policy = current_policy()
    if not policy.preview_days_most:
        raise Refused("The policy of this site shows no draft outside the house.")
    if not 1 <= days <= policy.preview_days_most:
        raise Refused(f"Choose from 1 to {policy.preview_days_most} days: the policy allows no more.")
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused("Write the mail address of the person, such as name@example.org.") from error
    if revision is not None and revision.draft_id != draft.pk:
        raise Refused("That text was not sent from this draft. Open the page again.")
    with transaction.atomic():
        current = Draft.objects.held(draft.pk)
        if current.closed_at is not None:
            raise WrongState("This draft is closed, so there is nothing to show.")
        if current.preview_links.working(now).count() >= AT_ONCE:
            raise Refused(f"{AT_ONCE} people outside can see this draft. First revoke a link that nobody needs.")
        token = _SIGNER.sign(secrets.token_urlsafe(24))
        link = PreviewLink.objects.create(
            draft=current,
            revision=revision,
            token_hash=_hash(token),
            name=name[:200],
            email=email,
            why=why[:500],
            made_by=by,
            made_at=now,
            expires_at=now + timedelta(days=days),
        )
        shown = revision.number if revision else 0
        _record("preview_link.made", link, by=by, now=now, days=days, revision=shown, mailed=int(mailed))
        if mailed:
            unasked.show_outside(link, token, now=now)
    return Made(link, token)


def revoke(link: PreviewLink, *, by: User, now: datetime) -> None:
    """End a link at once. One audit entry. Raises NotAllowed, WrongState when it was revoked before."""
    if not has_role(by, *REVOKERS):
        raise NotAllowed("Writers and publishers revoke the links of a draft.")
    with transaction.atomic():
        if not PreviewLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=now, revoked_by=by):
            raise WrongState("Somebody revoked this link already.")
        _record("preview_link.revoked", link, by=by, now=now)


def find(token: str, *, now: datetime) -> PreviewLink | None:
    """The working link of a token, with its draft and revision; None for any other, without saying why.

    No query for a token that this site did not sign; else two.
    """
    try:
        _SIGNER.unsign(token)
    except BadSignature:
        return None
    rows = PreviewLink.objects.working(now).select_related("draft__article", "revision")
    link = rows.filter(token_hash=_hash(token)).first()
    return link if link is not None and ends_at(link, current_policy()) > now else None


def ends_at(link: PreviewLink, policy: Policy) -> datetime:
    """When a link ends by its own time or by the policy of today, whichever comes first."""
    return min(link.expires_at, link.made_at + timedelta(days=policy.preview_days_most))


def show(link: PreviewLink, *, now: datetime) -> str:
    """The page of a link's text, with its notices. Counts this opening, and notes it in the trail with its digest.

    Raises WrongState when the link ended a moment ago, markdown.TooComplex, and Blocked when a notice that applies has
    no approved wording.
    """
    draft, revision = link.draft, link.revision
    said = f"{what_it_is(draft)} For {link.name} until {localdate(ends_at(link, current_policy())):%-d %B %Y}."
    if revision is not None:
        content = ArticleContent.from_json(revision.content_json)
        body = SignedBody.model_validate_json(revision.body_html)
        document = preview_body(draft.article, content, body, now=now, said=said)
    else:
        content = conversion.draft_content(Draft.objects.with_rows().get(pk=draft.pk))
        document = preview_content(draft.article, content, now=now, said=said)
    seen = content_digest(draft.article.uuid, content.to_json())
    with transaction.atomic():
        opened = PreviewLink.objects.working(now).filter(pk=link.pk)
        if not opened.update(openings=F("openings") + 1, opened_at=now):
            raise WrongState("This link has ended.")
        _record("preview_link.opened", link, by=None, now=now, content=seen)
    return document


def what_it_is(draft: Draft) -> str:
    """What somebody outside has to know first."""
    return "Draft. Signed, not published." if draft.state == DraftState.APPROVED else "Draft. Not reviewed."


def picture_of(link: PreviewLink, picture_digest: str) -> Picture | None:
    """An image that the text of a link lists; None for every other image. Two queries at most."""
    if link.revision is not None:
        listed = {file.digest for file in ArticleContent.from_json(link.revision.content_json).files}
        is_listed = picture_digest in listed
    else:
        is_listed = DraftFile.objects.filter(draft=link.draft_id, picture__digest=picture_digest).exists()
    return Picture.objects.filter(digest=picture_digest).first() if is_listed else None


def forget_ended(*, now: datetime) -> int:
    """Remove links a year after their time, and with them the names of outsiders; give the number. For the clock."""
    return PreviewLink.objects.filter(expires_at__lt=now - KEPT).delete()[0]


def with_ends(links: Iterable[PreviewLink], *, now: datetime) -> list[tuple[PreviewLink, datetime, bool]]:
    """Each link with its end and whether it still opens. One query, for the policy."""
    policy = current_policy()
    found = []
    for link in links:
        end = ends_at(link, policy)
        found.append((link, end, link.revoked_at is None and end > now and link.draft.closed_at is None))
    return found


def _hash(token: str) -> str:
    return digest("medsite-preview-token", token)


def _line(text: str, sentence: str) -> str:
    try:
        line = " ".join(clean_text(text).split())
    except ValueError as error:
        raise Refused(f"The text {error}.") from error
    if not line:
        raise Refused(sentence)
    return line


def _record(act: str, link: PreviewLink, *, by: User | None, now: datetime, **data: str | int) -> None:
    subject = article_subject(link.draft.article)
    trail.record(actor=by, act=act, subject=subject, at=now, link=link.pk, draft=link.draft_id, **data)
