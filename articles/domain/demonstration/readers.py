"""What readers of the demonstration left behind, and what the house says to them: sample words and sample sums."""

from datetime import date, timedelta

from articles.choices import Counted, HouseKey, ReportKind, ReportOutcome
from articles.domain.demonstration.desk import Desk
from articles.domain.demonstration.material import FOLDER
from articles.domain.readers import daily_counts, feedback
from articles.models import DailyCount, HouseProposal, HouseText, PublishedPage, ReaderReport
from medsite.lib import days

HOUSE = FOLDER / "house"
DAYS_COUNTED = 28
HOUSE_WRITTEN = 480

ANSWERED = (
    "home-blood-pressure",
    ReportKind.UNCLEAR,
    "When a reading is high",
    "I did not understand at first whether the second limit is for my own device. A sample message.",
)
ORDINARY = (
    "insomnia-cbt-i",
    ReportKind.MISSING,
    "What CBT-I is",
    "Please say where one can find somebody who offers it. A sample message.",
)
IN_A_CRISIS = (
    "ssris-how-soon-they-help",
    ReportKind.OTHER,
    "",
    "It takes so long to work, and I think of suicide. A sample message, so that the answer can be seen.",
)
ANSWER = "The table says who takes the reading in its first column. Nothing has to be changed."


def ensure_house_texts(desk: Desk) -> None:
    """Have the writer propose the pages of the house that nobody has written yet, and the publisher approve them."""
    for path in sorted(HOUSE.glob("*.md")):
        key = HouseKey(path.stem)
        if HouseText.objects.filter(key=key).exists() or HouseProposal.objects.filter(key=key).exists():
            continue
        desk.speak(key, path.read_text(encoding="utf-8"), at=desk.ago(HOUSE_WRITTEN))


def ensure_reports(desk: Desk) -> None:
    """Three messages, if there is none: one that was dealt with, one that waits, one with words of a crisis."""
    if ReaderReport.objects.exists():
        return
    for said, ago in ((ANSWERED, 5), (ORDINARY, 2), (IN_A_CRISIS, 0.1)):
        slug, kind, place, message = said
        if feedback.live_page(slug) is None:
            continue  # somebody moved or withdrew it meanwhile
        received = feedback.report(slug, kind=kind, place=place, message=message, now=desk.ago(ago))
        if said is ANSWERED:
            feedback.close(
                received.report,
                outcome=ReportOutcome.NOTHING,
                note=ANSWER,
                by=desk.people["writer"],
                now=desk.ago(ago) + timedelta(hours=20),
            )


def ensure_counts(desk: Desk) -> None:
    """Made-up sums of the last weeks, if nothing was counted yet. They rise and fall, and mean nothing."""
    if DailyCount.objects.exists():
        return
    today = days.day_of(desk.now, days.zone())
    pages = list(PublishedPage.objects.order_by("pk").values_list("article", flat=True))
    rows: list[tuple[date, Counted, int | None, int]] = []
    for back in range(DAYS_COUNTED):
        day = today - timedelta(days=back)
        for place, article in enumerate(pages, start=1):
            views = 4 + (7 * place + 5 * back) % 23
            rows.append((day, Counted.VIEWS, article, views))
            rows.append((day, Counted.HELPFUL, article, (place + back) % 4))
            rows.append((day, Counted.UNHELPFUL, article, int((place * back) % 11 == 1)))
        searches = 12 + (3 * back) % 9
        rows += [(day, Counted.SEARCHES, None, searches), (day, Counted.NOT_FOUND, None, back % 3)]
    daily_counts.add_many(rows)
