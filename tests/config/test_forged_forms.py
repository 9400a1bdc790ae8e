"""Which addresses take a form without the middleware's token (docs/security.md, "Forms of other sites")."""

import pytest
from django.test import Client

from tests.things import routes

#: Each asks for a proof of its own.
EXEMPT = {
    "education_plans:section",
    "education_plans:draft",
    "education_plans:pathway-write",
    "education_plans:pathway-draft",
    "oversight:bulletin-stop",
}


def test_no_other_address_is_exempt_from_the_token():
    exempt = {name for name, route in routes().items() if getattr(route.callback, "csrf_exempt", False)}
    assert exempt == EXEMPT


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/sign-out/", "/keep-alive/"])
def test_what_needs_no_session_needs_the_token_all_the_same(address: str):
    assert Client(enforce_csrf_checks=True).post(address).status_code == 403
