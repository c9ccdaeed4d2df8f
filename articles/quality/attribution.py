"""Who wrote it, who paid for it, for whom it is (checklist items C01, C14, C17)."""

from collections.abc import Iterator

from articles.choices import Funding
from articles.quality.findings import Finding, blocker
from articles.quality.inspection import Inspection


def check(inspection: Inspection) -> Iterator[Finding]:
    content = inspection.content
    if not content.authors:
        yield blocker(
            "author", ("article",), "No author. Choose one; credentials and declaration come from the profile."
        )
    elif unnamed := [author.name for author in content.authors if not author.credentials and not author.role]:
        yield blocker(
            "author role",
            unnamed,
            f"{', '.join(unnamed)} has neither credentials nor a role. Add one to the profile, such as Medical writer.",
        )
    if not content.funding:
        yield blocker("funding", ("article",), 'Say who paid for this article, or choose "none".')
    elif content.funding == Funding.SPONSORED and not content.funding_note:
        yield blocker("funding note", ("article",), "Someone else paid for this article. Say who, and for what.")
    if not content.audience:
        yield blocker("audience", ("article",), "Choose for whom this is written.")
