"""Lists as files: who is in them, for whom, what the log says, and that a long one can be watched, stopped and begun anew."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts.clock import database_now, local_date
from accounts.enums import Purpose
from accounts.models import Look
from accounts.services import end_membership
from learners.enums import Basis, ConsentPurpose, DisclosureKind, OverrideGround
from learners.models import Disclosure, Learner
from learners.services.sharing import share_without_consent
from notifications.models import Message
from notifications.services import jobs
from oversight.enums import ExportState, Listing
from oversight.models import ExportJob
from oversight.services import exports
from oversight.services.exports import (
    MOST_WAITING,
    NotForOthers,
    NotForProviders,
    NotYours,
    TooManyLists,
    ask_for_list,
    make_list,
    make_waiting_lists,
    throw_lists_away,
)
from tests.crawling import text_of
from tests.factories import AgencyLinkFactory, ConsentFactory
from tests.oversight.facts import attended, placed
from tests.tracking_things.neet_episodes import without_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(world, real_now):
    def make(**changes):
        asked = {"listing": Listing.YOUNG_PEOPLE, "filters": "", "format": "csv", "recipient": world.virtual_school,
                 "agency": world.virtual_school, "by": world.officer.user, "now": real_now}  # fmt: skip
        return ask_for_list(**asked | changes)

    return make


def made(job):
    return make_list(job=job, now_source=database_now)


def lines(job):
    with job.file.open("rb") as file:
        return list(csv.reader(io.StringIO(file.read().decode("utf-8-sig"), newline="")))


def families(job):
    return sorted(line[1] for line in lines(job)[4:])


def test_a_short_list_is_made_at_once_and_downloaded(world, client_of, real_now):
    world.learner(given_name="=Ann", family_name="Archer")
    client = client_of(world.officer.user)
    answer = client.post("/lists/young_people/download/", {"format": "csv", "recipient": world.virtual_school.uuid})
    job = ExportJob.objects.get()
    assert answer["Location"] == f"/exports/{job.uuid}/"
    assert (job.state, job.rows, job.rows_done) == (ExportState.DONE, 1, 1)
    assert "Download the CSV file" in text_of(client.get(f"/exports/{job.uuid}/"))
    file = client.get(f"/exports/{job.uuid}/file/")
    assert "attachment" in file["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(b"".join(file).decode("utf-8-sig"), newline="")))
    assert rows[0][0].startswith("OFFICIAL-SENSITIVE")
    assert rows[3][:2] == ["Given name", "Family name"]
    assert rows[4][:2] == ["'=Ann", "Archer"]
    assert not Message.objects.filter(topic__startswith="list:").exists(), "who waits for it is told by the page"


def test_the_excel_file_holds_days_as_days_and_runs_nothing(world, ask):
    learner = world.learner(given_name="=1+1", family_name="Archer")
    job = made(ask(format="xlsx"))
    with job.file.open("rb") as file:
        rows = list(load_workbook(io.BytesIO(file.read())).active.iter_rows(values_only=True))
    assert rows[4][0] == "'=1+1"
    assert rows[4][3].date() == learner.date_of_birth


def test_it_holds_exactly_what_the_page_lists(world, client_of):
    for number in range(3):
        world.learner(family_name=f"Archer{number}", care_status="looked_after")
    world.learner(family_name="Baker", care_status="former_relevant")
    client = client_of(world.officer.user)
    shown = client.get("/lists/young_people/?care_status=looked_after")
    client.post(
        "/lists/young_people/download/?care_status=looked_after",
        {"format": "csv", "recipient": world.virtual_school.uuid},
    )
    assert families(ExportJob.objects.get()) == [row["learner"].family_name for row in shown.context["rows"]]


def test_who_looked_and_what_was_shared_is_written_down(world, ask):
    learner = world.learner()
    made(ask())
    look = Look.objects.get(kind="export")
    assert (look.user, look.agency, look.learner_uuids) == (world.officer.user, world.virtual_school, [learner.uuid])
    assert not Disclosure.objects.exists(), "their own authority is responsible for them"
    made(ask(by=world.designated_person.user, agency=world.college, recipient=world.college))
    entry = Disclosure.objects.get()
    assert (entry.learner, entry.recipient, entry.basis, entry.by) == (
        learner, world.college, Basis.CONSENT, world.designated_person.user,
    )  # fmt: skip


def test_another_agency_gets_only_those_who_may_be_shared_with_it(world, ask, client_of):
    world.learner(family_name="Agreed")
    world.learner(family_name="Silent", agreed=[])
    world.learner(family_name="Nowhere", enrolled=False)  # agreed to share with their own college, which this is not
    world.learner(family_name="Restricted", is_restricted=True, key_worker=world.social_worker)
    job = made(ask(recipient=world.college))
    assert families(job) == ["Agreed"]
    assert (job.left_out, job.rows) == (2, 3)
    (entry,) = Disclosure.objects.all()
    assert (entry.learner.family_name, entry.recipient) == ("Agreed", world.college)
    page = text_of(client_of(world.officer.user).get(f"/exports/{job.uuid}/"))
    assert "no basis on which something of 2 young people may be shared with Brindley College" in page


def test_an_override_opens_the_way_to_their_own_college(world, ask, real_now):
    learner = world.learner(family_name="Silent", agreed=[])
    share_without_consent(
        learner=learner, recipient=world.college, purpose=ConsentPurpose.EDUCATION,
        ground=OverrideGround.CHILD_PROTECTION, reason="They may be in danger",
        until=local_date(real_now) + timedelta(days=2), by=world.head.user, now=real_now,
    )  # fmt: skip
    assert families(made(ask(recipient=world.college))) == ["Silent"]
    assert Disclosure.objects.get(kind=DisclosureKind.EXPORT).basis == Basis.OVERRIDE


def test_another_virtual_school_needs_another_consent(world, ask):
    school = world.learner(family_name="School", agreed=[ConsentPurpose.SUPPORT])
    college = world.learner(family_name="College", agreed=[ConsentPurpose.EDUCATION])
    world.learner(family_name="Unlinked", agreed=[ConsentPurpose.SUPPORT])
    for learner in (school, college):
        AgencyLinkFactory(learner=learner, agency=world.host_virtual_school, purpose=Purpose.HOST_VIRTUAL_SCHOOL)
    assert families(made(ask(recipient=world.host_virtual_school))) == ["School"]


def test_a_college_reads_of_its_own_place_alone(world, ask, real_now):
    """Not where else somebody learns, not how they attend there, and no clock of anybody else."""
    learner = world.learner()
    elsewhere = placed(learner, world.other_college, local_date(real_now) - timedelta(days=90))
    attended(learner.enrolments.get(provider=world.college), world, real_now, (1, 10, 10))
    attended(elsewhere, world, real_now, (0, 10, 0))
    without_place(learner, world, real_now, days=200)

    def cells(listing, recipient):
        file = lines(made(ask(listing=listing, recipient=recipient)))
        return dict(zip(file[3], file[4], strict=True))

    own = cells(Listing.YOUNG_PEOPLE, world.virtual_school)
    assert set(own["Provider"].split("; ")) == {"Brindley College", "Elsewhere College"}
    assert own["Overdue"] == "yes"
    theirs = cells(Listing.YOUNG_PEOPLE, world.college)
    assert (theirs["Provider"], theirs["Next deadline"], theirs["Due"], theirs["Overdue"]) == (
        "Brindley College", "", "", "",
    )  # fmt: skip
    assert cells(Listing.ATTENDANCE, world.social_care)["Attendance, %"] == "50.0"
    assert cells(Listing.ATTENDANCE, world.college)["Attendance, %"] == "100.0"


@pytest.mark.parametrize(
    ("listing", "filters"), [(Listing.NEET, ""), (Listing.FROM_16, ""), (Listing.YOUNG_PEOPLE, "doing=neet")]
)
def test_what_young_people_do_is_told_to_no_college(world, ask, client_of, listing, filters):
    with pytest.raises(NotForProviders):
        ask(listing=listing, filters=filters, recipient=world.college)
    page = client_of(world.officer.user).get(f"/lists/{listing}/download/?{filters}")
    assert str(world.college.uuid) not in page.content.decode()
    assert str(world.social_care.uuid) in page.content.decode()


def test_a_long_list_is_made_by_the_worker_who_tells(world, ask, monkeypatch, client_of):
    monkeypatch.setattr(exports, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(exports, "PART", 2)
    for _ in range(5):
        world.learner()
    client = client_of(world.officer.user)
    client.post("/lists/young_people/download/", {"format": "csv", "recipient": world.virtual_school.uuid})
    job = ExportJob.objects.get()
    assert job.state == ExportState.WAITING
    page = client.get(f"/exports/{job.uuid}/").content.decode()
    assert "It is made next" in page
    assert "Look again" in page
    assert client.get(f"/exports/{job.uuid}/file/").status_code == 404
    assert make_waiting_lists(now_source=database_now) == 1
    assert make_waiting_lists(now_source=database_now) == 0
    job.refresh_from_db()
    assert (job.state, job.rows_done) == (ExportState.DONE, 5)
    assert "Look again" not in client.get(f"/exports/{job.uuid}/").content.decode()
    message = Message.objects.get(topic=f"list:{job.uuid}", channel="in_app")
    assert (message.recipient, message.link) == (world.officer.user, f"/exports/{job.uuid}/")


def test_a_list_is_stopped_with_the_part_that_is_being_written(world, ask, monkeypatch, real_now, client_of):
    monkeypatch.setattr(exports, "PART", 1)
    for _ in range(3):
        world.learner()
    job = ask(recipient=world.college)
    parts = []
    write_part = exports._write_part

    def stopped_under_way(of_job, *rest):
        parts.append(of_job)
        jobs.stop(job, now=real_now)
        return write_part(of_job, *rest)

    monkeypatch.setattr(exports, "_write_part", stopped_under_way)
    job = made(job)
    assert len(parts) == 1
    assert (job.state, bool(job.file)) == (ExportState.CANCELLED, False)
    assert not Disclosure.objects.exists()
    assert not Look.objects.filter(kind="export").exists()
    assert "Nothing was shared" in text_of(client_of(world.officer.user).get(f"/exports/{job.uuid}/"))


def test_a_waiting_list_is_stopped_from_its_page(world, ask, client_of):
    job = ask()
    client_of(world.officer.user).post(f"/exports/{job.uuid}/stop/")
    job.refresh_from_db()
    assert job.state == ExportState.CANCELLED
    assert make_waiting_lists(now_source=database_now) == 0


def test_what_a_dead_worker_began_is_begun_anew_and_it_may_not_end_it(world, ask, monkeypatch, real_now):
    world.learner(family_name="Archer")
    job = ask(recipient=world.college)
    first = exports._claim(ExportJob.objects.all(), real_now)
    assert exports._claim(ExportJob.objects.all(), real_now + jobs.SILENT_FOR) is None, "it may still be at it"
    later = real_now + jobs.SILENT_FOR + timedelta(seconds=1)
    assert make_waiting_lists(now_source=lambda: later) == 1
    exports._make(first, lambda: later)  # the first one was not dead after all
    job.refresh_from_db()
    assert job.state == ExportState.DONE
    assert Disclosure.objects.count() == 1
    assert Look.objects.filter(kind="export").count() == 1


def test_a_list_that_cannot_be_made_says_so_and_stops_no_other(world, ask, monkeypatch, client_of):
    job, other = ask(), ask(listing=Listing.DEADLINES)
    work = exports._write_and_settle
    monkeypatch.setattr(
        exports, "_write_and_settle", lambda one, *rest: 1 / 0 if one.pk == job.pk else work(one, *rest)
    )
    assert make_waiting_lists(now_source=database_now) == 2
    job.refresh_from_db()
    other.refresh_from_db()
    assert (job.state, other.state) == (ExportState.FAILED, ExportState.DONE)
    assert "Something went wrong" in text_of(client_of(world.officer.user).get(f"/exports/{job.uuid}/"))


def test_who_lost_the_role_meanwhile_gets_nothing(world, ask, real_now):
    world.learner()
    job = ask()
    end_membership(membership=world.officer, by=None, now=real_now)
    job = made(job)
    assert (job.state, bool(job.file)) == (ExportState.FAILED, False)
    assert "does not let you download lists" in job.problem


def test_a_record_restricted_meanwhile_is_left_out(world, ask, monkeypatch):
    monkeypatch.setattr(exports, "PART", 1)
    world.learner(sort_name="a", family_name="Archer")
    last = world.learner(sort_name="b", family_name="Baker")
    write_part = exports._write_part

    def then_restricted(*given):
        refused = write_part(*given)
        last.is_restricted = True
        last.save()
        return refused

    monkeypatch.setattr(exports, "_write_part", then_restricted)
    assert families(made(ask())) == ["Archer"]


def test_only_whoever_asked_finds_it(world, ask, client_of):
    job = made(ask())
    assert client_of(world.head.user).get(f"/exports/{job.uuid}/").status_code == 404
    assert client_of(world.head.user).get(f"/exports/{job.uuid}/file/").status_code == 404


def test_files_are_thrown_away_after_a_week(world, ask, real_now, client_of):
    job = made(ask())
    where = job.file.path
    stray = Path(where).parent / "stray"
    stray.write_bytes(b"left by a worker that was killed")
    assert throw_lists_away(now=real_now) == 0
    assert stray.exists()
    assert throw_lists_away(now=job.ended_at + timedelta(days=7) - timedelta(seconds=1)) == 0
    assert not stray.exists()
    assert Path(where).exists()
    assert throw_lists_away(now=job.ended_at + timedelta(days=7)) == 1
    assert throw_lists_away(now=job.ended_at + timedelta(days=8)) == 0
    assert not Path(where).exists()
    client = client_of(world.officer.user)
    assert "thrown away" in text_of(client.get(f"/exports/{job.uuid}/"))
    assert client.get(f"/exports/{job.uuid}/file/").status_code == 404


def test_what_is_refused(world, ask):
    with pytest.raises(NotYours):
        ask(by=world.social_worker.user, agency=world.social_care)
    with pytest.raises(NotForOthers):
        ask(listing=Listing.DEADLINES, recipient=world.college)
    with pytest.raises(ValueError, match="doing"):
        ask(filters="doing=nonsense")
    for _ in range(MOST_WAITING):
        ask()
    with pytest.raises(TooManyLists):
        ask()


def test_what_makes_no_sense_is_no_file(world, client_of):
    client = client_of(world.officer.user)
    for address in (
        "/lists/nonsense/download/",
        "/lists/young_people/download/?doing=nonsense",
        "/lists/young_people/download/?week=yesterday",
        "/lists/young_people/download/?provider=me",
        "/lists/deadlines/download/?state=nonsense",
    ):
        assert client.get(address).status_code == 404, address
    assert client_of(world.social_worker.user).get("/lists/young_people/download/").status_code == 403
    assert client_of(world.designated_person.user).get("/lists/neet/download/").status_code == 404


def test_a_provider_makes_lists_for_itself_alone(world, client_of):
    world.learner()
    answer = client_of(world.designated_person.user).post(
        "/lists/young_people/download/", {"format": "csv", "recipient": world.virtual_school.uuid}
    )
    assert answer.status_code == 200
    assert not ExportJob.objects.exists()


def status_of_file(client: Client, job: ExportJob) -> int:
    """Read to its end, with which the test's client closes it."""
    response = client.get(f"/exports/{job.uuid}/file/")
    assert response.getvalue() or response.status_code != 200
    return response.status_code


def test_what_ended_since_a_list_was_made_ended_for_its_file(world, ask, client_of):
    learner = world.learner(family_name="Archer")
    world.learner(family_name="Baker")
    job, for_college = made(ask()), made(ask(recipient=world.college))
    client = client_of(world.officer.user)
    assert status_of_file(client, job) == 200
    assert len(Look.objects.get(kind="download").learner_uuids) == 2, "who took whom along"
    ConsentFactory(learner=learner, decision="withdrawn", recorded_at=database_now())
    refused = client.get(f"/exports/{for_college.uuid}/file/", follow=True)
    assert refused.redirect_chain == [(f"/exports/{for_college.uuid}/", 302)]
    assert "may no longer be seen by you, or shared" in text_of(refused)
    assert status_of_file(client, job) == 200, "it is for their own authority"
    Learner.objects.filter(pk=learner.pk).update(is_restricted=True)
    assert status_of_file(client, job) == 302
    assert families(made(ask())) == ["Baker"]
