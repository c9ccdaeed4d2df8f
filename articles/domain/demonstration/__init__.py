"""Sample people and articles for trying the system out, made by the real verbs.

Refuses to run unless the site is a demonstration, and in a database that holds other articles. Running it again
adds nothing. The texts are files in ``articles/demonstration``; every statement in them names its source.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from articles.domain.demonstration import material, readers, staff
from articles.domain.demonstration.desk import Desk
from articles.domain.demonstration.stories import STORIES
from articles.domain.errors import Refused
from articles.models import Article, FormerAddress


class NotADemonstration(Refused):
    """This site, or this database, is not for sample data."""


def seed(*, password: str, now: datetime) -> list[str]:
    """Add the sample people, topics, sources and articles that are not there yet; give their user names.

    Each article comes with its whole history or not at all.

    Raises NotADemonstration.
    """
    if not settings.DEMO:
        raise NotADemonstration("Sample data is for demonstrations only. Set DEMO=1, with a SITE_URL on this machine.")
    people = staff.ensure(password=password, now=now)
    if Article.objects.exclude(created_by=people["writer"]).exists():
        raise NotADemonstration("This database holds other articles. Use an empty one for the demonstration.")
    material.ensure_taxonomy()
    material.ensure_references()
    material.ensure_pictures(by=people["writer"], now=now)
    material.ensure_bank(by=people["writer"], now=now)
    material.ensure_notices(now=now)
    desk = Desk(people=people, now=now)
    desk.approve_notices()
    for slug, story in STORIES.items():
        with transaction.atomic():
            known = Article.objects.filter(slug=slug).exists() or FormerAddress.objects.filter(slug=slug).exists()
            if not known:
                story(desk, slug)
    with transaction.atomic():
        readers.ensure_house_texts(desk)
        readers.ensure_reports(desk)
        readers.ensure_counts(desk)
    material.ensure_newer_wording(by=people["writer"], now=now)
    return [person.username for person in staff.PEOPLE]
