"""The end of a case, step by step (W8)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import files, looks
from accounts.access import require, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import LookKind, Permission
from accounts.views.asking import ask, confirm
from learners.models import Learner
from tracking.forms.closure import (
    BeginClosureForm,
    FinishClosureForm,
    GiveUpClosureForm,
    LetterGivenForm,
    RemainsForm,
    ToldForm,
)
from tracking.models import CaseClosure
from tracking.rules.closing import remaining
from tracking.selectors import closure as selectors
from tracking.services import closure as services
from tracking.services.closure_letter import closure_letter
from tracking.views.door import own_learner_or_404
from tracking.views.posting import posted

_WITH_ALL = CaseClosure.objects.select_related("learner", "begun_by", "agreed_by_manager")


def closure_or_404(request: HttpRequest, closure_uuid: UUID, permission: Permission) -> CaseClosure:
    """The closure, for people of the young person's own agencies whose role has the permission."""
    found = visible_or_404(_WITH_ALL, request.user, uuid=closure_uuid)
    require(request.user, permission, found.learner)
    return found


def _address(closure: CaseClosure) -> str:
    return reverse("tracking:closure", args=[closure.uuid])


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Begin to prepare the end of the case."""
    learner = own_learner_or_404(request, learner_uuid, Permission.RECORD_ACTIVITY)
    learns = learner.enrolments.open().exists()
    form = BeginClosureForm(posted(request), initial={"still_in_education": learns})
    return ask(
        request, form,
        lambda: services.begin_closure(
            learner=learner, **form.cleaned_data, by=request.user, now=request_now(request)
        ),
        heading="Prepare the end of the case", caption=learner.full_name, submit="Begin",
        intro="Nothing is closed yet. Next you tell them, a team manager agrees, and they get a letter.",
        done="It is being prepared. Tell the young person next.", then=_address,
        back=reverse("tracking:casework", args=[learner.uuid]),
    )  # fmt: skip


@require_safe
def page(request: HttpRequest, closure_uuid: UUID) -> HttpResponse:
    """Where it stands: the checklist, and what closing does."""
    found = closure_or_404(request, closure_uuid, Permission.VIEW_LEARNER)
    return render(request, "tracking/closure/page.html", selectors.page(found, request.user, request_now(request)))


@require_safe
def letter(request: HttpRequest, closure_uuid: UUID) -> HttpResponseBase:
    """The letter as PDF: as it would be given now, or as it was given."""
    found = closure_or_404(request, closure_uuid, Permission.VIEW_LEARNER)
    looks.note_found(request.user, LookKind.DOWNLOAD, [found.learner])
    given = selectors.letter_of(found)
    if given is not None:
        return files.download(given.file, name=given.name, content_type=given.content_type)
    letter_now = closure_letter(found, now=request_now(request))
    return files.attachment(letter_now, name="closing-letter-draft.pdf", content_type="application/pdf")


@require_http_methods(["GET", "POST"])
def told(request: HttpRequest, closure_uuid: UUID) -> HttpResponse:
    found = closure_or_404(request, closure_uuid, Permission.RECORD_ACTIVITY)
    now = request_now(request)
    form = ToldForm(posted(request), initial={"told_on": found.told_on or local_date(now), "says": found.says})
    return ask(
        request, form, lambda: services.record_told(closure=found, **form.cleaned_data, by=request.user, now=now),
        heading=f"Tell {found.learner.called}", caption=found.learner.full_name, submit="Save",
        intro="Tell them early and in person, and give them time to answer.",
        done="It is written down.", back=_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def remains(request: HttpRequest, closure_uuid: UUID) -> HttpResponse:
    found = closure_or_404(request, closure_uuid, Permission.RECORD_ACTIVITY)
    now = request_now(request)
    form = RemainsForm(posted(request), initial={"told_on": found.told_what_remains_on or local_date(now)})
    return ask(
        request, form,
        lambda: services.record_what_remains(closure=found, **form.cleaned_data, by=request.user, now=now),
        template="tracking/closure/remains.html", heading="What remains available", caption=found.learner.full_name,
        more=lambda: {"remaining": remaining(found.learner.date_of_birth, local_date(now))}, submit="Save",
        done="It is written down.", back=_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def agree(request: HttpRequest, closure_uuid: UUID) -> HttpResponse:
    found = closure_or_404(request, closure_uuid, Permission.CLOSE_CASE)
    return confirm(
        request, lambda: services.agree_closure(closure=found, by=request.user, now=request_now(request)),
        heading="Agree that the case is closed", caption=found.learner.full_name, submit="Agree",
        intro=f"The reason given is: {found.reason}. Your name stands in the letter.",
        done="You have agreed. Now they get the letter.", back=_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def letter_given(request: HttpRequest, closure_uuid: UUID) -> HttpResponse:
    found = closure_or_404(request, closure_uuid, Permission.RECORD_ACTIVITY)
    now = request_now(request)
    form = LetterGivenForm(posted(request), initial={"given_on": local_date(now)})
    return ask(
        request, form, lambda: services.give_letter(closure=found, **form.cleaned_data, by=request.user, now=now),
        heading="Give them the letter", caption=found.learner.full_name, submit="The letter is given",
        intro="The letter is kept with the record as it is now. Read it together with them if they like.",
        done="The letter is given, and kept with the record.", back=_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def finish(request: HttpRequest, closure_uuid: UUID) -> HttpResponse:
    found = closure_or_404(request, closure_uuid, Permission.CLOSE_CASE)
    now = request_now(request)
    form = FinishClosureForm(posted(request), initial={"closed_on": local_date(now)})
    return ask(
        request, form, lambda: services.finish_closure(closure=found, **form.cleaned_data, by=request.user, now=now),
        heading=f"Close the case of {found.learner.full_name}", submit="Close the case",
        submit_class="govuk-button--warning",
        warning="Every place ends and there is no key worker any more. What is owed for what has happened stays owed.",
        done=f"The case of {found.learner.full_name} is closed.", then=lambda _: _after(request, found.learner),
        back=_address(found),
    )  # fmt: skip


def _after(request: HttpRequest, learner: Learner) -> str:
    """The case, if the person still sees it: who saw it as key worker alone does not."""
    if Learner.objects.visible_to(request.user).filter(pk=learner.pk).exists():
        return reverse("tracking:casework", args=[learner.uuid])
    return reverse("learners:caseload")


@require_http_methods(["GET", "POST"])
def give_up(request: HttpRequest, closure_uuid: UUID) -> HttpResponse:
    found = closure_or_404(request, closure_uuid, Permission.RECORD_ACTIVITY)
    form = GiveUpClosureForm(posted(request))
    return ask(
        request, form,
        lambda: services.give_up_closure(closure=found, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="Keep the case open", caption=found.learner.full_name, submit="Keep it open",
        intro="What was prepared stays on the record. It can be begun anew at any time.",
        done="The case stays open.", back=reverse("tracking:casework", args=[found.learner.uuid]),
    )  # fmt: skip
