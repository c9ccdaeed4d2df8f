"""The name under a signature, as readers see it."""

from articles.domain.errors import NotAllowed
from people.models import User
from people.register import RegisterError, signing_name


def name_of(by: User) -> tuple[str, str]:
    """Name and credentials of a signer. Raises NotAllowed for somebody who has neither profile nor name."""
    try:
        return signing_name(by)
    except RegisterError as error:
        raise NotAllowed(str(error)) from error
