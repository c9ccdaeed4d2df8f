import pytest

from medsite.audit.models import AuditEntry
from tests import factories


@pytest.fixture(autouse=True)
def _empty_trail(db: None) -> None:
    """A trail that begins with the test: the cast, which is there before, left entries when it was made."""
    with factories.triggers_lifted():
        AuditEntry.objects.all().delete()
