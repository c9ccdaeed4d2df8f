"""Work that is not saved, and who else is in a draft: kept, bounded, and never part of an article."""

import pytest

from articles.domain.drafting import drafts, presence, unsaved
from articles.domain.drafting.presence import Other
from articles.domain.errors import NotAllowed, Refused
from articles.models import Draft, Presence, UnsavedWork
from medsite.audit.models import AuditEntry
from people.roles import Role
from tests import factories
from tests.conftest import Cast


def test_one_piece_of_work_is_kept_for_a_person_and_a_draft(cast: Cast, draft: Draft) -> None:
    before = AuditEntry.objects.count()
    unsaved.keep_unsaved(draft, "title=One", version=1, by=cast.writer, now=factories.NOW)
    unsaved.keep_unsaved(draft, "title=Two\x00", version=1, by=cast.writer, now=factories.later(minutes=1))

    row = UnsavedWork.objects.get()
    assert (row.form, row.version, row.kept_at) == ("title=Two", 1, factories.later(minutes=1))
    assert AuditEntry.objects.count() == before
    assert Draft.objects.get().version == 1

    unsaved.discard_unsaved(draft, by=cast.clinician)
    assert UnsavedWork.objects.exists()
    unsaved.discard_unsaved(draft, by=cast.writer)
    assert not UnsavedWork.objects.exists()


def test_its_size_is_bounded(cast: Cast, draft: Draft) -> None:
    with pytest.raises(Refused, match="too long to keep"):
        unsaved.keep_unsaved(draft, "x" * 2_000_001, version=1, by=cast.writer, now=factories.NOW)


@pytest.mark.parametrize("role", ["clinician", "publisher", "administrator", "superuser"])
def test_only_writers_have_unsaved_work(role: str, cast: Cast, draft: Draft) -> None:
    with pytest.raises(NotAllowed):
        unsaved.keep_unsaved(draft, "x", version=1, by=getattr(cast, role), now=factories.NOW)


def test_others_in_a_draft_are_named_until_they_leave_or_fall_silent(cast: Cast, draft: Draft) -> None:
    olga = factories.make_user("olga", Role.WRITER, first_name="Olga", last_name="Other")
    presence.be_there(draft, by=cast.writer, now=factories.NOW, has_changes=False)
    presence.be_there(draft, by=olga, now=factories.NOW, has_changes=True)

    assert presence.others(draft, than=cast.writer, now=factories.later(seconds=45)) == [Other("Olga Other", True)]
    assert presence.others(draft, than=olga, now=factories.NOW) == [Other("Wendy Writer", False)]
    assert presence.others(draft, than=cast.writer, now=factories.later(seconds=51)) == []
    presence.leave(draft, by=olga)
    assert presence.others(draft, than=cast.writer, now=factories.NOW) == []


def test_those_who_left_long_ago_are_forgotten(cast: Cast, draft: Draft) -> None:
    olga = factories.make_user("olga", Role.WRITER)
    presence.be_there(draft, by=olga, now=factories.NOW, has_changes=True)
    presence.be_there(draft, by=cast.writer, now=factories.later(hours=2), has_changes=False)

    assert Presence.objects.get().user == cast.writer


def test_giving_a_draft_up_takes_both_with_it(cast: Cast, draft: Draft) -> None:
    unsaved.keep_unsaved(draft, "x", version=1, by=cast.writer, now=factories.NOW)
    presence.be_there(draft, by=cast.writer, now=factories.NOW, has_changes=True)

    drafts.give_up_draft(draft, by=cast.writer, now=factories.NOW)

    assert (UnsavedWork.objects.count(), Presence.objects.count()) == (0, 0)
