"""The check on copied bank questions, from facts alone."""

from uuid import UUID

import pytest

from articles.content import ArticleContent, BankSource, Question
from articles.quality import bank
from articles.quality.findings import Severity
from articles.quality.inspection import BankFact, House, Inspection

KEY = UUID(int=1)


@pytest.mark.parametrize(
    ("copied", "newest", "is_retired", "rules"),
    [
        (1, 1, False, []),
        (1, 2, False, ["newer wording in the bank"]),
        (2, 1, False, []),
        (1, 2, True, ["retired bank question"]),
        (1, 1, True, ["retired bank question"]),
    ],
)
def test_a_copy_is_compared_with_the_newest_wording(
    copied: int, newest: int, is_retired: bool, rules: list[str]
) -> None:
    content = ArticleContent(
        questions=(
            Question(question="Own?", answer="Yes."),
            Question(question="Copied?", answer="Yes.", bank=BankSource(question=KEY, version=copied)),
        )
    )
    house = House(bank=(BankFact(question=KEY, newest=newest, is_retired=is_retired),))

    findings = list(bank.check(Inspection(content, house)))

    assert [finding.rule for finding in findings] == rules
    assert all(finding.severity is Severity.WARNING and finding.places == ("question 2",) for finding in findings)


def test_a_question_that_the_bank_does_not_know_says_nothing() -> None:
    content = ArticleContent(questions=(Question(question="Q?", bank=BankSource(question=KEY, version=1)),))

    assert list(bank.check(Inspection(content, House()))) == []
