"""Addresses that lead nowhere, as the last check found them (checklist item C32)."""

from collections.abc import Iterator

from articles.quality.findings import Finding, count, warning
from articles.quality.inspection import Inspection


def check(inspection: Inspection) -> Iterator[Finding]:
    troubled = inspection.house.troubled_addresses
    if not troubled:
        return
    listed = "; ".join(f"{url} ({what.rstrip('.')})" for url, what in list(troubled.items())[:5])
    yield warning(
        "link lost",
        (f"address {url}" for url in troubled),
        f"{count(len(troubled), 'address leads', 'addresses lead')} nowhere: {listed}. Give a working one, or note an "
        "archived copy under Addresses.",
    )
