"""Views that the agencies of the demonstration keep, lists that are made every month, a file somebody asked for."""

from datetime import datetime

from accounts.models import Agency, User
from oversight.demo.acts import Acts
from oversight.demo.cast import College, Home
from oversight.enums import ExportFormat, Listing
from oversight.models import SavedView
from oversight.services.exports import ask_for_list, make_list
from oversight.services.saved_views import repeat_view, save_view

_OF_SCHOOL = (
    (Listing.YOUNG_PEOPLE, "Learning in another authority", "area=out"),
    (Listing.FIGURES, "Years 12 and 13", "ages=16_17"),
    (Listing.NEET, "Long without a place", "doing=long_neet"),
)


def keep_lists(acts: Acts) -> None:
    """Plan it for everybody, when all else is there."""
    for home in acts.cast.homes:
        acts.plan(acts.moment(2, "11:05"), lambda now, home=home: _of_home(home, now))
    for college in acts.cast.colleges[:2]:
        acts.plan(acts.moment(2, "11:20"), lambda now, college=college: _of_college(college, now))


def _of_home(home: Home, now: datetime) -> None:
    by, school = home.officer.user, home.virtual_school
    for page, name, filters in _OF_SCHOOL:
        _keep(school, page, name, filters, by, now)
    year_11 = _keep(school, Listing.YEAR_11, "Year 11 leavers for social care", "", by, now)
    repeat_view(view=year_11, recipient=home.social_care, format=ExportFormat.EXCEL, by=by, now=now)
    _keep(home.social_care, Listing.FIGURES, "Care leavers", "care_status=former_relevant", home.team_manager.user, now)
    job = ask_for_list(
        listing=Listing.NEET, filters="", format=ExportFormat.EXCEL, recipient=home.social_care, agency=school, by=by,
        now=now,
    )  # fmt: skip
    make_list(job=job, now_source=lambda: now)


def _of_college(college: College, now: datetime) -> None:
    by = college.designated_person.user
    _keep(college.agency, Listing.ATTENDANCE, "At or below the limit", "attending=at_limit", by, now)


def _keep(agency: Agency, page: Listing, name: str, filters: str, by: User, now: datetime) -> SavedView:
    return save_view(agency=agency, page=page, name=name, filters=filters, by=by, now=now)
