"""The sample people: obviously invented, each with the role that a part of the demonstration needs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from people.models import Credential, Profile, Specialty, User
from people.register import confirm_profile, set_roles, verify_credential
from people.roles import Role

NO_INTERESTS = "No interests to declare."
BIOGRAPHY = "A made-up person, who exists to show this page."
SINCE = timedelta(days=500)
"""How long ago the registrations were checked: before the oldest sample signature."""


@dataclass(frozen=True)
class SamplePerson:
    """``title`` and ``specialty`` make a clinician; ``expires_in_days`` is when the registration runs out.

    ``in_spanish`` is what Spanish texts call the person.
    """

    username: str
    name: str
    role: Role
    says: str
    credentials: str = ""
    title: str = ""
    specialty: str = ""
    expires_in_days: int | None = None
    in_spanish: str = ""


PEOPLE = (
    SamplePerson(
        "writer",
        "Ada Sample",
        Role.WRITER,
        "Medical writer (not a clinician)",
        in_spanish="Redactora médica (no es profesional sanitaria)",
    ),
    SamplePerson(
        "reviewer",
        "Omar Example",
        Role.CLINICIAN,
        "Psychiatrist",
        "MD",
        "Physician",
        "Psychiatry",
        700,
        in_spanish="Psiquiatra",
    ),
    SamplePerson(
        "reviewer2",
        "Lena Example",
        Role.CLINICIAN,
        "Specialist in internal medicine",
        "MD",
        "Physician",
        "Internal medicine",
        in_spanish="Especialista en medicina interna",
    ),
    SamplePerson("reviewer3", "Hugo Example", Role.CLINICIAN, "Neurologist", "MD", "Physician", "Neurology", 400),
    SamplePerson(
        "reviewer4",
        "Mara Sample",
        Role.CLINICIAN,
        "Obstetrician",
        "MD",
        "Physician",
        "Obstetrics",
        300,
        in_spanish="Obstetra",
    ),
    SamplePerson(
        "reviewer5",
        "Nora Sample",
        Role.CLINICIAN,
        "Clinical pharmacist",
        "PharmD",
        "Pharmacist",
        "Clinical pharmacy",
        21,
    ),
    SamplePerson("publisher", "Petra Sample", Role.PUBLISHER, "Publisher"),
    SamplePerson("admin", "Alex Sample", Role.ADMINISTRATOR, "Administrator"),
)


def ensure(*, password: str, now: datetime) -> dict[str, User]:
    """The users of the demonstration by name; those who are missing are added, with checked registrations."""
    found = {person.username: _user(person, password=password, now=now) for person in PEOPLE}
    for profile in Profile.objects.filter(user__in=found.values(), confirmed_by=None).exclude(user=found["admin"]):
        confirm_profile(profile, by=found["admin"], now=now - SINCE)
    for person in PEOPLE:
        if person.specialty:
            _registration(person, found[person.username], by=found["admin"], now=now)
    return found


def _user(person: SamplePerson, *, password: str, now: datetime) -> User:
    user = User.objects.filter(username=person.username).first()
    if user is None:
        first, last = person.name.split()
        user = User.objects.create_user(username=person.username, password=password, first_name=first, last_name=last)
        set_roles(user, [person.role], by=None, now=now - SINCE)
        Profile.objects.create(
            user=user,
            name=person.name,
            slug=person.name.lower().replace(" ", "-"),
            credentials=person.credentials,
            role=person.says,
            role_translations=f"es: {person.in_spanish}" if person.in_spanish else "",
            biography=BIOGRAPHY,
            interests=NO_INTERESTS,
            interests_declared_on=(now - timedelta(days=60)).date(),
        )
    return user


def _registration(person: SamplePerson, user: User, *, by: User, now: datetime) -> None:
    specialty, _ = Specialty.objects.get_or_create(
        slug=person.specialty.lower().replace(" ", "-"), defaults={"name": person.specialty}
    )
    user.profile.specialties.add(specialty)
    runs_out = None if person.expires_in_days is None else (now + timedelta(days=person.expires_in_days)).date()
    credential, is_new = Credential.objects.get_or_create(
        body="Sample Medical Council",
        number=f"SAMPLE-{person.username}",
        defaults={"holder": user, "title": person.title, "valid_until": runs_out},
    )
    if is_new:
        verify_credential(credential, by=by, evidence="Sample person: nothing was looked up.", now=now - SINCE)
