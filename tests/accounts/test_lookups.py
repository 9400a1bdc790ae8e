"""`id__any`: rows by many ids, given as one array."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Agency, Membership
from tests.factories import AgencyFactory

pytestmark = pytest.mark.django_db


def test_it_finds_what_in_finds(world):
    ids = [world.social_care.pk, world.virtual_school.pk, 0]
    assert set(Agency.objects.filter(id__any=ids)) == set(Agency.objects.filter(id__in=ids))
    assert set(Agency.objects.exclude(id__any=ids)) == set(Agency.objects.exclude(id__in=ids))
    assert not Agency.objects.filter(id__any=[]).exists()
    assert set(Membership.objects.filter(agency__id__any=ids)) == set(Membership.objects.filter(agency__in=ids))


def test_however_many_there_are_they_are_one_value():
    agency = AgencyFactory()
    with CaptureQueriesContext(connection) as queries:
        assert Agency.objects.filter(id__any=range(agency.pk, agency.pk + 3_000)).first() == agency
    assert queries[0]["sql"].count("ARRAY[") == 1
    assert " IN (" not in queries[0]["sql"]


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="invalid literal"):
        Agency.objects.filter(id__any=["1); DROP TABLE accounts_agency; --"])
