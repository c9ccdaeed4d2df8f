"""Which signatures stand for a text, and whether they are enough under a policy."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Subquery
from django.db.models.functions import Coalesce

from articles.choices import Verdict
from articles.content import ArticleContent, content_digest
from articles.domain.errors import Tampered
from articles.domain.governance.policy import Policy
from articles.domain.governance.risk import Risk, in_words, risk_of
from articles.domain.reviewing import safety, specialties
from articles.domain.reviewing.ticks import cited_sources, ticks_of
from articles.models import Decision, Publication, Revision
from articles.quality.findings import Waiver
from articles.rendering.body import html_digest


def standing_approvals(revision: Revision) -> list[Decision]:
    """The approvals of this very text that count today, oldest first. One query.

    They are of the same article, content and HTML, whichever revision they were given on; not revoked; not
    before a later request for changes to the same text; and not by anybody who worked on it since. Of somebody who
    signed the text again, the newest signature counts.
    """
    same_text = Decision.objects.filter(
        revision__article=revision.article_id,
        content_digest=revision.content_digest,
        html_digest=revision.html_digest,
    )
    requests = same_text.filter(verdict=Verdict.REQUEST_CHANGES).order_by("-pk").values("pk")
    standing = (
        same_text.filter(verdict=Verdict.APPROVE, revocation__isnull=True, pk__gt=Coalesce(Subquery(requests[:1]), 0))
        .exclude(by__in=revision.contributors.values("user"))
        .order_by("pk")
    )
    one_each = {decision.by_id: decision for decision in standing}
    return sorted(one_each.values(), key=lambda decision: decision.pk)


def why_not_counted(decision: Decision, revision: Revision, policy: Policy) -> str:
    """Why a standing approval does not count under the policy of now, as a sentence; empty when it does.

    A signature that was given under an older policy counts when it confirmed everything that is asked today.
    """
    confirmed = set(json.loads(decision.checklist))
    signed = f"{decision.by_name} signed under {decision.policy_version}"
    if left := [sentence for key, sentence in policy.checklist if key not in confirmed]:
        return f"{signed}, and did not confirm what {policy.version} asks: {' '.join(left)}"
    if _reasons(json.loads(decision.waivers)) != _reasons([asdict(waiver) for waiver in frozen_waivers(revision)]):
        return f"{signed}, when other findings were waived, or for other reasons."
    asked = specialties.wanted(revision, policy)
    if lacks := specialties.why_not(specialties.of_decision(decision), asked, policy):
        return f"The signature of {decision.by_name} does not count. {lacks}"
    if policy.every_source_is_ticked and (missing := ticks_of(decision, cited_sources(revision)).left):
        return f"{signed}, and did not compare these sources: {', '.join(missing)}."
    return ""


def frozen_waivers(revision: Revision) -> list[Waiver]:
    """The waivers under which a revision was sent, as they were then."""
    if '"waiver"' not in revision.findings:
        return []
    return [Waiver(**found["waiver"]) for found in json.loads(revision.findings) if found.get("waiver")]


def _reasons(waivers: Sequence[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(waiver["fingerprint"], waiver["reason"]) for waiver in waivers}


def counting(revision: Revision, decisions: Sequence[Decision], policy: Policy) -> list[Decision]:
    """Those of the standing approvals that count under a policy."""
    return [decision for decision in decisions if not why_not_counted(decision, revision, policy)]


@dataclass(frozen=True)
class Needed:
    """How many clinicians sign a text under a policy, and why so many: sentences without a full stop."""

    signers: int
    because: tuple[str, ...]
    risk: Risk

    @property
    def people(self) -> str:
        return "one clinician signs" if self.signers == 1 else f"{self.signers} clinicians sign"


def needed_for(revision: Revision, policy: Policy, *, is_unchanged: bool = False) -> Needed:
    """The higher of what the risk and the safety changes of a text ask for. What was asked when it was submitted stays
    asked, also under a policy that became looser since. ``is_unchanged``: readers have exactly this text, so only its
    risk counts. No query, but for revisions that are older than records of safety changes.
    """
    content = ArticleContent.from_json(revision.content_json)
    risk = risk_of(content, policy)
    why = (f"{risk.label.lower()} risk: {'; '.join(risk.because)}",) if risk.because else ()
    by_risk = policy.signers_for(risk.level)
    if is_unchanged:
        return Needed(by_risk, why, risk)
    record = safety.record_of(revision)
    by_safety = max(safety.signers_for(policy, content, record.changes), revision.signers_for_safety)
    if record.changes and by_safety > by_risk:
        why = (record.in_words, *why)
    return Needed(max(by_risk, by_safety), why, risk)


def what_lacks(revision: Revision, decisions: Sequence[Decision], policy: Policy, *, is_unchanged: bool = False) -> str:
    """What is missing before these standing approvals are enough under a policy, in words; empty when nothing is.

    ``is_unchanged`` as in ``needed_for``. No query, but as there.
    """
    needs = needed_for(revision, policy, is_unchanged=is_unchanged)
    risk, needed = needs.risk, needs.signers
    good, said = counting(revision, decisions, policy), list[str]()
    if len(good) < needed:
        why = f" ({'; '.join(needs.because)})" if needs.because else ""
        said.append(f"By {policy.version} {needs.people} this text{why}; {len(good)} did.")
    if good:
        asked = [*specialties.wanted(revision, policy)]
        if by_risk := policy.specialties_for(risk.level):
            asked.append(("", by_risk))
        for marker, slugs in specialties.uncovered(good, asked):
            about = f" for {in_words(marker)}" if marker else ""
            said.append(f"By {policy.version} one of the signers has to be of: {', '.join(slugs)}{about}.")
    # One signature that does not count is no obstacle beside enough that do.
    if said:
        said += [why for decision in decisions if (why := why_not_counted(decision, revision, policy))]
    return " ".join(said)


def given_since(publication: Publication, decisions: Sequence[Decision]) -> list[Decision]:
    """Those of the approvals that were given after the ones on which a publication rests. One query."""
    rested_on = publication.approvals.order_by("-decision").values_list("decision", flat=True).first() or 0
    return [decision for decision in decisions if decision.pk > rested_on]


def require_untouched(revision: Revision) -> None:
    """Hash the stored text again. Raises Tampered when it is not what the digests say."""
    article = revision.article.uuid
    if (
        content_digest(article, revision.content_json) != revision.content_digest
        or html_digest(article, revision.renderer_version, revision.body_html) != revision.html_digest
    ):
        raise Tampered(
            f"The stored text of {revision} does not match its digests. It was changed outside medsite. Do not sign "
            "or publish it; compare it with a backup."
        )
