"""Two administrators at the same moment, with real commits: nobody gets both the password and the devices."""

from contextlib import suppress

import pytest
from django.test import Client

from medsite.audit.models import AuditEntry
from people.register import RegisterError
from people.roles import Role
from people.signing_in import lost_device
from tests import factories
from tests.articles.domain.drafting.test_races import at_once
from tests.conftest import make_cast
from tests.people.signing_in.helpers import confirm, give_app

pytestmark = pytest.mark.usefixtures("committed_db")


def test_who_asked_does_not_set_the_password_while_another_takes_the_devices_away(client: Client) -> None:
    cast, ada = make_cast(), factories.make_user("ada", Role.ADMINISTRATOR)
    give_app(cast.clinician)
    loss = lost_device.ask(cast.clinician, by=cast.administrator, reason="Lost her phone.", now=factories.NOW)
    client.force_login(cast.administrator)
    confirm(client)
    new = {"password1": "another horse battery", "password2": "another horse battery", "usable_password": "true"}

    def take_away() -> None:
        with suppress(RegisterError):
            lost_device.confirm(loss, by=ada, now=factories.NOW)

    at_once(take_away, lambda: client.post(f"/admin/people/user/{cast.clinician.pk}/password/", new))

    acts = ["person.password_set", lost_device.TAKEN_AWAY]
    assert AuditEntry.objects.filter(act__in=acts, subject=f"user {cast.clinician.pk}").count() == 1
