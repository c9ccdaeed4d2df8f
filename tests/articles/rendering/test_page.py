"""The page around the signed body, and the guard that looks at it last."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.test import override_settings

from articles.content import ArticleContent, Citation
from articles.rendering import page as page_module
from articles.rendering.body import render_body
from articles.rendering.guard import NoticeMissing, refuse_without_notices
from articles.rendering.page import render_page
from articles.rendering.shapes import Byline, HistoryEntry, Notices, NoticeText, PageFacts, SourceMark

GENERAL = NoticeText("general", 1, "general", "Medical disclaimer", "<p>Not advice.</p>", "Not advice.")
DANGER = NoticeText("stop", 1, "danger", "Do not stop", "<p>It is <strong>dangerous</strong>.</p>", "It is dangerous.")
CAUTION = NoticeText("care", 1, "caution", "Take care", "<p>Please.</p>", "Please.")
STATUS = NoticeText("overdue", 1, "status", "Overdue", "<p>Late.</p>", "Late.")
CLARA = Byline("Clara Clinician", "MD", "Psychiatrist")
FACTS = PageFacts(
    url="https://example.org/articles/a/",
    slug="a",
    locale="en",
    description="A description.",
    authors=(Byline("Wendy Writer", role="Medical writer"),),
    reviewers=(CLARA,),
    first_published_on=date(2025, 1, 2),
    modified_on=date(2026, 3, 4),
    reviewed_on=date(2026, 3, 1),
    review_due_on=date(2027, 3, 1),
    reading_minutes=3,
    audience="General public",
    funding="No outside money paid for this article.",
    history=(HistoryEntry(1, "Published", date(2025, 1, 2), "First published.", (CLARA,), "3f9a 1c07"),),
)
SOURCE = Citation(key="a", reference={"id": "a", "type": "book", "title": "T", "custom": {"evidence": "Guideline"}})
BODY = render_body(
    ArticleContent(title="A title", lead="Lead.", summary="Sum [@a].", body="## Use\n\nText.", citations=(SOURCE,))
)


def render(notices: Notices | None = None, **facts: object) -> str:
    chosen = notices or Notices(safety=(DANGER, CAUTION), status=(STATUS,), general=GENERAL)
    return render_page(BODY, replace(FACTS, **facts), chosen)  # type: ignore[arg-type]  # facts of the test


def test_there_is_one_safety_region_right_after_the_title_in_order_of_harm() -> None:
    html = render()

    parts = (
        "A title</h1>",
        "Do not stop",
        "1 more safety note",
        "Overdue",
        "Lead.",
        "Wendy",
        "Take care",
        '<section class="prose',
    )
    places = [html.index(part) for part in parts]
    assert places == sorted(places)
    assert html.count('class="safety"') == 1


def test_a_warning_about_a_source_is_the_first_text_of_its_entry_and_help_the_last() -> None:
    marks = (SourceMark("Archived copy"), SourceMark("Retracted on 1 May 2026", is_warning=True))

    entry = render(marks={"a": marks}).split('<li id="ref-1" value="1">')[1].split("</li>")[0]

    said = " ".join(re.sub(r"<[^>]+>", " ", entry).split())
    assert re.match(r"Retracted on 1 May 2026 T\W.*Archived copy Guideline", said)


def test_everything_from_title_to_disclaimer_is_inside_the_article() -> None:
    article = render().split("<article")[1].split("</article>")[0]

    for part in ("A title", "Do not stop", "Medical disclaimer", "Clara Clinician, MD", "Guideline", "3f9a 1c07"):
        assert part in article


def test_a_page_without_safety_notices_has_no_empty_region() -> None:
    html = render(Notices(safety=(), status=(), general=GENERAL))

    assert 'class="safety"' not in html
    assert "Medical disclaimer" in html


def test_the_three_dates_and_the_due_date_are_machine_readable() -> None:
    html = render()

    for day in ("2025-01-02", "2026-03-01", "2027-03-01"):
        assert f'datetime="{day}"' in html


def test_an_overdue_review_is_marked_beside_its_date() -> None:
    assert "Review overdue" not in render()
    assert "Review overdue" in render(overdue=True)


def test_a_page_names_no_address_but_its_own_and_those_of_its_sources() -> None:
    assert 'rel="canonical" href="https://example.org/articles/a/"' in render()


@pytest.mark.parametrize("notice", [DANGER, CAUTION, STATUS, GENERAL], ids=lambda notice: notice.code)
def test_a_page_that_lost_a_notice_is_refused(notice: NoticeText, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a template had forgotten it: whatever renders, the guard looks at the result."""
    whole = render()
    monkeypatch.setattr(page_module, "render_to_string", lambda *args: whole.replace(notice.html, ""))

    with pytest.raises(NoticeMissing, match=notice.code):
        render()


@pytest.mark.parametrize(
    "document",
    [
        "<p>Medical disclaimer</p><div>Not advice.</div>",
        "Medical disclaimer: **Not** advice",
        "# Medical disclaimer\n\nNot\nadvice.",
    ],
)
def test_the_guard_looks_at_words_not_at_markup(document: str) -> None:
    refuse_without_notices(document, [GENERAL])


@pytest.mark.parametrize(
    "document",
    ["", "Medical disclaimer", "Not advice.", "Medical disclaimer. Advice not.", "Medical disclaimers Not advice"],
)
def test_the_guard_refuses_half_a_notice(document: str) -> None:
    with pytest.raises(NoticeMissing):
        refuse_without_notices(document, [GENERAL])


def test_the_frame_version_changes_with_every_file_and_setting_of_the_frame(
    monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    page_module.frame_version.cache_clear()
    before = page_module.frame_version()
    page_module.frame_version.cache_clear()
    with override_settings(SITE_NAME="Another name"):
        renamed = page_module.frame_version()
    page_module.frame_version.cache_clear()
    files = page_module._frame_files()
    monkeypatch.setattr(page_module, "_frame_files", lambda: list(files)[:-1])
    fewer = page_module.frame_version()
    page_module.frame_version.cache_clear()

    assert len({before, renamed, fewer}) == 3
    assert any(path.name == "article.html" for path in files)
    assert any(path.name == "site.css" for path in files)
    assert {path.name for path in files if path.parent.name == "LC_MESSAGES"} == {"django.mo", "django.po"}


def test_a_changed_translation_is_another_frame(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """So pages in that language are framed afresh."""
    compiled = tmp_path / "django.mo"
    monkeypatch.setattr(page_module, "_frame_files", lambda: [compiled])
    versions = set()
    for words in (b"one", b"another"):
        compiled.write_bytes(words)
        page_module.frame_version.cache_clear()
        versions.add(page_module.frame_version())
    page_module.frame_version.cache_clear()

    assert len(versions) == 2
