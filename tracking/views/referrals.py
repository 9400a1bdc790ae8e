"""Referring a young person, what becomes of it, and the report on starters and completers (P7, W4)."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from accounts import looks
from accounts.access import allows, require, require_anywhere, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import LookKind, Permission
from accounts.views.asking import ask
from agreements.rules import academic_year, academic_year_of
from learners.models import Learner
from learners.selectors.caseload import search
from tracking.enums import ReferralState
from tracking.forms.opportunities import (
    FindForm,
    ReferForm,
    ReferralFilterForm,
    ReportYearForm,
    StepForm,
    TakeBackForm,
    WhatNextForm,
)
from tracking.models import Referral
from tracking.rules.referrals import BEFORE, NEXT, OVER
from tracking.selectors import referrals as selectors
from tracking.selectors.opportunities import open_for
from tracking.services.referrals import refer as refer_learner
from tracking.services.referrals import take_back, take_step, tell_what_next
from tracking.views.door import own_learner_or_404
from tracking.views.opportunities import OPPORTUNITIES
from tracking.views.opportunities import address as opportunity_address

PER_PAGE = 25
#: How many young people a search for whom to refer shows.
FOUND = 20
REFERRALS = Referral.objects.select_related("learner", "opportunity__agency", "referred_by")


def address(referral: Referral) -> str:
    return reverse("tracking:referral", args=[referral.uuid])


def _of_learner(learner: Learner) -> str:
    return reverse("tracking:learner-referrals", args=[learner.uuid])


@require_safe
def learner_referrals(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """For what one young person was put forward, and what came of it."""
    learner = own_learner_or_404(request, learner_uuid, Permission.VIEW_LEARNER)
    context = {
        "learner": learner,
        "rows": selectors.rows_of(selectors.referrals_of(learner, request.user)),
        "may_refer": not learner.is_closed and allows(request.user, Permission.REFER, learner),
    }
    return render(request, "tracking/opportunities/of_learner.html", context)


@require_http_methods(["GET", "POST"])
def referral_new(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Put the young person forward for something that is open; `?opportunity=` chooses it already."""
    learner = own_learner_or_404(request, learner_uuid, Permission.REFER)
    now = request_now(request)
    form = ReferForm(
        request.POST or None,
        opportunities=open_for(learner, request.user, local_date(now)),
        initial={"opportunity": request.GET.get("opportunity", "")},
    )
    return ask(
        request, form,
        lambda: refer_learner(learner=learner, **form.cleaned_data, by=request.user, now=now),
        heading="Refer to an opportunity", caption=learner.full_name,
        intro="Ask the young person first. Whoever offers it learns from you what they need to know, and no more.",
        submit="Refer", done=f"{learner.called} is referred.", then=address, back=_of_learner(learner),
    )  # fmt: skip


@require_safe
def opportunity_refer(request: HttpRequest, opportunity_uuid: UUID) -> HttpResponse:
    """Whom to refer to one opportunity: a young person of one's own agencies, found by name."""
    require_anywhere(request.user, Permission.REFER)
    opportunity = visible_or_404(OPPORTUNITIES, request.user, uuid=opportunity_uuid)
    form = FindForm(request.GET)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found: list[Learner] = []
    if text:
        looks.refuse_too_many(request.user, LookKind.SEARCH)
        own = Learner.objects.visible_to(request.user).of_own_agencies(request.user).open()
        found = list(search(own, text).order_by("-likeness", "sort_name", "id")[:FOUND])
        looks.note_found(request.user, LookKind.SEARCH, found)
    context = {
        "opportunity": opportunity,
        "filter_form": form,
        "text": text,
        "learners": found,
        "back_url": opportunity_address(opportunity),
    }
    return render(request, "tracking/opportunities/refer.html", context)


@require_safe
def referrals(request: HttpRequest) -> HttpResponse:
    """Every referral one may know of, newest first; each number of the report leads here."""
    require_anywhere(request.user, Permission.REFER)
    form = ReferralFilterForm(request.GET, today=local_date(request_now(request)))
    found = selectors.referrals_listed(request.user, form.chosen).select_related("learner", "opportunity")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"filter_form": form, "page_obj": page, "rows": selectors.rows_of(page.object_list)}
    return render(request, "tracking/opportunities/referrals.html", context)


