"""Every door of every act of the first table: a function that tries it as somebody.

A verb raises when it refuses; a screen answers. Whether the act was done is read from the database.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.choices import CallReason, Lane, PublicationKind, StopReason
from articles.domain import workflow
from articles.domain.drafting import drafts, preview_links, translating
from articles.domain.drafting.conversion import draft_content
from articles.domain.errors import WrongState
from articles.domain.governance.policy import current_policy
from articles.domain.publication import addresses, publishing, scheduling, taking_down
from articles.domain.reviewing import assignments, comments, manifests, suggestions
from articles.domain.upkeep import review_queue
from articles.models import Draft, Revision, Snapshot
from people.models import User
from tests import factories
from tests.articles.matrix.house import House, notices_of

Verb = Callable[[House, User], Any]
Screen = Callable[[House, Any], Any]
NOW = factories.NOW
LATER = factories.later(days=90)
DESK = "/admin/desk"


def sent_text(house: House) -> Revision:
    if house.revision is None:
        raise WrongState("There is nothing to decide on.")
    return house.revision


def signed_form(house: House, **more: Any) -> dict[str, Any]:
    """What a clinician sends with a decision."""
    revision = house.revision
    if revision is None:
        return more
    return {
        "content_digest": revision.content_digest,
        "html_digest": revision.html_digest,
        "notices": notices_of(revision),
        "confirmed": [key for key, _ in current_policy().checklist],
        "interests": "none",
        "comment": "Please mend it.",
        "password": factories.PASSWORD,
        **more,
    }


def _save(house: House, by: User) -> Any:
    draft = Draft.objects.with_rows().get(pk=house.draft.pk)
    content = draft_content(draft).model_copy(update={"title": "Changed"})
    return drafts.save_draft(draft, content, expected_version=draft.version, by=by, now=NOW)


def _sign_manifest(house: House, by: User) -> Any:
    with transaction.atomic():  # a refusal takes the manifest itself back
        manifest = manifests.make_manifest([sent_text(house)], title="A list", by=house.cast.writer, now=NOW)
        manifests.draw_sample(manifest, by=by, now=NOW)
        manifests.note_opening(manifest.items.get(), by=by, now=NOW)
        return manifests.sign(
            manifest,
            shown=manifests.overview(manifest, user=by, now=NOW).shown,
            evidence=factories.evidence(by),
            statement="No conflict of interest.",
            confirmed=[key for key, _ in current_policy().checklist],
            by=by,
            now=NOW,
        )


def _list(house: House, by: User) -> Any:
    return manifests.make_manifest([sent_text(house)], title="Another list", by=by, now=NOW)


def _schedule(house: House, by: User) -> Any:
    digest = sent_text(house).content_digest
    return scheduling.schedule_publication(house.draft, at=LATER, content_digest=digest, by=by, now=NOW)


def _take_over(house: House, by: User) -> Any:
    if house.thread is None:
        raise WrongState("Nobody suggested anything.")
    return suggestions.take_over(house.thread, expected_version=house.draft.version, by=by, now=NOW)


VERBS: dict[str, Verb] = {
    "submit": lambda house, by: factories.submit(house.draft, by),
    "recall": lambda house, by: workflow.recall(house.draft, by=by, now=NOW),
    "request changes": lambda house, by: factories.request_changes(sent_text(house), by),
    "approve": lambda house, by: factories.approve(sent_text(house), by),
    "ask a clinician": lambda house, by: assignments.ask(
        sent_text(house), reviewers=[house.cast.clinician], due_on=None, by=by, now=NOW
    ),
    "look at it": lambda house, by: assignments.take_up(sent_text(house), by=by, now=NOW),
    "reopen": lambda house, by: workflow.reopen(house.draft, by=by, now=NOW, reason="A word is wrong."),
    "publish": lambda house, by: factories.publish(house.draft, by),
    "withdraw": lambda house, by: taking_down.withdraw(house.article, by=by, now=NOW, note="Because."),
    "reinstate": lambda house, by: publishing.reinstate(house.article, by=by, now=NOW, note="Because."),
    "confirm": lambda house, by: factories.confirm(house.article, by),
    "stop at once": lambda house, by: taking_down.stop(
        house.article, kind=PublicationKind.SUSPENDED, reason=StopReason.OTHER, by=by, now=NOW
    ),
    "change the text": _save,
    "give up the draft": lambda house, by: drafts.give_up_draft(house.draft, by=by, now=NOW),
    "open the next draft": lambda house, by: drafts.open_draft(house.article, by=by, now=NOW),
    "correct the live text": lambda house, by: drafts.open_draft(house.article, by=by, now=NOW, lane=Lane.CORRECTION),
    "comment": lambda house, by: comments.open_thread(
        sent_text(house), field="Lead", quote="", body="It hums.", by=by, now=NOW
    ),
    "take a suggested wording over": _take_over,
    "copy": lambda house, by: drafts.duplicate_article(house.article, by=by, now=NOW),
    "translate": lambda house, by: translating.start_translation(
        house.article, locale="es", title="Un canto", by=by, now=NOW
    ),
    "show it outside": lambda house, by: factories.make_preview_link(house.draft, by),
    "revoke a preview link": lambda house, by: preview_links.revoke(house.links[0].link, by=by, now=NOW),
    "list it in a manifest": _list,
    "ask for a review": lambda house, by: review_queue.ask(
        house.article, reason=CallReason.OTHER, detail="It sings.", by=by, now=NOW
    ),
    "change the address": lambda house, by: addresses.rename(house.article, "another-song", by=by, now=NOW),
}

FURTHER_VERBS: dict[tuple[str, str], Verb] = {
    ("approve", "manifest"): _sign_manifest,
    ("publish", "schedule"): _schedule,
    ("withdraw", "schedule"): lambda house, by: scheduling.schedule_withdrawal(
        house.article, at=LATER, by=by, now=NOW, note="The campaign ends."
    ),
}


def _draft(act: str, **data: Any) -> Screen:
    return lambda house, client: client.post(f"{DESK}/drafts/{house.draft.pk}/{act}/", data)


def _article(act: str, **data: Any) -> Screen:
    return lambda house, client: client.post(f"{DESK}/articles/{house.draft.article_id}/{act}/", data)


def _decide(decision: str) -> Screen:
    def post(house: House, client: Any) -> Any:
        if house.revision is None:
            return None
        return client.post(f"{DESK}/revisions/{house.revision.pk}/", signed_form(house, decision=decision))

    return post


def _confirm(house: House, client: Any) -> Any:
    last = house.draft.article.publications.of_texts().order_by("-number").first()
    data = signed_form(house, publication=last.number if last else 1)
    return client.post(f"{DESK}/articles/{house.draft.article_id}/still-right/", data)


def _publish(**more: str) -> Screen:
    def post(house: House, client: Any) -> Any:
        digest = house.revision.content_digest if house.revision else ""
        return client.post(f"{DESK}/drafts/{house.draft.pk}/publish/", {"digest": digest, **more})

    return post


def _ask(house: House, client: Any) -> Any:
    if house.revision is None:
        return None
    asked = {"reviewers": [house.cast.clinician.pk], "due_on": timezone.localdate().isoformat()}
    return client.post(f"{DESK}/revisions/{house.revision.pk}/reviewers/", asked)


def _look(house: House, client: Any) -> Any:
    return client.post(f"{DESK}/revisions/{house.revision.pk}/take-up/") if house.revision else None


def _edit(house: House, client: Any) -> Any:
    typed = house.form or {"expected_version": house.draft.version}
    return client.post(f"/admin/articles/draft/{house.draft.pk}/change/", typed | {"title": "Changed"})


def _restore(house: House, client: Any) -> Any:
    oldest = Snapshot.objects.filter(draft=house.draft.pk).order_by("version")[0].version
    address = f"{DESK}/drafts/{house.draft.pk}/versions/{oldest}/restore/"
    return client.post(address, {"seen": house.draft.version})


def _comment(house: House, client: Any) -> Any:
    said = {"field": "Lead", "quote": "", "body": "It hums.", "wording": ""}
    return client.post(f"{DESK}/revisions/{house.revision.pk}/comment/", said) if house.revision else None


def _take_over_at_the_desk(house: House, client: Any) -> Any:
    data = {"act": "take", "version": house.draft.version}
    return client.post(f"{DESK}/threads/{house.thread.pk}/", data) if house.thread else None


def _rename(house: House, client: Any) -> Any:
    return client.post(f"{DESK}/articles/{house.draft.article_id}/address/", {"slug": "another-song", "successor": ""})


def _list_at_the_desk(house: House, client: Any) -> Any:
    texts = [house.revision.pk] if house.revision else []
    return client.post(f"{DESK}/manifests/new/", {"title": "Another list", "texts": texts})


def _delete(model: str) -> Screen:
    def post(house: House, client: Any) -> Any:
        key = house.draft.pk if model == "draft" else house.draft.article_id
        return client.post(f"/admin/articles/{model}/{key}/delete/", {"post": "yes"})

    return post


def _delete_many(house: House, client: Any) -> Any:
    chosen = {"action": "delete_selected", "_selected_action": [house.draft.article_id], "post": "yes"}
    return client.post("/admin/articles/article/", chosen)


OUTSIDE = {"name": "Olive", "email": "olive@example.org", "why": "Law.", "days": "3", "text": "saved"}
AT = f"{LATER:%Y-%m-%dT%H:%M}"

SCREENS: dict[tuple[str, str], Screen] = {
    ("submit", "desk"): lambda house, client: _draft("submit", version=house.draft.version, note="")(house, client),
    ("recall", "desk"): _draft("recall"),
    ("request changes", "desk"): _decide("changes"),
    ("approve", "desk"): _decide("approve"),
    ("ask a clinician", "desk"): _ask,
    ("look at it", "desk"): _look,
    ("reopen", "desk"): _draft("reopen", reason="A word is wrong."),
    ("publish", "desk"): _publish(),
    ("publish", "schedule at the desk"): _publish(at=AT),
    ("withdraw", "desk"): _article("withdraw", reason="A source was wrong."),
    ("withdraw", "schedule at the desk"): _article("withdraw", reason="The campaign ends.", at=AT),
    ("reinstate", "desk"): _article("reinstate", reason=""),
    ("confirm", "desk"): _confirm,
    ("stop at once", "desk"): _article("stop", kind="suspended", reason="other"),
    ("change the text", "editor"): _edit,
    ("change the text", "saved version"): _restore,
    ("give up the draft", "desk"): lambda house, client: client.post(
        f"{DESK}/drafts/{house.draft.pk}/give-up/", {"version": house.draft.version}
    ),
    ("open the next draft", "desk"): _article("open-draft/main"),
    ("correct the live text", "desk"): _article("open-draft/correction"),
    ("comment", "desk"): _comment,
    ("take a suggested wording over", "desk"): _take_over_at_the_desk,
    ("copy", "desk"): _article("duplicate"),
    ("translate", "desk"): _article("translate", locale="es", title="Un canto"),
    ("show it outside", "desk"): _draft("outside", **OUTSIDE),
    ("revoke a preview link", "desk"): lambda house, client: client.post(
        f"{DESK}/preview-links/{house.links[0].link.pk}/revoke/"
    ),
    ("list it in a manifest", "desk"): _list_at_the_desk,
    ("ask for a review", "desk"): _article("ask-for-a-review", reason="other", detail="It sings."),
    ("change the address", "desk"): _rename,
    ("delete", "admin form of the draft"): _delete("draft"),
    ("delete", "admin form of the article"): _delete("article"),
    ("delete", "admin action"): _delete_many,
}
