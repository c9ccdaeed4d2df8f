"""The daily checkpoint: once a day, out of the database, whatever the disk or the mail server does."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import transaction

from medsite import env
from medsite.audit import checkpoints, trail
from medsite.audit.models import DailyCheckpoint, Verification
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def entries() -> None:
    with transaction.atomic():
        for place in range(3):
            trail.record(actor=None, act="sample.act", subject=f"sample {place}", at=factories.NOW)


def deliver(**later: int) -> DailyCheckpoint | None:
    return checkpoints.deliver_daily(now=factories.NOW + timedelta(**later))


def test_without_the_setting_nothing_is_sent() -> None:
    assert deliver() is None
    assert DailyCheckpoint.objects.count() == 0


def test_a_line_a_day_goes_to_the_file(tmp_path: Path, settings: object) -> None:
    settings.AUDIT_CHECKPOINT = str(tmp_path / "lines")  # type: ignore[attr-defined]  # the fixture of pytest-django

    sent = [deliver(), deliver(minutes=1), deliver(hours=8), deliver(days=1)]

    assert [bool(row) for row in sent] == [True, False, False, True]
    lines = (tmp_path / "lines").read_text().splitlines()
    assert [line.split()[0] for line in lines] == ["2026-11-25T09:00:00+00:00", "2026-11-26T09:00:00+00:00"]
    assert trail.parse_checkpoint("\n".join(lines)) == trail.current_checkpoint()


def test_a_mail_holds_the_line_that_verify_audit_reads(settings: object) -> None:
    settings.AUDIT_CHECKPOINT = "mailto:audit@example.org"  # type: ignore[attr-defined]  # as above

    deliver()

    (message,) = mail.outbox
    assert message.to == ["audit@example.org"]
    assert message.subject == "Checkpoint of Example Health Library, 2026-11-25"
    assert trail.parse_checkpoint(str(message.body)) == trail.current_checkpoint()


def test_a_failure_is_noted_and_tried_again(tmp_path: Path, settings: object) -> None:
    settings.AUDIT_CHECKPOINT = str(tmp_path / "no" / "lines")  # type: ignore[attr-defined]  # as above

    failed = deliver()
    assert failed is not None
    assert (failed.delivered_at, "FileNotFoundError" in failed.problem) == (None, True)
    assert DailyCheckpoint.objects.late() == failed
    assert deliver(minutes=20) is None

    (tmp_path / "no").mkdir()
    sent = deliver(minutes=31)
    assert sent is not None
    assert (sent.problem, sent.tries, DailyCheckpoint.objects.late()) == ("", 2, None)


def test_the_clock_goes_on_when_the_checkpoint_fails(
    settings: object, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.AUDIT_CHECKPOINT = "mailto:audit@example.org"  # type: ignore[attr-defined]  # as above

    def broken(*args: object) -> None:
        raise RuntimeError("The server is on fire.")

    monkeypatch.setattr(checkpoints, "send_mail", broken)

    call_command("clock")

    said = capsys.readouterr()
    assert "did not get to mailto:audit@example.org. RuntimeError: The server is on fire." in said.err
    assert "scheduled act(s) tried" in said.out


def test_another_machine_that_is_at_it_is_left_alone(tmp_path: Path, settings: object) -> None:
    settings.AUDIT_CHECKPOINT = str(tmp_path / "lines")  # type: ignore[attr-defined]  # as above
    DailyCheckpoint.objects.create(day=factories.NOW.date(), tries=1, next_try_at=factories.later(minutes=9))

    assert deliver() is None
    assert deliver(minutes=10) is not None


def test_the_oldest_checkpoint_that_covers_an_entry_is_found(tmp_path: Path, settings: object) -> None:
    settings.AUDIT_CHECKPOINT = str(tmp_path / "lines")  # type: ignore[attr-defined]  # as above
    first, second = deliver(), deliver(days=1)

    assert DailyCheckpoint.objects.first_after(3) == first
    assert DailyCheckpoint.objects.first_after(4) is None
    assert DailyCheckpoint.objects.newest() == second


@pytest.mark.parametrize("value", ["", "/mnt/other/lines", "mailto:audit@example.org"])
def test_a_sensible_target_is_taken(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIT_CHECKPOINT", value)

    assert env.checkpoint_target("AUDIT_CHECKPOINT") == value


@pytest.mark.parametrize(
    "value", ["lines", "mailto:", "mailto:nobody", "mailto:a@example.org,b@example.org", "https://x"]
)
def test_a_nonsensical_target_stops_the_start(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIT_CHECKPOINT", value)

    with pytest.raises(ImproperlyConfigured, match="absolute path"):
        env.checkpoint_target("AUDIT_CHECKPOINT")


def test_verify_audit_remembers_that_it_went_through(tmp_path: Path) -> None:
    file = tmp_path / "lines"
    file.write_text(f"{checkpoints.line_of(trail.current_checkpoint(), now=factories.NOW)}\n")

    call_command("verify_audit", checkpoint=file)

    row = Verification.objects.newest()
    assert row is not None
    assert (row.entries, row.problems, row.checkpoint) == (3, 0, 3)
