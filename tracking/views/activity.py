"""What young people do: the list of everybody, one history, and what is recorded in it."""

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
from learners.models import Learner
from tracking.forms.activity import (
    ActivityFilterForm,
    ActivityForm,
    CorrectActivityForm,
    TakeBackForm,
    codes_with,
)
from tracking.models import ActivitySpell
from tracking.selectors import activity as selectors
from tracking.services.activity import correct_activity, record_activity, take_back_activity
from tracking.views.door import own_learner_or_404

PER_PAGE = 25


def _address(learner: Learner) -> str:
    return reverse("tracking:activity-of", args=[learner.uuid])


@require_safe
def activity_list(request: HttpRequest) -> HttpResponse:
    """What the young people of one's own agencies do now, by group, and who has been without a place for how long."""
    require_anywhere(request.user, Permission.RECORD_ACTIVITY)
    now = request_now(request)
    form = ActivityFilterForm(request.GET, user=request.user)
    filters = form.filters()
    page = Paginator(selectors.listed(request.user, filters, now), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter_form": form,
        "filters": filters,
        "page_obj": page,
        "rows": selectors.rows(list(page.object_list), now),
        "limit": selectors.long_limit(local_date(now)),
    }
    return render(request, "tracking/activity/list.html", context)


@require_safe
def activity_of(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Everything one young person did, with days without a place."""
    learner = own_learner_or_404(request, learner_uuid, Permission.VIEW_LEARNER)
    now = request_now(request)
    context = {
        "learner": learner,
        "history": selectors.history_of(learner, now),
        "may_record": not learner.is_closed and allows(request.user, Permission.RECORD_ACTIVITY, learner),
    }
    return render(request, "tracking/activity/history.html", context)


@require_http_methods(["GET", "POST"])
def new_activity(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Record what they do now, or did before."""
    learner = own_learner_or_404(request, learner_uuid, Permission.RECORD_ACTIVITY)
    now = request_now(request)
    form = ActivityForm(request.POST or None, codes=selectors.codes_for(local_date(now)))
    return ask(
        request, form, lambda: record_activity(learner=learner, **form.asked(), by=request.user, now=now),
        heading=f"What does {learner.called} do now?", caption=learner.full_name,
        intro="It ends what was recorded before it, on the day before it begins.", submit="Record",
        done="It is recorded.", back=_address(learner),
    )  # fmt: skip


def _spell_or_404(request: HttpRequest, spell_uuid: UUID) -> ActivitySpell:
    spells = ActivitySpell.objects.select_related("learner", "code")
    spell = visible_or_404(spells, request.user, uuid=spell_uuid)
    require(request.user, Permission.RECORD_ACTIVITY, spell.learner)
    return spell


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, spell_uuid: UUID) -> HttpResponse:
    """Put right what was recorded, with the reason."""
    spell = _spell_or_404(request, spell_uuid)
    now = request_now(request)
    codes = codes_with(selectors.codes_for(local_date(now)), spell)
    form = CorrectActivityForm(request.POST or None, codes=codes, spell=spell)
    return ask(
        request, form, lambda: correct_activity(spell=spell, **form.asked(), by=request.user, now=now),
        heading=f"Correct “{spell.code.name}”", caption=spell.learner.full_name,
        intro="What was before it ends on the day before its first day, whatever that is now.", submit="Save correction",
        done="The correction is saved. The history keeps what stood there.", back=_address(spell.learner),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, spell_uuid: UUID) -> HttpResponse:
    """Take away what was never so."""
    spell = _spell_or_404(request, spell_uuid)
    form = TakeBackForm(request.POST or None)
    return ask(
        request, form,
        lambda: take_back_activity(
            spell=spell, reason=form.cleaned_data["reason"], by=request.user, now=request_now(request)
        ),
        heading=f"Take away “{spell.code.name}”", caption=spell.learner.full_name,
        warning="What was recorded before it lasts on instead. The history keeps it, with your reason.",
        submit="Take it away", submit_class="govuk-button--warning", done="It is taken away.",
        back=_address(spell.learner),
    )  # fmt: skip
