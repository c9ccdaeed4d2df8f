"""The token of a preview link in a letter that waits. Whoever reads the database or a backup opens no draft with it."""

from cryptography.fernet import InvalidToken

from medsite.lib.sealing import box

PURPOSE = "medsite preview letters"


def sealed(token: str) -> str:
    """The token as the outbox keeps it until the mail is out."""
    return box(PURPOSE).encrypt(token.encode()).decode()


def opened(text: str) -> str:
    """The token again. Raises ValueError when the key of the site was changed in the meantime."""
    try:
        return box(PURPOSE).decrypt(text.encode()).decode()
    except InvalidToken as error:
        raise ValueError("SECRET_KEY was changed: make a new link.") from error
