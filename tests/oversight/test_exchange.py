"""Lists that partners exchange every month (W11): made once a month, with what the person may see then."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from accounts.clock import database_now, local_date
from accounts.enums import AgencyKind, Purpose
from accounts.services import end_membership
from learners.enums import ConsentPurpose
from learners.models import Disclosure
from notifications.models import Message
from oversight.enums import ExportFormat, ExportState, Listing
from oversight.models import ExportJob
from oversight.services.exchange import ask_for_monthly_lists
from oversight.services.exports import NotForProviders, make_waiting_lists
from oversight.services.saved_views import NotAList, repeat_view, save_view, stop_repeating
from tests.factories import AgencyFactory, AgencyLinkFactory
from tests.oversight.facts import does
from tracking.enums import ActivityGroup
from tracking.models import Destination

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(world, real_now):
    def make(page=Listing.NEET, filters="", name="NEET every month", recipient=None, **changes):
        view = save_view(
            agency=world.virtual_school, page=page, name=name, filters=filters, by=world.officer.user, now=real_now
        )
        return repeat_view(
            view=view,
            recipient=recipient or world.social_care,
            format=ExportFormat.CSV,
            by=world.officer.user,
            now=real_now,
        )

    return make


def rows_of(job):
    with job.file.open("rb") as file:
        lines = list(csv.reader(io.StringIO(file.read().decode("utf-8-sig"), newline="")))
    return [dict(zip(lines[3], line, strict=True)) for line in lines[4:]]


def month_of(now):
    return local_date(now).replace(day=1)


def test_each_month_one_list_is_made_for_the_partner(world, kept, real_now):
    """With a line in the log for each young person in it, and none for whom nothing may be shared."""
    today = local_date(real_now)
    partner = AgencyFactory(kind=AgencyKind.OTHER, name="Into Work")
    agreed = world.learner(family_name="Agreed", enrolled=False, agreed=[ConsentPurpose.PANEL])
    silent = world.learner(family_name="Silent", enrolled=False, agreed=[])
    for learner in (agreed, silent):
        AgencyLinkFactory(learner=learner, agency=partner, purpose=Purpose.PANEL_PARTNER)
        does(learner, ActivityGroup.NEET, today - timedelta(days=300))
    world.learner(family_name="Elsewhere")
    view = kept(recipient=partner)
    assert ask_for_monthly_lists(now=real_now) == 1
    assert ask_for_monthly_lists(now=real_now) == 0, "once a month"
    assert make_waiting_lists(now_source=database_now) == 1
    job = ExportJob.objects.get()
    assert (job.view, job.month, job.state, job.left_out) == (view, month_of(real_now), ExportState.DONE, 1)
    (row,) = rows_of(job)
    assert (row["Family name"], row["Days"], row["Long"]) == ("Agreed", "301", "yes")
    (entry,) = Disclosure.objects.all()
    assert (entry.learner, entry.recipient, entry.what) == (agreed, partner, "NEET analysis, as a list")
    assert Message.objects.filter(topic=f"list:{job.uuid}", recipient=world.officer.user).exists()


def test_none_is_kept_for_a_college_that_says_what_young_people_do(world, kept):
    with pytest.raises(NotForProviders):
        kept(recipient=world.college)
    assert kept(page=Listing.ATTENDANCE, recipient=world.college).repeats_monthly


def test_the_next_month_brings_the_next_one(world, kept):
    kept()
    first = datetime(2027, 1, 31, 6, tzinfo=UTC)
    assert ask_for_monthly_lists(now=first) == 1
    assert ask_for_monthly_lists(now=first + timedelta(days=1)) == 1
    assert ask_for_monthly_lists(now=first + timedelta(days=27)) == 0, "what a day missed the next one makes up for"
    assert [job.month.month for job in ExportJob.objects.order_by("month")] == [1, 2]


def test_who_may_no_longer_download_is_told_and_a_colleague_takes_over(world, kept, real_now, client_of):
    from accounts.enums import RoleCode
    from tests.factories import MembershipFactory

    view = kept()
    MembershipFactory(agency=world.virtual_school, role=RoleCode.VIEWER, user=world.officer.user)
    end_membership(membership=world.officer, by=None, now=real_now)
    for _ in range(2):
        assert ask_for_monthly_lists(now=real_now) == 0
    told = Message.objects.filter(topic=f"monthly-list:{view.uuid}", channel="in_app")
    assert [message.recipient for message in told] == [world.officer.user], "told once a month"
    client = client_of(world.head.user)
    answer = client.post(
        f"/saved-views/{view.uuid}/every-month/", {"format": "xlsx", "recipient": world.social_care.uuid}
    )
    assert answer.status_code == 302
    view.refresh_from_db()
    assert (view.saved_by, view.recipient, view.format) == (world.head.user, world.social_care, "xlsx")
    assert ask_for_monthly_lists(now=real_now) == 1
    assert ExportJob.objects.get().user == world.head.user


def test_it_is_stopped_and_the_view_stays(world, kept, real_now, client_of):
    view = kept()
    assert client_of(world.head.user).post(f"/saved-views/{view.uuid}/no-more/").status_code == 302
    view.refresh_from_db()
    assert not view.repeats_monthly
    assert ask_for_monthly_lists(now=real_now) == 0
    assert view.history.count() == 3


def test_figures_name_nobody_and_are_no_list(world, real_now):
    view = save_view(
        agency=world.virtual_school, page=Listing.FIGURES, name="All", filters="", by=world.officer.user, now=real_now
    )
    with pytest.raises(NotAList):
        repeat_view(view=view, recipient=world.college, format=ExportFormat.CSV, by=world.officer.user, now=real_now)
    assert not stop_repeating(view=view, by=world.officer.user, now=real_now).repeats_monthly


def test_year_11_leavers_with_what_they_want_and_are_offered(world, kept, real_now):
    today = local_date(real_now)
    from oversight.rules.age_groups import YEAR_11, born

    leaver = world.learner(family_name="Leaver", date_of_birth=born(YEAR_11, today).last)
    world.learner(family_name="Older", date_of_birth=born(YEAR_11, today).first - timedelta(days=1))
    for kind, route, where in (("intended", "apprenticeship", "Lathe Works"), ("offered", "further_ed", "Brindley")):
        Destination.objects.create(
            learner=leaver, year=today.year, kind=kind, route=route, where=where, on=today,
            meets_guarantee=kind == "offered", recorded_at=real_now, recorded_by=world.officer.user,
        )  # fmt: skip
    kept(page=Listing.YEAR_11, recipient=world.social_care)
    ask_for_monthly_lists(now=real_now)
    make_waiting_lists(now_source=database_now)
    (row,) = rows_of(ExportJob.objects.get())
    assert (row["Wants to go to"], row["Offered"], row["September Guarantee"]) == (
        "Apprenticeship, Lathe Works", "Further education college, Brindley", "yes",
    )  # fmt: skip
    assert not Disclosure.objects.exists(), "social care is responsible for them itself"


def test_everybody_from_16_in_detail(world, kept, real_now):
    today = local_date(real_now)
    old_enough = world.learner(family_name="Sixteen", date_of_birth=today.replace(year=today.year - 16, day=1))
    world.learner(family_name="Fifteen", date_of_birth=today.replace(year=today.year - 15, day=1))
    does(old_enough, ActivityGroup.EDUCATION, today - timedelta(days=9))
    kept(page=Listing.FROM_16, recipient=world.virtual_school)
    ask_for_monthly_lists(now=real_now)
    make_waiting_lists(now_source=database_now)
    (row,) = rows_of(ExportJob.objects.get())
    assert (row["Family name"], row["Age"], row["Provider"]) == ("Sixteen", "16", "Brindley College")
