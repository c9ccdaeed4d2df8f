"""The audit trail: one chain, one entry an act, and every change of it found."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medsite.audit import append_only, trail
from medsite.audit.models import GENESIS, AuditEntry
from medsite.lib.canonical import NotCanonical
from tests import factories

pytestmark = pytest.mark.django_db


def record(count: int) -> list[AuditEntry]:
    with transaction.atomic():
        return [
            trail.record(
                actor=None, act="sample.act", subject=f"sample {place}", at=factories.later(minutes=place), number=place
            )
            for place in range(1, count + 1)
        ]


def damage(sql: str) -> None:
    """Change the table as somebody with the owner's password could."""
    append_only.lift(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    append_only.protect(connection)


def test_entries_form_a_chain() -> None:
    first, second, third = record(3)

    assert (first.prev_hash, second.prev_hash, third.prev_hash) == (GENESIS, first.hash, second.hash)
    assert [first.sequence, second.sequence, third.sequence] == [1, 2, 3]
    assert list(trail.verify()) == []


def test_an_entry_outside_the_transaction_of_its_act_is_refused(committed_db: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        trail.record(actor=None, act="sample.act", subject="sample", at=factories.NOW)

    assert AuditEntry.objects.count() == 0


def test_an_act_that_fails_leaves_no_entry() -> None:
    def fail() -> None:
        with transaction.atomic():
            record(1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert AuditEntry.objects.count() == 0


def test_data_without_one_spelling_is_refused() -> None:
    with pytest.raises(NotCanonical), transaction.atomic():
        trail.record(actor=None, act="sample.act", subject="sample", at=factories.NOW, dose=0.5)


@pytest.mark.parametrize("column", ["at", "act", "subject", "data", "actor_id"], ids=lambda column: f"changed-{column}")
def test_a_changed_entry_is_found(column: str, cast: object) -> None:
    record(3)
    last = AuditEntry.objects.order_by("-sequence").values_list("sequence", flat=True)[1]
    values = {"at": "'2001-01-01 00:00:00+00'", "actor_id": "(SELECT min(id) FROM people_user)"}
    value = values.get(column, "'x'")
    damage(f"UPDATE audit_auditentry SET {column} = {value} WHERE sequence = {last}")

    assert [problem.sequence for problem in trail.verify()] == [last]


def test_a_changed_entry_with_a_hash_made_to_fit_breaks_the_chain() -> None:
    _, second, _ = record(3)
    second.act = "another.act"
    damage(f"UPDATE audit_auditentry SET act = 'another.act', hash = '{trail.entry_hash(second)}' WHERE sequence = 2")

    assert [(problem.sequence, problem.message) for problem in trail.verify()] == [
        (3, "Does not follow the entry before it.")
    ]


def test_a_removed_entry_is_found() -> None:
    record(3)
    damage("DELETE FROM audit_auditentry WHERE sequence = 2")

    assert {problem.sequence for problem in trail.verify()} == {3}


def test_entries_that_changed_places_are_found() -> None:
    record(3)
    damage("UPDATE audit_auditentry SET sequence = 99 WHERE sequence = 2")
    damage("UPDATE audit_auditentry SET sequence = 2 WHERE sequence = 3")
    damage("UPDATE audit_auditentry SET sequence = 3 WHERE sequence = 99")

    assert {problem.sequence for problem in trail.verify()} == {2, 3}


def test_a_tail_that_was_cut_off_is_found_with_a_checkpoint_only() -> None:
    record(3)
    checkpoint = trail.current_checkpoint()
    damage("DELETE FROM audit_auditentry WHERE sequence = 3")

    assert list(trail.verify()) == []
    assert [problem.message for problem in trail.verify(checkpoint)] == [
        "The checkpoint names this entry, and it is gone."
    ]


def test_a_chain_written_anew_from_the_start_is_found_with_a_checkpoint() -> None:
    record(2)
    checkpoint = trail.current_checkpoint()
    damage("DELETE FROM audit_auditentry")
    with transaction.atomic():
        for _ in range(2):
            trail.record(actor=None, act="invented.act", subject="sample", at=factories.NOW)

    assert [problem.sequence for problem in trail.verify(checkpoint)] == [2]


def test_an_empty_trail_holds() -> None:
    assert list(trail.verify(trail.current_checkpoint())) == []


def test_a_clock_that_went_backwards_does_not_break_the_chain() -> None:
    with transaction.atomic():
        trail.record(actor=None, act="sample.act", subject="sample", at=factories.NOW)
        trail.record(actor=None, act="sample.act", subject="sample", at=factories.NOW - timedelta(hours=1))

    assert list(trail.verify()) == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 5), st.sampled_from(["hash", "prev_hash", "act", "subject", "data"]), st.data())
def test_any_single_changed_character_is_found(row: int, column: str, data: st.DataObject) -> None:
    append_only.lift(connection)
    AuditEntry.objects.all().delete()
    record(6)
    entry = AuditEntry.objects.order_by("sequence")[row]
    text = getattr(entry, column)
    place = data.draw(st.integers(0, len(text) - 1))
    replacement = "0" if text[place] != "0" else "1"
    changed = text[:place] + replacement + text[place + 1 :]
    AuditEntry.objects.filter(pk=entry.pk).update(**{column: changed})

    assert list(trail.verify()) != []
    append_only.protect(connection)


def test_the_commands_write_and_check_a_checkpoint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record(3)
    file = tmp_path / "checkpoints.txt"

    call_command("audit_checkpoint", str(file))
    call_command("verify_audit", checkpoint=file)

    said = capsys.readouterr().out
    assert file.read_text().split()[1] == "3"
    assert "The audit trail holds: 3 entries in order, and goes on from the checkpoint at entry 3." in said


def test_verify_audit_names_the_place_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record(3)
    damage("UPDATE audit_auditentry SET act = 'x' WHERE sequence = 2")

    with pytest.raises(CommandError, match=r"does not hold in 1 place\(s\)"):
        call_command("verify_audit")

    assert capsys.readouterr().err == "Entry 2: Was changed after it was written.\n"


@pytest.mark.parametrize("text", ["", "nonsense", "2026-11-25 three 00", "a b c d"])
def test_a_file_that_is_no_checkpoint_gets_a_sentence(text: str, tmp_path: Path) -> None:
    file = tmp_path / "checkpoints.txt"
    file.write_text(text)

    with pytest.raises(CommandError, match="DATE NUMBER HASH"):
        call_command("verify_audit", checkpoint=file)


def test_a_checkpoint_that_cannot_be_written_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Cannot write to"):
        call_command("audit_checkpoint", str(tmp_path / "missing" / "checkpoints.txt"))
