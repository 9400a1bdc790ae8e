"""Times without a place: the list, one of them, its plan, who does what, its days (K6, K11, M2)."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import allows, require, require_anywhere, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.views.asking import ask
from tracking.enums import DayKind
from tracking.forms.neet_episodes import (
    DayForm,
    EpisodeFilterForm,
    HelpForm,
    PlanForm,
    RoleDoneForm,
    RoleForm,
    SettleForm,
    WhyForm,
)
from tracking.models import NeetDay, NeetEpisode, NeetRole
from tracking.selectors import neet_episodes as selectors
from tracking.selectors.neet_words import HELP, PLAN, ROLE, seen_of
from tracking.services.neet_days import call_off_day, plan_day, settle_day, take_back_day
from tracking.services.neet_episodes import record_help, write_plan
from tracking.services.neet_roles import add_role, change_role, role_done
from tracking.views.door import own_learner_or_404

PER_PAGE = 25
#: A page of words that several people may write.
WRITTEN = "tracking/neet/write.html"
EPISODES = NeetEpisode.objects.select_related("learner", "recorded_by")


def address(episode: NeetEpisode) -> str:
    return reverse("tracking:neet-episode", args=[episode.uuid])


@require_safe
def episodes(request: HttpRequest) -> HttpResponse:
    """Who has no place, the longest first: what is planned, what is missing."""
    require_anywhere(request.user, Permission.RECORD_ACTIVITY)
    now = request_now(request)
    form = EpisodeFilterForm(request.GET)
    found = selectors.episodes_listed(request.user, form.chosen, local_date(now)).select_related("learner")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"filter_form": form, "page_obj": page, "rows": selectors.rows_of(page.object_list, request.user, now)}
    return render(request, "tracking/neet/list.html", context)


@require_safe
def episode(request: HttpRequest, episode_uuid: UUID) -> HttpResponse:
    found = visible_or_404(EPISODES, request.user, uuid=episode_uuid)
    require(request.user, Permission.VIEW_LEARNER, found.learner)
    return _page(request, found)


def _page(request: HttpRequest, found: NeetEpisode) -> HttpResponse:
    may = not found.learner.is_closed and allows(request.user, Permission.RECORD_ACTIVITY, found.learner)
    context = {
        "episode": found,
        "learner": found.learner,
        "page": selectors.page(found, request.user, request_now(request)),
        "may_edit": may and found.ended_on is None,
        "may_settle": may,
    }
    return render(request, "tracking/neet/one.html", context)


@require_safe
def episode_of(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """The young person's time without a place that runs, else the newest; else a page that says there is none."""
    learner = own_learner_or_404(request, learner_uuid, Permission.VIEW_LEARNER)
    found = selectors.episode_of(learner, request.user)
    if found is not None:
        return _page(request, found)
    return render(request, "tracking/neet/none.html", {"learner": learner})


