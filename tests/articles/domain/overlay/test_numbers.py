"""Local numbers: filled in by country, never guessed; changed by two people."""

from datetime import timedelta

import pytest

from articles.choices import NumberPurpose
from articles.domain.errors import NeedsSignIn, NotAllowed, Refused
from articles.domain.knowledge.subjects import current_stamp
from articles.domain.overlay import number_desk, numbers
from articles.domain.publication import reframing
from articles.domain.publication.framing import choose_notices
from articles.models import NoticeVersion, NumberProposal, NumberVersion
from medsite.audit.models import AuditEntry
from people.models import User
from tests import factories
from tests.conftest import Cast

TODAY = factories.NOW.date()


def filled(body: str, locale: str) -> str:
    return numbers.fill(body, locale=locale, numbers=NumberVersion.objects.newest(), day=TODAY).text


def propose(by: User, **values: object) -> NumberProposal:
    defaults = {
        "code": "xx-crisis",
        "country": "XX",
        "purpose": "crisis",
        "service": "Sample line",
        "number": "00 000",
        "channel": "call",
        "source": "Made up for a test.",
        "checked_on": TODAY,
    }
    proposal = NumberProposal(**defaults | values)
    number_desk.save_number_proposal(proposal, by=by, now=factories.NOW)
    return proposal


def approve(proposal: NumberProposal, by: User) -> NumberVersion:
    return number_desk.approve_number(proposal, evidence=factories.evidence(by), by=by, now=factories.NOW)


def test_a_number_is_that_of_the_country_of_the_page(cast: Cast) -> None:
    factories.make_number(cast.clinician)

    assert filled("Call {number: emergency} now.", "en-XX") == "Call 00 000 now."


def test_the_words_around_a_number_are_those_of_the_language_of_the_page(cast: Cast) -> None:
    factories.make_number(cast.clinician, code="xx-crisis", purpose="crisis", channel="call_or_text")
    factories.make_number(cast.clinician, code="xx-crisis-2", purpose="crisis", service="Otra línea", number="11 111")

    assert filled("Llame a {number: emergency}.", "es") == "Llame a su número local de emergencias."
    assert filled("{number: crisis}", "es-XX") == (
        "00 000 (Sample service, llamada o mensaje de texto) o 11 111 (Otra línea, llamada)"
    )
    assert filled("{number: crisis}", "es-YY") == "una línea de crisis de su país"


@pytest.mark.parametrize("locale", ["en", "en-YY", "xx", "en-Latn"])
def test_a_number_is_never_guessed(locale: str, cast: Cast) -> None:
    factories.make_number(cast.clinician)

    assert filled("Call {number: emergency} now.", locale) == "Call your local emergency number now."


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        ("fr", set()),
        ("es", set()),
        ("en", set()),
        ("xx", set()),
        ("", set()),
        ("es-419", set()),
        ("us", set()),
        ("en-Latn", set()),
        ("es-US", {"us-crisis", "us-emergency"}),
        ("es-Latn-US", {"us-crisis", "us-emergency"}),
        ("fr-CA", {"ca-emergency"}),
        ("en-GB", set()),
    ],
)
def test_only_a_country_that_the_page_names_gives_numbers_and_only_its_own(
    locale: str, shown: set[str], cast: Cast
) -> None:
    for country, purpose in (("US", "crisis"), ("US", "emergency"), ("CA", "emergency"), ("FR", "poison")):
        code, number = f"{country.lower()}-{purpose}", f"00 {country} {purpose}"
        factories.make_number(cast.clinician, code=code, country=country, purpose=purpose, number=number)
    body = " ".join(f"{{number: {purpose}}}" for purpose in NumberPurpose.values)

    found = numbers.fill(body, locale=locale, numbers=NumberVersion.objects.newest(), day=TODAY)

    assert {number.code for number in found.used} == shown
    assert found.text.count("00 ") == len(shown)


@pytest.mark.parametrize("purpose", ["emergency", "crisis", "poison", "advice"])
def test_every_purpose_has_words_without_a_number(purpose: str, db: None) -> None:
    assert "{" not in filled(f"{{number: {purpose}}}", "en-XX")


def test_a_service_is_named_with_how_to_reach_it(cast: Cast) -> None:
    factories.make_number(
        cast.clinician, code="xx-crisis", purpose="crisis", service="A *Line*", channel="call_or_text", hours="9 to 5"
    )

    assert filled("Contact {number: crisis}.", "en-XX") == "Contact 00 000 (A \\*Line\\*, call or text, 9 to 5)."


def test_two_services_of_a_country_stand_side_by_side(cast: Cast) -> None:
    factories.make_number(cast.clinician)
    factories.make_number(cast.clinician, code="xx-other", number="00 001")

    assert filled("Call {number: emergency}.", "en-XX") == "Call 00 000 or 00 001."


def test_a_retired_number_and_one_past_its_last_day_are_not_shown(cast: Cast) -> None:
    factories.make_number(cast.clinician, valid_until=TODAY)
    body, all_of_them = "Call {number: emergency}.", NumberVersion.objects.newest()

    def on(day: object) -> str:
        return numbers.fill(body, locale="en-XX", numbers=all_of_them, day=day).text  # type: ignore[arg-type]

    assert on(TODAY) == "Call 00 000."
    assert on(TODAY + timedelta(days=1)) == on(None) == "Call your local emergency number."
    factories.make_number(cast.clinician, version=2, retired=True)
    assert filled(body, "en-XX") == "Call your local emergency number."


