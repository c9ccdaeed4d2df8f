"""A site that has one of everything a reader can meet."""

from datetime import datetime

from django.utils import timezone

from articles.choices import CLINICAL_HOUSE_TEXTS, HouseKey, PublicationKind, StopReason
from articles.content import KeyPoint
from articles.domain.drafting import drafts
from articles.domain.drafting.conversion import file_of
from articles.domain.publication import taking_down
from articles.domain.readers import house_texts
from articles.models import Article, Draft
from tests import factories
from tests.conftest import Cast, make_cast

LONG_WORD = "Dichlordiphenyltrichlorethanvergiftungsverdacht"
BODY = """Clonazepam is a medicine [@sample2020].

## How it compares

| Option | How soon | How long | Talk about |
|---|---|---|---|
| Talking | Over weeks | Months | Waiting times |
| Clonazepam | Within hours | Weeks | {word} |

Table: Two options

> ### Worth asking
>
> Bring a list of what you take, and `a-very-long-piece-of-code-without-any-space-in-it-at-all`.

1. First
2. Second
    - Nested

![](file:{digest})

### A smaller heading

> A quotation that is somebody's own words.
"""
FIGURE = {
    "alt": "A teal square",
    "caption": "Made up.",
    "credit": "Nobody, CC0",
    "kind": "chart",
    "text_version": f"Table: What the square says\n\n| Side | Length |\n|---|--:|\n| One | 5 cm |\n\n- {LONG_WORD}",
}
ARTICLE = "/articles/clonazepam-uses-and-risks/"


HOUSE = {
    HouseKey.US: "We are a *sample* house.\n\n## Where\n\nNowhere.",
    HouseKey.PAYS: f"Table: Who paid\n\n| Who | How much |\n|---|--:|\n| {LONG_WORD} | 5 |",
    HouseKey.EDITORIAL: "## How\n\n> ### A callout\n>\n> Words in it.",
    HouseKey.CONTACT: f"Write to {LONG_WORD}@example.org.",
}


def house_texts_of_all_kinds(cast: Cast, now: datetime) -> None:
    """Words of the house on each page that has some."""
    for key, body in HOUSE.items():
        by = cast.clinician if key in CLINICAL_HOUSE_TEXTS else cast.publisher
        proposal = house_texts.propose(key, body=body, by=cast.writer, now=now)
        evidence = factories.evidence(by, now=now)
        house_texts.approve(proposal, seen=now, evidence=evidence, by=by, now=now)


def everything() -> None:
    """A live article with all there can be in one, corrected once; one in a language without lists; one that was
    withdrawn, one that is suspended."""
    cast, now = make_cast(), timezone.now()
    factories.approve_all_notices(cast.clinician)
    house_texts_of_all_kinds(cast, now)
    topic = factories.topic_fact(factories.make_topic("Mental health"))
    picture = factories.make_picture(cast.writer)
    values = {
        "title": "Clonazepam: uses and risks",
        "topics": (topic,),
        "subjects": (factories.clonazepam(),),
        "body": BODY.format(word=LONG_WORD, digest=picture.digest[:12]),
        "files": (file_of(picture, **FIGURE),),
        "key_points": (KeyPoint(label=LONG_WORD, text="A sentence about it."),),
    }
    draft = factories.make_draft(cast.writer, now=now, **values)
    factories.approve(factories.submit(draft, cast.writer, now=now), cast.clinician, now=now)
    article = factories.publish(draft, cast.publisher, now=now).article
    opened = drafts.open_draft(article, by=cast.writer, now=now)
    factories.save(opened, cast.writer, now=now, lead="A corrected lead.")
    factories.approve(factories.submit(opened, cast.writer, now=now), cast.clinician, now=now)
    factories.publish(
        Draft.objects.get(pk=opened.pk), cast.publisher, now=now, correction=True, note="The lead was wrong."
    )
    factories.approve_notices_in("fr", cast.clinician)
    draft = factories.make_draft(cast.writer, now=now, title="Une mesure", locale="fr", topics=(topic,))
    factories.approve(factories.submit(draft, cast.writer, now=now), cast.clinician, now=now)
    factories.publish(draft, cast.publisher, now=now)
    for title in ("Withdrawn", "Suspended"):
        draft = factories.make_draft(cast.writer, now=now, title=title, topics=(topic,))
        factories.approve(factories.submit(draft, cast.writer, now=now), cast.clinician, now=now)
        factories.publish(draft, cast.publisher, now=now)
    gone, checked = (Article.objects.get(slug=slug) for slug in ("withdrawn", "suspended"))
    taking_down.withdraw(gone, by=cast.publisher, now=now, note="A source was retracted.")
    taking_down.stop(checked, kind=PublicationKind.SUSPENDED, reason=next(iter(StopReason)), by=cast.publisher, now=now)
