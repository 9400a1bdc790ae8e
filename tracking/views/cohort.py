"""Year 11 groups: drawn up by the Virtual School, agreed by its partners, with what is still to do for each (P10)."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require_anywhere, require_at, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.views.asking import ask, confirm
from agreements.rules import academic_year_of
from learners.models import Learner
from tracking.forms.cohort import (
    ActionForm,
    AnswerForm,
    AskPartnersForm,
    DrawUpForm,
    KeepUpForm,
    LeaveOutForm,
    MembersFilterForm,
)
from tracking.models import Cohort, CohortMember
from tracking.selectors.cohort import (
    agencies_to_ask,
    cohort_page,
    cohorts_listed,
    member_rows,
    members_listed,
    name_of,
    rows_of,
    schools_drawing_up,
)
from tracking.services.cohort import (
    answer_cohort,
    ask_partners,
    bring_up_to_date,
    change_cohort,
    draw_up_cohort,
    leave_out,
    missing_from,
    set_action,
)
from tracking.views.posting import posted

PER_PAGE = 25


def _address(cohort: Cohort) -> str:
    return reverse("tracking:cohort", args=[cohort.uuid])


def _seen(request: HttpRequest, cohort_uuid: UUID) -> Cohort:
    """The group, for whoever may agree to one somewhere (else 403) and sees this one (else 404)."""
    require_anywhere(request.user, Permission.AGREE_COHORT)
    cohorts = Cohort.objects.select_related("virtual_school__local_authority")
    return visible_or_404(cohorts, request.user, uuid=cohort_uuid)


def _kept(request: HttpRequest, cohort_uuid: UUID) -> Cohort:
    """The group, for its own Virtual School."""
    cohort = _seen(request, cohort_uuid)
    require_at(request.user, Permission.AGREE_COHORT, cohort.virtual_school)
    return cohort


@require_safe
def cohorts(request: HttpRequest) -> HttpResponse:
    """Every group that the user’s agency keeps or is asked about."""
    require_anywhere(request.user, Permission.AGREE_COHORT)
    page = Paginator(cohorts_listed(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "tracking/cohorts.html",
        {
            "page_obj": page,
            "rows": rows_of(list(page.object_list)),
            "may_draw_up": bool(schools_drawing_up(request.user)),
        },
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draw up the group of a year: everybody of the Virtual School who is in Year 11 then."""
    require_anywhere(request.user, Permission.AGREE_COHORT)
    schools = schools_drawing_up(request.user)
    if not schools:
        raise PermissionDenied("Only a Virtual School draws up a Year 11 group.")
    now = request_now(request)
    this_year = academic_year_of(local_date(now))
    form = DrawUpForm(
        posted(request), schools=schools, years=(this_year + 1, this_year, this_year - 1), initial={"year": this_year}
    )
    return ask(
        request, form, lambda: draw_up_cohort(**form.given(), by=request.user, now=now),
        heading="Draw up a Year 11 group", submit="Draw up the group",
        intro="Everybody of the Virtual School who is in Year 11 in that year is put into it.",
        done="The group is drawn up.", back=reverse("tracking:cohorts"), then=_address,
    )  # fmt: skip


