"""What a screen reader gets of an article on a phone, and in which order: the tree of accessibility."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Site
from tests.journeys.everything import ARTICLE, everything

LANDMARKS = [
    "banner",
    'navigation "Main"',
    "main",
    'navigation "Breadcrumb"',
    'article "Clonazepam: uses and risks"',
    'region "Safety information"',
    'navigation "In this article"',
    'region "Quick summary"',
    'region "Key points"',
    'region "More safety information"',
    'region "How it compares"',
    'region "Common questions"',
    'region "References"',
    'region "How this article was reviewed"',
    'region "Medical disclaimer"',
    'region "Was this article helpful?"',
    'region "Read on"',
    "contentinfo",
    'navigation "About this site"',
]
"""One landmark holds every warning, and stands before whatever a reader may stop at."""
BEFORE_THE_SUMMARY = """
- article:
  - 'heading "Clonazepam: uses and risks" [level=1]'
  - region "Safety information":
    - heading "Safety information" [level=2]
    - heading "Speak with your prescriber before you stop it" [level=3]
    - paragraph: /^Do not stop this medicine suddenly/
    - heading "Do not stop this medicine suddenly" [level=3]
    - heading "Dangerous with opioids, alcohol or illicit drugs" [level=3]
    - heading "Suicidal thoughts in young people" [level=3]
    - paragraph:
      - link "7 more safety notes"
  - heading "This article was corrected" [level=2]
  - paragraph: A corrected lead.
  - term: Written by
  - term: Medically reviewed by
  - term: Next review due
"""
TABLE = """
- table "Two options":
  - rowgroup:
    - row:
      - columnheader "Option"
      - columnheader "How soon"
      - columnheader "How long"
      - columnheader "Talk about"
  - rowgroup:
    - row:
      - rowheader "Talking"
      - cell "How soon Over weeks"
      - cell "How long Months"
      - cell "Talk about Waiting times"
    - row:
      - rowheader "Clonazepam"
      - cell "How soon Within hours"
"""
FIGURE = """
- figure:
  - img "A teal square"
  - text: "Made up. Image: Nobody, CC0"
  - group:
    - text: Read this figure as text
    - table "What the square says":
      - rowgroup:
        - row:
          - columnheader "Side"
          - columnheader "Length"
      - rowgroup:
        - row:
          - rowheader "One"
          - cell "Length 5 cm"
"""
"""A short alternative text, what stands under it, and all of it in words on request."""


def test_an_article_is_read_in_an_order_that_keeps_its_reader_safe(site: Site) -> None:
    everything()
    with site.visitor(phone=True) as page:
        page.goto(ARTICLE)
        tree = page.locator("body").aria_snapshot()
        kinds = "banner|navigation|main|article|region|complementary|contentinfo|search|form"
        found = re.findall(rf"^ *- '?((?:{kinds})(?: \"[^\"]+\")?)'?:", tree, re.MULTILINE)
        assert found == LANDMARKS
        expect(page.get_by_role("main")).to_match_aria_snapshot(BEFORE_THE_SUMMARY)
        expect(page.get_by_role("main")).to_match_aria_snapshot(TABLE)
        page.get_by_text("Read this figure as text").click()
        expect(page.get_by_role("main")).to_match_aria_snapshot(FIGURE)
