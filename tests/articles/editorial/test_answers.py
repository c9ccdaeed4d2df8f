"""Each act ends on the page of its article with a sentence that says what was done."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from articles.domain.governance.policy import current_policy
from articles.models import Draft, Revision, Schedule
from tests import factories
from tests.articles.matrix.house import notices_of
from tests.conftest import Cast
from tests.policies import put_in_force

DESK = "/admin/desk"


class Desk:
    """The people of the house, each in a browser; ``says`` does an act and gives what the next page says of it."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.clients = {name: Client() for name in ("writer", "clinician", "publisher")}
        for name, client in self.clients.items():
            client.force_login(getattr(cast, name))

    def says(self, who: str, door: str, **data: Any) -> list[str]:
        answer = self.clients[who].post(f"{DESK}/{door}/", data, follow=True)
        assert answer.status_code == 200
        return [str(message) for message in answer.context["messages"]]

    def decide(self, decision: str) -> list[str]:
        revision = Revision.objects.order_by("-pk")[0]
        return self.says(
            "clinician",
            f"revisions/{revision.pk}",
            content_digest=revision.content_digest,
            html_digest=revision.html_digest,
            notices=notices_of(revision),
            confirmed=[key for key, _ in current_policy().checklist],
            interests="none",
            comment="Please mend it.",
            password=factories.PASSWORD,
            decision=decision,
        )


def test_every_act_says_what_was_done(cast: Cast, approved_notices: None, draft: Draft) -> None:
    desk = Desk(cast)
    text, article = f"drafts/{draft.pk}", f"articles/{draft.article_id}"
    send = {"note": "", "due_on": f"{timezone.localdate() + timedelta(days=9)}"}
    at = timezone.localtime() + timedelta(days=1)
    later = f"{at:%Y-%m-%dT%H:%M}"

    assert desk.says("writer", f"{text}/submit", version=1, **send) == [
        "Sent for review: the text is locked until a clinician decides, or until you recall it."
    ]
    assert desk.says("writer", f"{text}/recall") == ["Taken back: the text is open again."]
    desk.says("writer", f"{text}/submit", version=1, **send)
    assert desk.decide("changes") == ["Sent back: the writer sees your words, and the text is open again."]
    desk.says("writer", f"{text}/submit", version=1, **send)
    assert desk.decide("approve") == ["You signed the text. It is approved, and a publisher can publish it."]

    digest = Revision.objects.order_by("-pk")[0].content_digest
    assert desk.says("publisher", f"{text}/publish", digest=digest, at=later) == [
        f"Planned: it is published on {at:%-d %B %Y, %H:%M}, if everything still holds then."
    ]
    assert desk.says("publisher", f"schedules/{Schedule.objects.get().pk}/cancel") == ["Cancelled: it does not happen."]
    assert desk.says("publisher", f"{text}/reopen", reason="A word.") == [
        "Opened again: the text can be changed, and is signed anew before it is published."
    ]
    assert desk.says("writer", f"{text}/submit", version=1, **send) == [
        "Sent: exactly this text was signed before, so it is approved, and a publisher can publish it."
    ]
    assert desk.says("publisher", f"{text}/publish", digest=digest) == ["Published: readers have this text now."]

    assert desk.says("publisher", f"{article}/withdraw", reason="It ends.", at=later) == [
        f"Planned: the page is withdrawn on {at:%-d %B %Y, %H:%M}."
    ]
    assert desk.says("clinician", f"{article}/stop", kind="suspended", reason="unsafe") == [
        "Stopped: it is gone from its page, lists, search, feeds and the API. Its address says why."
    ]
    assert desk.says("publisher", f"{article}/reinstate", reason="") == ["Reinstated: readers have the text again."]
    assert desk.says("publisher", f"{article}/withdraw", reason="It ends.") == [
        "Withdrawn: the page is gone for readers, and its address says why."
    ]


def test_a_signature_that_is_not_enough_says_what_it_waits_for(cast: Cast, approved_notices: None) -> None:
    put_in_force(cast, signers=2)
    factories.submit(factories.make_draft(cast.writer), cast.writer)

    assert Desk(cast).decide("approve") == ["You signed the text. It waits for another signature."]