def _episode(request: HttpRequest, **lookup: object) -> NeetEpisode:
    """The episode, for somebody of the young person's own agencies (else 404) who may record what they do (else 403)."""
    found = visible_or_404(EPISODES, request.user, **lookup)
    require(request.user, Permission.RECORD_ACTIVITY, found.learner)
    return found


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, episode_uuid: UUID) -> HttpResponse:
    found = _episode(request, uuid=episode_uuid)
    initial = {
        "themes": found.barrier_themes,
        "barriers": found.barriers,
        "plan": found.plan,
        "agreed_on": found.plan_agreed_on,
        "contingency": found.contingency,
        "seen": seen_of(found, PLAN),
    }
    form = PlanForm(request.POST or None, initial=initial)
    return ask(
        request, form,
        lambda: write_plan(
            episode=found, words=form.words(), seen=form.cleaned_data["seen"], by=request.user, now=request_now(request)
        ),
        heading="The plan while there is no place", caption=found.learner.full_name, submit="Save",
        done="The plan is saved.", back=address(found), template=WRITTEN,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def health_and_jobcentre(request: HttpRequest, episode_uuid: UUID) -> HttpResponse:
    found = _episode(request, uuid=episode_uuid)
    initial = {**{name: getattr(found, name) for name in HELP}, "seen": seen_of(found, HELP)}
    form = HelpForm(request.POST or None, initial=initial)
    return ask(
        request, form,
        lambda: record_help(episode=found, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="Health and jobcentre", caption=found.learner.full_name, submit="Save", done="It is recorded.",
        back=address(found), template=WRITTEN,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def role_new(request: HttpRequest, episode_uuid: UUID) -> HttpResponse:
    found = _episode(request, uuid=episode_uuid)
    form = RoleForm(request.POST or None)
    return ask(
        request, form, lambda: add_role(episode=found, words=form.words(), by=request.user, now=request_now(request)),
        heading="Who does what", caption=found.learner.full_name, submit="Add to the plan", done="It stands in the plan.",
        back=address(found),
    )  # fmt: skip


def _role(request: HttpRequest, role_uuid: UUID) -> NeetRole:
    episode = _episode(request, roles__uuid=role_uuid)
    role = episode.roles.select_related("agency").get(uuid=role_uuid)
    role.episode = episode
    return role


@require_http_methods(["GET", "POST"])
def role_change(request: HttpRequest, neet_role_uuid: UUID) -> HttpResponse:
    role = _role(request, neet_role_uuid)
    initial = {
        "who": role.who,
        "does": role.does,
        "agency": role.agency.uuid if role.agency else None,
        "by_on": role.by_on,
        "seen": seen_of(role, ROLE),
    }
    form = RoleForm(request.POST or None, initial=initial)
    return ask(
        request, form,
        lambda: change_role(
            role=role, words=form.words(), seen=form.cleaned_data["seen"], by=request.user, now=request_now(request)
        ),
        heading="Change who does what", caption=role.episode.learner.full_name, submit="Save",
        done="The change is saved.", back=address(role.episode), template=WRITTEN,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def role_finished(request: HttpRequest, neet_role_uuid: UUID) -> HttpResponse:
    role = _role(request, neet_role_uuid)
    now = request_now(request)
    form = RoleDoneForm(request.POST or None, initial={"done_on": local_date(now)})
    return ask(
        request, form, lambda: role_done(role=role, **form.cleaned_data, by=request.user, now=now),
        heading="Record as done", caption=role.episode.learner.full_name, intro=f"{role.who}: {role.does}",
        submit="Record", done="Recorded as done.", back=address(role.episode),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def day_new(request: HttpRequest, episode_uuid: UUID) -> HttpResponse:
    found = _episode(request, uuid=episode_uuid)
    form = DayForm(request.POST or None, initial={"kind": request.GET.get("kind", "")})

    def act() -> NeetDay:
        kind = DayKind(form.cleaned_data["kind"])
        given = {**form.cleaned_data, "kind": kind}
        return plan_day(episode=found, **given, by=request.user, now=request_now(request))

    return ask(
        request, form, act, heading="Arrange a taster day or an in-touch day", caption=found.learner.full_name,
        submit="Add it", done="The day is on the plan. Say afterwards whether they came.", back=address(found),
    )  # fmt: skip


def _day(request: HttpRequest, day_uuid: UUID) -> NeetDay:
    episode = _episode(request, days__uuid=day_uuid)
    day = episode.days.get(uuid=day_uuid)
    day.episode = episode
    return day


@require_http_methods(["GET", "POST"])
def day(request: HttpRequest, neet_day_uuid: UUID) -> HttpResponse:
    """Whether they came; once that is known, its taking back."""
    found = _day(request, neet_day_uuid)
    words = {
        "caption": found.episode.learner.full_name,
        "intro": f"{found.get_kind_display()}, {found.on:%-d %B %Y}, {found.where}",
        "back": address(found.episode),
    }
    now = request_now(request)
    if found.attended is not None:
        why = WhyForm(request.POST or None)
        return ask(
            request, why, lambda: take_back_day(day=found, **why.cleaned_data, by=request.user, now=now),
            heading="Take back whether they came", submit="Take it back", done="Taken back.", **words,
        )  # fmt: skip
    form = SettleForm(request.POST or None)
    return ask(
        request, form, lambda: settle_day(day=found, **form.cleaned_data, by=request.user, now=now),
        heading="Did they come?", submit="Save", done="It is recorded.", **words,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def day_call_off(request: HttpRequest, neet_day_uuid: UUID) -> HttpResponse:
    found = _day(request, neet_day_uuid)
    form = WhyForm(request.POST or None)
    return ask(
        request, form,
        lambda: call_off_day(day=found, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="Call this day off", caption=found.episode.learner.full_name,
        intro=f"{found.get_kind_display()}, {found.on:%-d %B %Y}, {found.where}", submit="Call it off",
        submit_class="govuk-button--warning", done="The day is called off.", back=address(found.episode),
    )  # fmt: skip