@require_safe
def cohort(request: HttpRequest, cohort_uuid: UUID) -> HttpResponse:
    """Who is in the group, what is still to do, which partners agree."""
    shown = _seen(request, cohort_uuid)
    form = MembersFilterForm(request.GET)
    form.is_valid()
    only_open = form.cleaned_data.get("show") == "open"
    members = members_listed(shown, request.user, only_open=only_open)
    page = Paginator(members, PER_PAGE).get_page(request.GET.get("page"))
    found = cohort_page(shown, request.user)
    return render(
        request,
        "tracking/cohort.html",
        {
            "cohort": shown,
            "page": found,
            "filter_form": form,
            "page_obj": page,
            "rows": member_rows(list(page.object_list), local_date(request_now(request))),
            "missing": len(missing_from(shown)) if found.is_keeper else 0,
            "open_url": f"{_address(shown)}?show=open",
        },
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, cohort_uuid: UUID) -> HttpResponse:
    """Say how progress is kept up."""
    kept = _kept(request, cohort_uuid)
    form = KeepUpForm(posted(request), changes=kept)
    return ask(
        request, form,
        lambda: change_cohort(cohort=kept, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="How progress is kept up", caption=name_of(kept), submit="Save",
        intro="Partners agree to it. If they had agreed already, they are asked again.", done="It is saved.",
        back=_address(kept),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def refresh(request: HttpRequest, cohort_uuid: UUID) -> HttpResponse:
    """Add those who have come since the group was drawn up."""
    kept = _kept(request, cohort_uuid)
    many = len(missing_from(kept))

    def news(added: int) -> str:
        return f"{added} young {'person is' if added == 1 else 'people are'} added to the group."

    return confirm(
        request, lambda: bring_up_to_date(cohort=kept, by=request.user, now=request_now(request)),
        heading="Bring the group up to date", caption=name_of(kept), submit="Add them",
        intro=f"In Year 11 that year, and not yet in the group: {many}. Partners who had agreed are asked again.",
        done=news, back=_address(kept),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def ask_to_agree(request: HttpRequest, cohort_uuid: UUID) -> HttpResponse:
    """Ask partners to agree to the group."""
    kept = _kept(request, cohort_uuid)
    form = AskPartnersForm(posted(request), agencies=agencies_to_ask(kept))
    return ask(
        request, form,
        lambda: ask_partners(
            cohort=kept, agencies=list(form.cleaned_data["agencies"]), by=request.user, now=request_now(request)
        ),
        heading="Ask partners to agree", caption=name_of(kept), submit="Ask them",
        intro="Each sees how many are in the group, and by name only the young people whose record it may open.",
        done="They are asked, and told by e-mail.", back=_address(kept),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, cohort_uuid: UUID, cohort_partner_uuid: UUID) -> HttpResponse:
    """Agree to the group for an agency that is asked, or say what should change."""
    seen = _seen(request, cohort_uuid)
    partner = get_object_or_404(seen.partners.select_related("agency", "cohort"), uuid=cohort_partner_uuid)
    require_at(request.user, Permission.AGREE_COHORT, partner.agency)
    form = AnswerForm(posted(request), initial={"says": partner.says})
    return ask(
        request, form,
        lambda: answer_cohort(partner=partner, **form.answer(), by=request.user, now=request_now(request)),
        heading="Your agency’s answer", caption=f"{name_of(seen)}, {partner.agency}", submit="Send answer",
        done="Your answer is saved.", back=_address(seen),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def action(request: HttpRequest, cohort_uuid: UUID, cohort_member_uuid: UUID) -> HttpResponse:
    """Say what is to do for somebody, or that it is done."""
    member = _member(request, cohort_uuid, cohort_member_uuid)
    form = ActionForm(posted(request), changes=member)
    return ask(
        request, form,
        lambda: set_action(member=member, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="What is to do", caption=member.learner.full_name, submit="Save", done="It is saved.",
        back=_address(member.cohort),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def out(request: HttpRequest, cohort_uuid: UUID, cohort_member_uuid: UUID) -> HttpResponse:
    """Take somebody out of the group with a reason, or put them back."""
    member = _member(request, cohort_uuid, cohort_member_uuid)
    page = {"caption": member.learner.full_name, "back": _address(member.cohort)}
    if member.left_out_because:
        return confirm(
            request,
            lambda: leave_out(member=member, because="", by=request.user, now=request_now(request)),
            heading="Put them back into the group", submit="Put them back", done="They are in the group again.",
            intro=f"They were left out because: {member.left_out_because}. Partners who had agreed are asked again.",
            **page,
        )  # fmt: skip
    form = LeaveOutForm(posted(request))
    return ask(
        request, form,
        lambda: leave_out(
            member=member, because=form.cleaned_data["because"], by=request.user, now=request_now(request)
        ),
        heading="Leave them out of the group", submit="Leave them out", done="They are no longer in the group.", **page,
    )  # fmt: skip


def _member(request: HttpRequest, cohort_uuid: UUID, member_uuid: UUID) -> CohortMember:
    kept = _kept(request, cohort_uuid)
    seen = Learner.objects.visible_to(request.user)
    members = CohortMember.objects.filter(cohort=kept, learner__in=seen)
    return visible_or_404(members.select_related("learner", "cohort"), request.user, uuid=member_uuid)
