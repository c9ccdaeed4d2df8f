"""Whether a person can be told by mail, and wants to be."""

from people.models import MailChoice, User

NO_ADDRESS = "No mail address in the account."
NO_STAFF = "The account is closed or has no role."
NOT_WANTED = "This person chose to get no mail."


def why_not(person: User) -> str:
    """Why a person gets no mail, as a sentence; empty when they do."""
    if not person.is_active or not person.is_staff:
        return NO_STAFF
    if not person.email:
        return NO_ADDRESS
    return NOT_WANTED if person.mail == MailChoice.NONE else ""
