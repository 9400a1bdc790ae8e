"""Stories of success: recorded with the name, told without it (M3)."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import allows, require, require_anywhere, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.views.asking import ask
from learners.selectors.people import virtual_school_for
from oversight.forms.success import StoryForm, ToldFilterForm
from oversight.models import SuccessStory
from oversight.selectors import success as selectors
from oversight.services.success import change_story, record_story
from tracking.views.door import own_learner_or_404

PER_PAGE = 25


def story_address(story: SuccessStory) -> str:
    return reverse("oversight:success-story", args=[story.uuid])


@require_safe
def success(request: HttpRequest) -> HttpResponse:
    """Stories of young people of one's own agency, with their names."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    form = ToldFilterForm(request.GET)
    told = form.cleaned_data["told"] if form.is_valid() else ""
    page = Paginator(selectors.stories(request.user, told), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "oversight/success/stories.html", {"page_obj": page, "filter_form": form})


@require_safe
def success_told(request: HttpRequest) -> HttpResponse:
    """What may be told, without a name: to read, to print, to put into a report."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    page = Paginator(selectors.told_stories(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "oversight/success/told.html", {"page_obj": page})


@require_safe
def success_story(request: HttpRequest, success_uuid: UUID) -> HttpResponse:
    story = visible_or_404(
        SuccessStory.objects.select_related("learner", "recorded_by"), request.user, uuid=success_uuid
    )
    may_change = allows(request.user, Permission.RECORD_ACTIVITY, story.learner)
    return render(request, "oversight/success/story.html", {"story": story, "may_change": may_change})


@require_http_methods(["GET", "POST"])
def success_new(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    learner = own_learner_or_404(request, learner_uuid, Permission.RECORD_ACTIVITY)
    now = request_now(request)
    school = virtual_school_for(learner)
    if school is None:
        raise Http404
    form = StoryForm(request.POST or None, initial={"on": local_date(now)})
    return ask(
        request, form,
        lambda: record_story(learner=learner, virtual_school=school, **form.cleaned_data, by=request.user, now=now),
        heading="Record a success", caption=learner.full_name, submit="Save the story", done="The story is kept.",
        back=reverse("oversight:case-file", args=[learner.uuid]), then=story_address,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def success_change(request: HttpRequest, success_uuid: UUID) -> HttpResponse:
    story = visible_or_404(SuccessStory.objects.select_related("learner"), request.user, uuid=success_uuid)
    require(request.user, Permission.RECORD_ACTIVITY, story.learner)
    now = request_now(request)
    form = StoryForm(request.POST or None, changes=story)
    return ask(
        request, form, lambda: change_story(story=story, **form.cleaned_data, by=request.user, now=now),
        heading="Change the story", caption=story.learner.full_name, submit="Save the story", done="The story is changed.",
        back=story_address(story),
    )  # fmt: skip