def test_a_page_is_right_until_the_last_day_of_its_numbers(cast: Cast, approved_notices: None) -> None:
    factories.make_number(cast.clinician, valid_until=TODAY + timedelta(days=3))
    draft = factories.make_draft(cast.writer, locale="en-XX", lead="Two words: chest pain. Then more.")
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    page = factories.publish(draft, cast.publisher).article.page
    assert "Call 00 000 now" in page.document
    assert page.valid_until is not None
    assert (page.valid_until.date() - TODAY).days in {3, 4}

    framed = reframing.reframe(page, now=factories.later(days=5))

    assert "Call your local emergency number now" in framed.document


def test_the_numbers_used_are_remembered_with_the_notice(cast: Cast, approved_notices: None) -> None:
    factories.make_number(cast.clinician)
    content = factories.content(locale="en-XX", lead="Chest pain. Then more.")

    chosen = choose_notices(content, now=factories.NOW)

    assert '"numbers":["xx-emergency 1"]' in chosen.as_json()
    assert '"because":["words: “Chest pain” in the lead"]' in chosen.as_json()


def test_an_approved_number_is_a_version_and_moves_the_stamp(cast: Cast) -> None:
    stamp = current_stamp()

    version = approve(propose(cast.writer), cast.clinician)

    assert (version.version, version.edited_by, version.approved_by) == (1, cast.writer, cast.clinician)
    assert current_stamp() == stamp + 1
    assert AuditEntry.objects.get(act="number.approved").subject == "number xx-crisis"
    again = number_desk.change_number("xx-crisis", by=cast.writer, now=factories.NOW)
    again.retired = True
    number_desk.save_number_proposal(again, by=cast.writer, now=factories.NOW)
    assert approve(again, cast.clinician).version == 2
    assert AuditEntry.objects.filter(act="number.retired").count() == 1


def test_nobody_approves_their_own_number(cast: Cast) -> None:
    proposal = propose(cast.clinician)

    with pytest.raises(NotAllowed, match="You edited this last"):
        approve(proposal, cast.clinician)
    assert approve(proposal, cast.second_clinician).version == 1


@pytest.mark.parametrize("role", ["writer", "publisher", "administrator", "stranger", "superuser"])
def test_only_a_clinician_approves_a_number(role: str, cast: Cast) -> None:
    proposal = propose(cast.clinician)

    with pytest.raises(NotAllowed, match="Only a clinician"):
        approve(proposal, getattr(cast, role))


def test_approving_a_number_needs_a_fresh_sign_in(cast: Cast) -> None:
    proposal, evidence = propose(cast.writer), factories.evidence(cast.clinician)

    with pytest.raises(NeedsSignIn):
        number_desk.approve_number(proposal, evidence=evidence, by=cast.clinician, now=factories.later(minutes=6))


def test_a_number_that_nobody_checked_is_not_approved(cast: Cast) -> None:
    proposal = propose(cast.writer, checked_on=None)

    with pytest.raises(Refused, match="Nobody has compared this number"):
        approve(proposal, cast.clinician)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"country": "xxx"}, "at most 2"),
        ({"country": "gb"}, "two capital letters"),
        ({"number": "none"}, "Give digits"),
        ({"purpose": "pizza"}, "not a valid choice"),
        ({"source": ""}, "cannot be blank"),
        ({"checked_on": TODAY + timedelta(days=9)}, "in the future"),
    ],
)
def test_a_number_that_nobody_could_call_is_refused(values: dict[str, object], message: str, cast: Cast) -> None:
    with pytest.raises(Refused, match=message):
        propose(cast.writer, **values)


def test_the_samples_wait_and_have_not_been_checked(cast: Cast, approved_notices: None) -> None:
    waiting = NumberProposal.objects.order_by("code")

    assert [proposal.code for proposal in waiting] == ["gb-999", "gb-samaritans", "gb-shout", "us-988"]
    assert all(proposal.source and proposal.is_sample and proposal.checked_on is None for proposal in waiting)
    assert not NumberVersion.objects.exists()


def test_a_number_is_due_for_a_check_after_ninety_days(cast: Cast) -> None:
    number = factories.make_number(cast.clinician, checked_on=TODAY - timedelta(days=90))

    assert numbers.due_for_a_check([number], day=TODAY) == []
    assert numbers.due_for_a_check([number], day=TODAY + timedelta(days=1)) == [number]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("Call 911 now.", "looks like a number to call"),
        ("Write to 1-800-222-1222.", "looks like a number to call"),
        ("Text 85258.", "looks like a number to call"),
        ("Llame al 911 ahora.", "looks like a number to call"),
        ("Marque el 112.", "looks like a number to call"),
        ("Envíe un SMS al 85258.", "looks like a number to call"),
        ("Llame al {number: emergency} si pasan 30 minutos.", ""),
        ("Contact {number: pizza}.", "is not known"),
        ("In 2020 about 25 of 100.", ""),
    ],
)
def test_a_wording_holds_no_number_of_its_own(body: str, message: str) -> None:
    assert message in numbers.wording_problem(body)
    assert bool(numbers.wording_problem(body)) == bool(message)


def test_the_sample_wordings_hold_no_number(approved_notices: None) -> None:
    assert [v.code for v in NoticeVersion.objects.all() if numbers.wording_problem(v.body)] == []
