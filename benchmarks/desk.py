"""Figures of the desk and the admin with many articles: what each list costs, and how that grows.

The articles of the demonstration are copied by SQL, with their drafts, revisions, signatures, publications, pages and
everything that hangs on them. Time is that of one answer in this process, best of several; a list that stays fast costs
about the same at every size. Run it with "make bench", or with sizes of your own: "benchmarks/desk.py 1000 100000".
DATABASE_URL chooses the database, which has to be empty (default: a SQLite file of its own).
"""

import sys

from standalone import begin, clock

begin()

from copies import Copier, Tables, analyse
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.utils import timezone

from articles.editorial.reports import REPORTS
from articles.models import (
    Article,
    ArticleTerm,
    Contribution,
    Decision,
    Draft,
    Publication,
    PublicationApproval,
    PublishedPage,
    PublishedReference,
    PublishedTopic,
    ReviewAssignment,
    ReviewCall,
    ReviewRound,
    Revision,
    RevisionContributor,
    Schedule,
)
from people.models import User

SIZES = (1_000, 10_000)
ROUNDS = 5
COPIED: tuple[type[models.Model], ...] = (
    Article,
    ArticleTerm,
    Draft,
    Contribution,
    Revision,
    RevisionContributor,
    ReviewRound,
    ReviewAssignment,
    Decision,
    Publication,
    PublicationApproval,
    PublishedPage,
    PublishedReference,
    PublishedTopic,
    ReviewCall,
    Schedule,
)
AS_PUBLISHER, AS_WRITER, AS_CLINICIAN = "publisher", "writer", "reviewer"
DESK, ADMIN = "/admin/desk", "/admin/articles"
LISTS = (
    ("first page, clinician", AS_CLINICIAN, "/admin/"),
    ("first page, writer", AS_WRITER, "/admin/"),
    ("first page, publisher", AS_PUBLISHER, "/admin/"),
    ("reviews due", AS_CLINICIAN, f"{DESK}/reviews-due/"),
    ("calendar, a month", AS_PUBLISHER, f"{DESK}/calendar/?span=2028-03"),
    ("stop: titles with a word", AS_PUBLISHER, f"{DESK}/stop/?q=migraine"),
    ("manifests", AS_CLINICIAN, f"{DESK}/manifests/"),
    ("one article", AS_WRITER, f"{DESK}/articles/1/"),
    ("articles", AS_WRITER, f"{ADMIN}/article/"),
    ("articles, page 10", AS_WRITER, f"{ADMIN}/article/?p=10"),
    ("articles with a word", AS_WRITER, f"{ADMIN}/article/?q=migraine"),
    ("articles with no such word", AS_WRITER, f"{ADMIN}/article/?q=zzzz"),
    ("articles that are live", AS_WRITER, f"{ADMIN}/article/?public_state__exact=live"),
    ("articles in review", AS_WRITER, f"{ADMIN}/article/?work=in_review"),
    ("revisions", AS_WRITER, f"{ADMIN}/revision/"),
    ("decisions", AS_WRITER, f"{ADMIN}/decision/"),
    ("publications", AS_WRITER, f"{ADMIN}/publication/"),
)


def best(client: Client, address: str) -> float:
    """Milliseconds of an answer, the best of several."""
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}.")
    found = float("inf")
    for _ in range(ROUNDS):
        start = clock()
        client.get(address)
        found = min(found, clock() - start)
    return found * 1000


def main(sizes: list[int]) -> None:
    if min(sizes) < SIZES[0]:
        raise SystemExit(f"Begin with {SIZES[0]:,} articles: a list of fewer has no tenth page.")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("seed_demo", verbosity=0)
    originals, made, copier = Article.objects.count(), 0, Copier(Tables(COPIED))
    clients = {name: Client() for name in (AS_PUBLISHER, AS_WRITER, AS_CLINICIAN)}
    for name, client in clients.items():
        client.force_login(User.objects.get(username=name))
    figures: dict[str, list[float]] = {label: [] for label, _, _ in LISTS}
    reports: dict[str, list[tuple[float, int]]] = {report.name: [] for report in REPORTS}
    for size in sizes:
        wanted = max(made, size // originals)
        copier.copy(made + 1, wanted)
        analyse()
        made = wanted
        for label, name, address in LISTS:
            figures[label].append(best(clients[name], address))
        for report in REPORTS:
            start = clock()
            rows = sum(1 for _ in report.rows(timezone.localdate()))
            reports[report.name].append((clock() - start, rows))
    print(f"Lists with {' and '.join(f'{size:,}' for size in sizes)} articles, {connection.vendor}: milliseconds")
    for label, found in figures.items():
        print(f"  {label:<28}" + "".join(f"{time:10.1f}" for time in found) + f"{found[-1] / found[0]:8.1f} times")
    print("Reports: rows a second at each size")
    for name, written in reports.items():
        print(f"  {name:<28}" + "".join(f"{rows / max(seconds, 1e-6):10,.0f}" for seconds, rows in written))


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))
