"""What Virtual Schools ask of each other for young people who learn in another authority (A8)."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.enums import AgencyKind
from accounts.models import Agency, User
from accounts.selectors import agency_ids_reached, current_memberships
from deadlines.calendar import add_months
from learners.models import Learner, SupportRequest
from learners.selectors.choices import agencies_of_kind
from learners.selectors.people import virtual_school_for
from learners.selectors.sharing import responsible_pairs

#: The longest that support is asked for at once. After a year the two schools, and the young person, are asked again,
#: as consent is (P19e).
LONGEST_MONTHS = 12


def latest_last_day(today: date) -> date:
    """The last day that support may be asked for on `today`: the same day of the month in a year, or its last day."""
    return add_months(today, LONGEST_MONTHS)


def schools_to_ask(learner: Learner, now: datetime) -> QuerySet[Agency]:
    """Every Virtual School but the young person's own."""
    schools = agencies_of_kind(AgencyKind.VIRTUAL_SCHOOL)
    home = virtual_school_for(learner, now)
    return schools.exclude(pk=home.pk) if home else schools


def school_where_they_learn(learner: Learner, now: datetime) -> Agency | None:
    """The Virtual School of the authority where the young person's present place is, if it is not their own."""
    authorities = learner.enrolments.open().values("provider__local_authority")
    return schools_to_ask(learner, now).filter(local_authority__in=authorities).first()


def support_listed(user: User) -> QuerySet[SupportRequest]:
    """What the user's Virtual Schools asked of others and were asked, latest first; `is_known` says whether the user
    sees the record too, and not only the request.
    """
    schools = agency_ids_reached(user)
    known = Learner.objects.visible_to(user).filter(pk=OuterRef("learner"))
    listed = SupportRequest.objects.visible_to(user).filter(Q(home_school__in=schools) | Q(host_school__in=schools))
    return (
        listed.annotate(is_known=Exists(known))
        .select_related("learner", "home_school", "host_school", "asked_by")
        .order_by("-asked_at", "-id")
    )


def support_of(learner: Learner, user: User, now: datetime) -> list[SupportRequest]:
    """The requests about one young person, latest first: all of them for their own agencies, its own for a school that
    was asked, none for anybody else.
    """
    agencies = {hat.agency_id: hat.agency for hat in current_memberships(user)}
    requests = SupportRequest.objects.visible_to(user).filter(learner=learner)
    if not responsible_pairs([learner], list(agencies.values()), now):
        requests = requests.filter(host_school__in=agencies)
    return list(requests.select_related("home_school", "host_school", "asked_by").order_by("-asked_at", "-id"))


def works_at_virtual_school(user: User) -> bool:
    """Whether a list of what Virtual Schools ask of each other is of use to somebody."""
    return any(hat.agency.kind == AgencyKind.VIRTUAL_SCHOOL for hat in current_memberships(user))