@require_safe
def referral(request: HttpRequest, referral_uuid: UUID) -> HttpResponse:
    """One referral: where it stands and how it came there."""
    found = visible_or_404(REFERRALS, request.user, uuid=referral_uuid)
    require(request.user, Permission.VIEW_LEARNER, found.learner)
    may = allows(request.user, Permission.REFER, found.learner)
    state = ReferralState(found.state)
    context = {
        "referral": found,
        "learner": found.learner,
        "colour": selectors.COLOURS[state],
        "facts": _facts(found),
        "story": _story(found),
        "may_step": may and bool(NEXT[state]),
        "may_tell": may and state in OVER,
        "may_take_back": may and state in BEFORE,
    }
    return render(request, "tracking/opportunities/referral.html", context)


def _facts(found: Referral) -> list[dict[str, object]]:
    facts = [
        {"key": "Offered by", "value": found.opportunity.offered_by},
        {"key": "Whom to ask", "value": found.opportunity.contact},
        {"key": "Why it fits", "value": found.why},
    ]
    if found.started_on:
        facts.append({"key": "Started", "value": f"{found.started_on:%-d %B %Y}"})
    if found.ended_on:
        facts.append({"key": "Ended", "value": f"{found.ended_on:%-d %B %Y}"})
    if found.barrier:
        facts.append({"key": "What stood in the way", "value": f"{found.get_barrier_display()}: {found.reason}"})
    if found.state in OVER:
        facts.append({"key": "What happened next", "value": found.what_next})
    return facts


def _story(found: Referral) -> list[dict[str, object]]:
    """What was recorded, newest first. One query, and one for who recorded it."""
    return [
        {"title": row.history_change_reason or "", "at": row.history_date, "by": str(row.history_user or "")}
        for row in found.history.select_related("history_user").order_by("-history_date", "-history_id")
    ]


def _referral(request: HttpRequest, referral_uuid: UUID) -> Referral:
    """The referral, for somebody of the young person's own agencies (else 404) who may refer them (else 403)."""
    found = visible_or_404(REFERRALS, request.user, uuid=referral_uuid)
    require(request.user, Permission.REFER, found.learner)
    return found


@require_http_methods(["GET", "POST"])
def referral_step(request: HttpRequest, referral_uuid: UUID) -> HttpResponse:
    found = _referral(request, referral_uuid)
    if not NEXT[ReferralState(found.state)]:
        return _what_next(request, found)
    form = StepForm(request.POST or None, referral=found)
    return ask(
        request, form,
        lambda: take_step(referral=found, step=form.step(), by=request.user, now=request_now(request)),
        heading="Record what happened", caption=f"{found.learner.full_name}: {found.opportunity.title}", submit="Save",
        done="It is recorded.", back=address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def referral_next(request: HttpRequest, referral_uuid: UUID) -> HttpResponse:
    return _what_next(request, _referral(request, referral_uuid))


def _what_next(request: HttpRequest, found: Referral) -> HttpResponse:
    form = WhatNextForm(request.POST or None, initial={"what_next": found.what_next})
    return ask(
        request, form,
        lambda: tell_what_next(referral=found, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="What happened next", caption=f"{found.learner.full_name}: {found.opportunity.title}", submit="Save",
        done="It is recorded.", back=address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def referral_take_back(request: HttpRequest, referral_uuid: UUID) -> HttpResponse:
    found = _referral(request, referral_uuid)
    form = TakeBackForm(request.POST or None)
    return ask(
        request, form,
        lambda: take_back(referral=found, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="Take back the last step", caption=f"{found.learner.full_name}: {found.opportunity.title}",
        intro=f"It stands at “{found.get_state_display()}”. It goes back to where it stood before.",
        submit="Take it back", done="The last step is taken back.", back=address(found),
    )  # fmt: skip


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Who started and who completed, by kind of opportunity; what stood in the way."""
    require_anywhere(request.user, Permission.REFER)
    today = local_date(request_now(request))
    form = ReportYearForm(request.GET, today=today)
    year = int(form.chosen.get("year", academic_year_of(today)))
    found = selectors.report(request.user, year=year)
    listed, without = reverse("tracking:referrals"), reverse("tracking:neet-episodes")

    def line(each: selectors.Line, columns: tuple[str, ...], last: str = listed) -> dict[str, object]:
        bases = [*[listed] * (len(columns) - 1), last]
        cells = [
            {"column": column, "number": cell.number, "url": f"{base}?{urlencode(cell.filters)}"}
            for column, cell, base in zip(columns, each.cells, bases, strict=True)
        ]
        return {"name": each.name, "cells": cells}

    context = {
        "filter_form": form,
        "year": academic_year(year),
        "report": found,
        "lines": [line(each, found.columns) for each in found.lines],
        "total": line(found.total, found.columns),
        "barrier_columns": selectors.BARRIER_COLUMNS,
        "barriers": [line(each, selectors.BARRIER_COLUMNS, without) for each in found.barriers],
    }
    return render(request, "tracking/opportunities/report.html", context)
