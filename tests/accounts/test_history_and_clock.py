from datetime import UTC, date, datetime

import pytest
from django.test import RequestFactory

from accounts import history
from accounts.clock import database_now, local_date, london, request_now
from tests.factories import AgencyFactory, UserFactory


@pytest.mark.django_db
def test_a_save_is_signed_once(now):
    by = UserFactory()
    agency = AgencyFactory()
    agency.phone = "01632 960222"
    history.save(agency, by=by, reason="R" * 300, at=now)
    agency.phone = "01632 960333"
    agency.save()
    unsigned, signed = agency.history.order_by("-history_id")[:2]
    assert (signed.history_user, signed.history_change_reason, signed.history_date) == (by, "R" * 300, now)
    assert (unsigned.history_user, unsigned.history_change_reason) == (None, None)


@pytest.mark.django_db
def test_a_save_that_fails_leaves_no_signature():
    agency = AgencyFactory()
    agency.tracked_from = "never"
    with pytest.raises(Exception, match="never"):
        history.save(agency, by=UserFactory(), reason="Wrong")
    assert not {"_history_user", "_change_reason"} & agency.__dict__.keys()


@pytest.mark.django_db
def test_a_request_has_one_moment(django_assert_num_queries):
    request = RequestFactory().get("/")
    with django_assert_num_queries(1):
        first = request_now(request)
        assert request_now(request) is first
    assert first.tzinfo is UTC
    assert database_now() >= first


def test_local_days_and_times():
    before_midnight = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert local_date(before_midnight) == date(2026, 7, 1)
    assert london(before_midnight).hour == 0
