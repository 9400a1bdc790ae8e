"""The wording of agreements: versions, comparison, reading and printing; writing and publishing for those who manage
agreements.
"""

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import require_anywhere, require_at
from accounts.clock import request_now
from accounts.enums import AgencyKind, Permission
from accounts.models import Agency
from accounts.selectors import agency_ids_where
from accounts.views.asking import ask, confirm
from agreements.forms.wordings import CompareForm, PublishWordingForm, StartWordingForm, WriteWordingForm
from agreements.models import Wording
from agreements.rules.comparing import compare
from agreements.rules.layout import blocks
from agreements.selectors.preparing import newest_wording, wordings_for
from agreements.selectors.wordings import visible_wordings, wordings_of
from agreements.services.wordings import discard_wording, publish_wording, start_wording, write_wording


@require_GET
def wordings(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.PREPARE_AGREEMENT)
    managed = agency_ids_where(request.user, Permission.MANAGE_AGREEMENT)
    schools = Agency.objects.filter(
        pk__in=agency_ids_where(request.user, Permission.PREPARE_AGREEMENT), kind=AgencyKind.VIRTUAL_SCHOOL
    ).order_by("sort_name")
    rows = []
    for school in schools:
        versions = wordings_of(school)
        draft = next((version for version in versions if version.published_at is None), None)
        rows.append(
            {
                "school": school,
                "versions": versions,
                "newest": next((version for version in versions if version.published_at), None),
                "draft": draft,
                "may_start": school.pk in managed and draft is None,
                "may_write": school.pk in managed,
            }
        )
    return render(request, "agreements/wordings.html", {"schools": rows})


@require_GET
def wording(request: HttpRequest, wording_uuid: str) -> HttpResponse:
    """One version to read and to print."""
    require_anywhere(request.user, Permission.VIEW_AGREEMENT)
    found = get_object_or_404(visible_wordings(request.user), uuid=wording_uuid)
    others = [
        other
        for other in visible_wordings(request.user).filter(published_at__isnull=False).order_by("-published_at")
        if other.pk != found.pk
    ]
    return render(
        request, "agreements/wording.html", {"wording": found, "blocks": blocks(found.text), "others": others}
    )


@require_GET
def wording_compare(request: HttpRequest) -> HttpResponse:
    """Any two versions, word by word. Without both in the address it asks which."""
    require_anywhere(request.user, Permission.VIEW_AGREEMENT)
    known = visible_wordings(request.user).order_by(F("virtual_school__sort_name").desc(nulls_last=True), "number")
    form = CompareForm(request.GET or None, wordings=known)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        older, newer = form.cleaned_data["older"], form.cleaned_data["newer"]
        lines = compare(older.text, newer.text)
        changed = sum(line.is_changed for line in lines)
        context |= {"older": older, "newer": newer, "lines": lines, "changed": changed}
    return render(request, "agreements/wording_compare.html", context)


@require_http_methods(["GET", "POST"])
def wording_start(request: HttpRequest, virtual_school_uuid: str) -> HttpResponse:
    school = get_object_or_404(Agency, uuid=virtual_school_uuid)
    require_at(request.user, Permission.MANAGE_AGREEMENT, school)
    newest = newest_wording(school)
    form = StartWordingForm(
        request.POST or None, wordings=wordings_for(school), initial={"origin": newest.uuid if newest else None}
    )
    return ask(
        request,
        form,
        lambda: start_wording(virtual_school=school, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="Start a new version",
        caption=str(school),
        intro="The new version is a draft. Nobody signs it before it is published.",
        submit="Start",
        done="",
        then=lambda draft: reverse("agreements:wording-write", args=[draft.uuid]),
        back=reverse("agreements:wordings"),
    )


def _draft(request: HttpRequest, wording_draft_uuid: str) -> Wording:
    found = get_object_or_404(
        Wording.objects.select_related("virtual_school"), uuid=wording_draft_uuid, virtual_school__isnull=False
    )
    require_at(request.user, Permission.MANAGE_AGREEMENT, found.virtual_school)
    if found.published_at is not None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
def wording_write(request: HttpRequest, wording_draft_uuid: str) -> HttpResponse:
    draft = _draft(request, wording_draft_uuid)
    form = WriteWordingForm(request.POST or None, initial={"text": draft.text, "seen": draft.sha256})
    return ask(
        request,
        form,
        lambda: write_wording(wording=draft, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="Write the wording",
        caption=str(draft),
        submit="Save draft",
        done="The draft is saved.",
        then=reverse("agreements:wording", args=[draft.uuid]),
        back=reverse("agreements:wordings"),
    )


@require_http_methods(["GET", "POST"])
def wording_publish(request: HttpRequest, wording_draft_uuid: str) -> HttpResponse:
    draft = _draft(request, wording_draft_uuid)
    form = PublishWordingForm(request.POST or None, initial={"seen": draft.sha256})
    return ask(
        request,
        form,
        lambda: publish_wording(wording=draft, **form.cleaned_data, by=request.user, now=request_now(request)),
        template="agreements/wording_publish.html",
        heading="Publish this version",
        caption=str(draft),
        warning="Once published it is never changed. Agreements that were signed keep the wording they were signed with.",
        more=lambda: _changes(draft),
        submit="Publish",
        done=lambda published: f"{published} is published. New agreements start with it.",
        back=reverse("agreements:wordings"),
    )


def _changes(draft: Wording) -> dict[str, object]:
    """What a draft says otherwise than the version before."""
    assert draft.virtual_school
    before = newest_wording(draft.virtual_school)
    lines = compare(before.text, draft.text) if before else []
    return {"before": before, "lines": [line for line in lines if line.is_changed]}


@require_http_methods(["GET", "POST"])
def wording_discard(request: HttpRequest, wording_draft_uuid: str) -> HttpResponse:
    draft = _draft(request, wording_draft_uuid)
    return confirm(
        request,
        lambda: discard_wording(wording=draft, by=request.user, now=request_now(request)),
        heading="Throw this draft away",
        caption=str(draft),
        intro="Published versions stay as they are.",
        submit="Throw away",
        submit_class="govuk-button--warning",
        done="The draft is thrown away.",
        back=reverse("agreements:wordings"),
    )
