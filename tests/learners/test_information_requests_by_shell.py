"""What the database itself refuses of a release: by a shell, by another program, by hand (P19b to P19d)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.models import User
from learners.enums import Basis
from learners.models import CallBack, InformationRequest, Learner, Release
from learners.services.information_requests import refuse_request
from tests.learners.asked_outside import asked, rung, told
from tests.people import World

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def learner(world: World) -> Learner:
    return world.learner(agreed=())


def refused_by_the_database(act: Callable[[], object], words: str) -> None:
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        act()


def row_of(request: InformationRequest, proof: CallBack, now: datetime, by: User) -> Release:
    return Release(
        request=request, call_back=proof, what="All", given_to="Somebody", how="phone", basis=Basis.NOT_REFUSED, by=by,
        released_at=now,
    )  # fmt: skip


def test_no_shell_releases_without_a_call_back_that_says_who_asks(world: World, learner: Learner, now: datetime):
    by = world.social_worker.user
    request, other = asked(world, learner, now), asked(world, learner, now)
    unanswered = rung(request, now, by, was_reached=False, is_confirmed=False)
    anothers = rung(other, now, by)
    for proof in (unanswered, anothers):
        refused_by_the_database(lambda proof=proof: row_of(request, proof, now, by).save(), "rung back")
        refused_by_the_database(
            lambda proof=proof: Release.objects.bulk_create([row_of(request, proof, now, by)]), "rung back"
        )
    refused_by_the_database(lambda: row_of(other, anothers, now - HOUR, by).save(), "rung back")  # before the call
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO learners_release (uuid, request_id, call_back_id, what, parts, given_to, how, sent_to, basis, ground,"
            " reason, by_id, released_at, file, sha256) VALUES (gen_random_uuid(), %s, %s, 'All', '[]', 'Somebody', 'phone',"
            " '', 'not_refused', '', '', %s, %s, '', '')",
            [request.pk, unanswered.pk, by.pk, now],
        )
    assert not Release.objects.exists()


def test_no_shell_releases_on_a_call_that_a_later_one_took_back(world: World, learner: Learner, now: datetime):
    by = world.social_worker.user
    request = asked(world, learner, now)
    proof = rung(request, now, by)
    rung(request, now, by, is_confirmed=False)  # within the same minute: what was written last
    again = rung(request, now + HOUR, by)
    refused_by_the_database(lambda: row_of(request, proof, now + HOUR, by).save(), "rung back")
    rung(request, now + 3 * HOUR, by, is_confirmed=False)
    refused_by_the_database(lambda: row_of(request, again, now + 3 * HOUR, by).save(), "rung back")
    row_of(request, again, now + 2 * HOUR, by).save()  # before the doubt
    assert Release.objects.get().call_back == again


def test_no_shell_says_released_without_a_release(world: World, learner: Learner, now: datetime):
    request = asked(world, learner, now)
    ended = {"state": "released", "ended_at": now, "ended_by": world.social_worker.user}
    refused_by_the_database(lambda: InformationRequest.objects.filter(pk=request.pk).update(**ended), "its release")
    for name, value in ended.items():
        setattr(request, name, value)
    refused_by_the_database(request.save, "its release")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE learners_informationrequest SET state = 'released', ended_at = now() WHERE true")


def test_no_shell_undoes_what_was_done(world: World, learner: Learner, now: datetime):
    by = world.social_worker.user
    request, refused = asked(world, learner, now), asked(world, learner, now)
    proof = rung(request, now, by)
    made = told(request, now, by)
    refuse_request(request=refused, reason="No", by=by, now=now)
    for row in (proof, made):
        rows = type(row).objects.filter(pk=row.pk)
        refused_by_the_database(lambda rows=rows: rows._raw_delete("default"), "never changed")
        refused_by_the_database(row.save, "never changed")
    rows = InformationRequest.objects.filter(pk=refused.pk)
    refused_by_the_database(lambda: rows.update(state="open", ended_at=None), "not opened again")
    refused_by_the_database(lambda: rows.update(learner=world.learner()), "does not change")
    late = rung(asked(world, learner, now), now, by)
    refused_by_the_database(lambda: row_of(refused, late, now, by).save(), "has ended")


@pytest.mark.parametrize(
    "fields",
    [
        {"basis": Basis.CONSENT},
        {"basis": Basis.OVERRIDE, "ground": "threat_to_life"},
        {"basis": Basis.OVERRIDE, "reason": "Why"},
        {"basis": Basis.OVERRIDE, "ground": "curiosity", "reason": "Why"},
        {"basis": Basis.DUTY},
        {"what": ""},
        {"sha256": "a"},
    ],
)
def test_no_shell_releases_without_a_basis(world: World, learner: Learner, now: datetime, fields: dict[str, Any]):
    request, by = asked(world, learner, now), world.social_worker.user
    row = row_of(request, rung(request, now, by), now, by)
    for name, value in fields.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_number_of_the_caller_confirms_nobody_in_the_database_either(world: World, learner: Learner, now: datetime):
    request = asked(world, learner, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        CallBack.objects.create(
            request=request, number_called="01632 960 101", found_in="caller", called_at=now, was_reached=True,
            called_by=world.social_worker.user, spoke_to="Ann", is_confirmed=True, how_confirmed="She said", recorded_at=now,
        )  # fmt: skip
