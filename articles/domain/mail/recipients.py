"""Whether a person can be told by mail, and wants to be; what a mail calls them."""

from people.models import MailChoice, User

NO_ADDRESS = "No mail address in the account."
NO_STAFF = "The account is closed or has no role."
NOT_WANTED = "This person chose to get no mail."


def called(person: User) -> str:
    """The name of a person in a mail: of the profile, of the account, or else how they sign in."""
    profile = getattr(person, "profile", None)
    return profile.name if profile else str(person)


def why_not(person: User) -> str:
    """Why a person gets no mail, as a sentence; empty when they do."""
    if not person.is_active or not person.is_staff:
        return NO_STAFF
    if not person.email:
        return NO_ADDRESS
    return NOT_WANTED if person.mail == MailChoice.NONE else ""
