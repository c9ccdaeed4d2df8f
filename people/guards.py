"""A rule about people that no Python mistake can break, enforced by triggers in both databases."""

from medsite.audit.append_only import Guard, register_guard

_CHANGED = "EXISTS (SELECT 1 FROM people_profile AS p WHERE p.id = NEW.id AND p.slug <> NEW.slug)"
_MESSAGE = "the address of a person never changes"

A_PERSON_KEEPS_THEIR_ADDRESS = Guard(
    name="a_person_keeps_their_address",
    table="people_profile",
    events="INSERT OR UPDATE",
    sqlite_when=_CHANGED,
    sqlite=f"SELECT RAISE(ABORT, '{_MESSAGE}');",
    postgres=(
        f"BEGIN IF {_CHANGED} THEN RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'check_violation'; END IF; "
        "RETURN NEW; END"
    ),
)


def register_guards() -> None:
    register_guard(A_PERSON_KEEPS_THEIR_ADDRESS)
