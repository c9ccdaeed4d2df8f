"""Figures, not tests: what a page, a 304, a list, a save and a publication cost, as ratios.

The unit is limit ii: a plain Django view that reads one prerendered row by slug through the ORM, in the same
process, in the same run. CPU time of this process, best of several rounds; a test client, so without a server. Run it
with "make bench"; DATABASE_URL chooses the database (default: a SQLite file of its own).
"""

import time
from collections.abc import Callable
from statistics import median

from standalone import begin

begin()

from django.core.management import call_command
from django.db import connection, models, reset_queries
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.utils import timezone

from articles.domain import demonstration, workflow
from articles.domain.demonstration import material
from articles.domain.drafting import drafts
from articles.domain.drafting.conversion import draft_content
from articles.domain.governance.policy import current_policy
from articles.domain.knowledge.subjects import house_for
from articles.domain.publication import publishing
from articles.domain.publication.framing import choose_notices
from articles.domain.reviewing import signatures
from articles.domain.reviewing.signing import Signing
from articles.models import Draft, PublishedPage, PublishedRepresentation
from articles.quality.checks import inspect
from people.models import User

NUMBERS = (20, 200)


class Prerendered(models.Model):
    """A row as the plainest site would keep it: an address and a finished document."""

    slug = models.SlugField(unique=True)
    document = models.TextField()

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return self.slug


def limit_ii(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponse(Prerendered._default_manager.get(slug=slug).document)


urlpatterns = [path("limit/<slug:slug>/", limit_ii)]


def cpu(act: Callable[[], object], *, times: int, rounds: int = 5) -> float:
    """Milliseconds of CPU for one act: the best round of several. An answer must be 200 or 304."""
    answer = act()
    if isinstance(answer, HttpResponse) and answer.status_code not in {200, 304}:
        raise SystemExit(f"The answer was {answer.status_code}: {answer.content[:200]!r}")
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(times):
            act()
        best = min(best, (time.process_time() - start) / times * 1000)
    return best


def publish_many(number: int) -> tuple[list[float], list[int]]:
    """Publish copies of a sample article; CPU and statements of each publication alone."""
    writer, reviewer, publisher = (User.objects.get(username=name) for name in ("writer", "reviewer", "publisher"))
    source = material.FINISHED / "clonazepam-and-serotonin.toml"
    content, rejected = material.sample_content(source), material.only_mentioned(source)
    shown, costs, statements = choose_notices(content).as_json(), [], []
    for place in range(number):
        now = timezone.now()
        copy = content.model_copy(update={"title": f"{content.title} {place}"})
        draft = drafts.create_article(copy, by=writer, now=now, rejected=rejected)
        revision = workflow.submit(draft, expected_version=1, by=writer, now=now)
        signing = Signing(
            content_digest=revision.content_digest,
            html_digest=revision.html_digest,
            notices_shown=shown,
            evidence=signatures.for_demonstration(reviewer, now=now),
            statement="No conflict of interest with this subject.",
            confirmed=[key for key, _ in current_policy().checklist],
        )
        workflow.approve(revision, signing, by=reviewer, now=now)
        with CaptureQueriesContext(connection) as queries:
            start = time.process_time()
            publishing.publish(
                Draft.objects.get(pk=draft.pk), content_digest=revision.content_digest, by=publisher, now=now
            )
            costs.append((time.process_time() - start) * 1000)
        statements.append(len(queries))
        reset_queries()
    return costs, statements


def saving() -> float:
    writer = User.objects.get(username="writer")
    content = material.sample_content(material.FINISHED / "clonazepam-and-serotonin.toml")
    draft = drafts.create_article(content, by=writer, now=timezone.now())

    def save() -> None:
        fresh = Draft.objects.with_rows().get(pk=draft.pk)
        changed = draft_content(fresh).model_copy(update={"title": f"Title {fresh.version}"})
        drafts.save_draft(fresh, changed, expected_version=fresh.version, by=writer, now=timezone.now())

    return cpu(save, times=5, rounds=3)


WHOLE_ARTICLE = 1_500
"""Words of a long article. The checks of one are to take less than 50 ms."""


def checking() -> tuple[int, float]:
    """All checks of a whole article, as the editor runs them while somebody types: the longest sample article, its body
    repeated until it is long. Words, and milliseconds."""
    contents = [material.sample_content(path) for path in material.FINISHED.glob("*.toml")]
    content = max(contents, key=lambda one: len(one.body))
    times = -(-WHOLE_ARTICLE // len(content.body.split()))
    parts = [content.body.replace("\n## ", f"\n## Part {place}: ") for place in range(times)]
    whole = content.model_copy(update={"body": "\n\n".join(parts)})
    house = house_for(whole)
    return len(whole.body.split()), cpu(lambda: inspect(whole, house), times=5, rounds=3)


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    demonstration.seed(password="not used in benchmarks", now=timezone.now())  # sample people, and some live articles
    print(f"Database: {connection.vendor}. CPU of one process; ratios against limit ii of the same run.\n")
    client, slug = Client(), "clonazepam-and-serotonin"
    with connection.schema_editor() as editor:
        editor.create_model(Prerendered)
    Prerendered._default_manager.create(slug=slug, document=PublishedPage.objects.get(slug=slug).document)
    done, known = PublishedPage.objects.count(), {"If-None-Match": client.get(f"/articles/{slug}/")["ETag"]}
    for number in NUMBERS:
        costs, statements = publish_many(number - done)
        done = number
        with override_settings(ROOT_URLCONF="__main__"):
            unit = cpu(lambda: client.get(f"/limit/{slug}/"), times=100)
        page = client.get(f"/articles/{slug}/")
        rows = [
            ("article", cpu(lambda: client.get(f"/articles/{slug}/", headers={"Accept-Encoding": "gzip"}), times=100)),
            ("304", cpu(lambda: client.get(f"/articles/{slug}/", headers=known), times=100)),
            ("list", cpu(lambda: client.get("/articles/"), times=20)),
            ("home", cpu(lambda: client.get("/"), times=20)),
            ("feed", cpu(lambda: client.get("/feed/"), times=20)),
            ("sitemap", cpu(lambda: client.get("/sitemap.xml"), times=20)),
            ("api", cpu(lambda: client.get(f"/api/v1/articles/{slug}/"), times=20)),
            ("api list", cpu(lambda: client.get("/api/v1/articles/"), times=20)),
            ("publish", median(costs)),
        ]
        print(f"{number} live articles; limit ii: {unit:.2f} ms")
        for name, cost in rows:
            print(f"  {name:<8} {cost:7.2f} ms  {cost / unit:6.2f} x")
        print(f"  statements of a publication: {sorted(set(statements))}")
    print(f"  save     {saving():7.2f} ms")
    words, cost = checking()
    print(f"  checks   {cost:7.2f} ms  for an article of {words:,} words, rendering included (aim: below 50)")
    sent = len(PublishedRepresentation.objects.get(page__slug=slug, format="html").brotli)
    print(f"  page of {slug}: {len(page.content):,} bytes, {sent:,} sent")


if __name__ == "__main__":
    main()
