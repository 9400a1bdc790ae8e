"""Times without a place: who has one, how long, what is planned, what is missing (K6, K11, M2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.clock import local_date
from accounts.models import User
from accounts.wording import short_day
from deadlines.models import Deadline
from learners.models import KeyWorker, Learner
from learners.selectors.people import KeyWorkerPost, key_workers_for
from tracking.enums import HealthRoute
from tracking.models import NeetDay, NeetEpisode, NeetRole, StrengthsScore
from tracking.rules.care_leaver_return import proposed_activity
from tracking.rules.neet import risk_limit
from tracking.rules.spells import Without, begun_by_when_long
from tracking.selectors.activity import long_limit
from tracking.selectors.neet_words import help_rows, plan_rows
from tracking.selectors.task import Task

#: What the list can be narrowed to, in words. Without a choice it holds everybody who has no place now.
SHOWN = {
    "": "Without a place now",
    "long": "For a long time",
    "risk": "On the way to a long time",
    "no_plan": "No plan agreed",
    "no_contingency": "Long or on the way to it, and no contingency plan",
    "ended": "Over",
}

#: The code of the yearly return for who is neither in education, employment nor training because of illness or disability.
ILLNESS = "G4"


@dataclass(frozen=True)
class EpisodeRow:
    """One episode as the list shows it. `due`: the next clock of it that runs."""

    episode: NeetEpisode
    days: int
    is_long: bool
    is_at_risk: bool
    key_worker: KeyWorkerPost
    due: Deadline | None

    @property
    def lacks_contingency(self) -> bool:
        return (self.is_long or self.is_at_risk) and not self.episode.contingency


def episodes_listed(
    user: User | AnonymousUser, filters: Mapping[str, str], today: date
) -> QuerySet[NeetEpisode]:  # fmt: skip
    """The episodes of the user's own young people, the longest first. Filters: show, one of `SHOWN`; barrier, a theme;
    health, a route.
    """
    found = NeetEpisode.objects.visible_to(user)
    show = filters.get("show", "")
    if show == "ended":
        found = found.filter(ended_on__isnull=False).order_by("-ended_on", "-id")
    else:
        found = found.filter(ended_on__isnull=True).order_by("starts_on", "id")
    limit = long_limit(today)
    long_by, risk_by = begun_by_when_long(limit, today), begun_by_when_long(risk_limit(limit), today)
    if show == "long":
        found = found.filter(starts_on__lte=long_by)
    elif show == "risk":
        found = found.filter(starts_on__gt=long_by, starts_on__lte=risk_by)
    elif show == "no_plan":
        found = found.filter(plan_agreed_on__isnull=True)
    elif show == "no_contingency":
        found = found.filter(starts_on__lte=risk_by, contingency="")
    if barrier := filters.get("barrier"):
        found = found.filter(barrier_themes__contains=[barrier])
    if health := filters.get("health"):
        found = found.filter(health_route=health)
    return found


def rows_of(
    episodes: QuerySet[NeetEpisode] | Sequence[NeetEpisode], user: User | AnonymousUser, now: datetime
) -> list[EpisodeRow]:
    """One page of episodes, read with their young people. Three queries however many they are."""
    episodes, today = list(episodes), local_date(now)
    workers = key_workers_for([each.learner_id for each in episodes], now)
    due = _next_clocks([each.uuid for each in episodes], user)
    limit = long_limit(today)
    rows = []
    for each in episodes:
        time = Without(each.starts_on, each.ended_on)
        is_long = time.is_long(limit, today)
        at_risk = not is_long and time.is_long(risk_limit(limit), today)
        rows.append(EpisodeRow(each, time.days(today), is_long, at_risk, workers[each.learner_id], due.get(each.uuid)))
    return rows


def _next_clocks(episodes: list[UUID], user: User | AnonymousUser) -> dict[UUID, Deadline]:
    clocks = Deadline.objects.visible_to(user).open().filter(subject_uuid__in=episodes)
    return {deadline.subject_uuid: deadline for deadline in clocks.order_by("-due_at", "-id")}


@dataclass(frozen=True)
class EpisodePage:
    """Everything about one time without a place."""

    row: EpisodeRow
    today: date
    #: What the terms call a long time, in words.
    limit: str
    plan: list[dict[str, object]]
    help: list[dict[str, object]]
    roles: list[NeetRole]
    days: list[NeetDay]
    clocks: list[Deadline]
    scores: list[StrengthsScore]
    earlier: list[NeetEpisode]
    missing: list[str]


def page(episode: NeetEpisode, user: User, now: datetime) -> EpisodePage:
    """The page of one episode that the user sees."""
    today = local_date(now)
    (row,) = rows_of([episode], user, now)
    others = NeetEpisode.objects.visible_to(user).filter(learner=episode.learner_id).exclude(pk=episode.pk)
    return EpisodePage(
        row=row,
        today=today,
        limit=str(long_limit(today)),
        plan=plan_rows(episode),
        help=help_rows(episode),
        roles=list(episode.roles.select_related("agency").order_by("done_on", "by_on", "id")),
        days=list(episode.days.order_by("-on", "-id")),
        clocks=list(
            Deadline.objects.visible_to(user).open().filter(subject_uuid=episode.uuid).order_by("due_at", "id")
        ),
        scores=scores_of(episode.learner, user)[:3],
        earlier=list(others.order_by("-starts_on")),
        missing=_missing(row) if episode.ended_on is None else [],
    )


def _missing(row: EpisodeRow) -> list[str]:
    """What a plan must have that this one lacks, in words (K6, K11, M2)."""
    missing = []
    if row.episode.plan_agreed_on is None:
        missing.append("There is no plan yet that those who take part have agreed.")
    if row.lacks_contingency:
        why = "have had no place for a long time" if row.is_long else "are on the way to a long time without a place"
        missing.append(f"They {why}, and nothing says what you do if the plan does not work.")
    if row.episode.health_route == HealthRoute.NEEDED:
        missing.append("They need health support and are not referred yet.")
    elif row.episode.health_route == HealthRoute.NOT_NEEDED and _is_ill(row.episode.learner):
        missing.append("They have no place because of illness. Is the health service open to them?")
    return missing


def _is_ill(learner: Learner) -> bool:
    """What they do now is what the yearly return counts as illness or disability (K11: G4)."""
    running = learner.spells.filter(ends_on__isnull=True).select_related("code").first()
    return running is not None and proposed_activity(running.code.code, None) == ILLNESS


def scores_of(learner: Learner, user: User) -> list[StrengthsScore]:
    """The totals of the strengths and difficulties questionnaire, newest first."""
    found = StrengthsScore.objects.visible_to(user).filter(learner=learner)
    return list(found.select_related("recorded_by").order_by("-on", "-id"))


def episode_of(learner: Learner, user: User) -> NeetEpisode | None:
    """The one that runs, else the newest."""
    found = NeetEpisode.objects.visible_to(user).filter(learner=learner).select_related("learner")
    return (
        found.order_by("-ended_on", "-starts_on").filter(ended_on__isnull=True).first()
        or found.order_by("-starts_on").first()
    )


def tasks(user: User, now: datetime) -> list[Task]:
    """For the key worker: a plan to agree for everybody without a place, and to say who came to a day that is over."""
    today = local_date(now)
    mine = KeyWorker.objects.active(now).filter(Q(membership__user=user)).values("learner_id")
    visible = NeetEpisode.objects.visible_to(user).filter(learner__in=mine, ended_on__isnull=True)
    without_plan = visible.filter(plan_agreed_on__isnull=True).select_related("learner")
    found = [
        Task(
            text=f"Agree a plan for the time without a place, since {short_day(each.starts_on)}",
            url=reverse("tracking:neet-episode", args=[each.uuid]),
            learner=each.learner,
        )
        for each in without_plan
    ]
    days = NeetDay.objects.filter(episode__in=visible.values("pk"), attended__isnull=True, on__lt=today)
    for each in days.select_related("episode__learner"):
        found.append(
            Task(
                text=f"Say whether they came to the {each.get_kind_display().lower()} of {short_day(each.on)}",
                url=reverse("tracking:neet-day", args=[each.uuid]),
                learner=each.episode.learner,
            )
        )
    return found
