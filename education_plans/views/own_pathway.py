"""A young person's pathway plan and what they can do, on their own page (P2, W6)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.clock import request_now
from accounts.errors import ServiceError
from education_plans.enums import Answer
from education_plans.forms.voice import OwnAnswerForm
from education_plans.selectors.own_pathway import own_pathway, own_skills
from education_plans.services.errors import ChangedMeanwhile
from education_plans.services.own_pathway import answer_own_pathway
from education_plans.services.pathway_answers import ContingencyMissing
from education_plans.views.own_door import own_page
from education_plans.views.own_page import done
from learners.models import Learner

NOT_READY = "One part is not written yet: what we do if it does not work out. Ask your key worker about it"


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def pathway(request: HttpRequest, learner: Learner) -> HttpResponse:
    """Their pathway plan. They agree with it, or say what is not right."""
    now = request_now(request)
    shared = own_pathway(learner, now)
    if request.method == "POST" and shared is None:
        raise Http404
    form = OwnAnswerForm(request.POST or None, initial={"seen": shared.words if shared else ""})
    if request.method == "POST" and shared is not None and form.is_valid():
        said, says, seen = Answer(form.cleaned_data["answer"]), form.cleaned_data["says"], form.cleaned_data["seen"]
        try:
            answer_own_pathway(pathway=shared.pathway, answer=said, says=says, seen=seen, now=now)
        except ChangedMeanwhile as error:
            form.refuse(error)
        except ContingencyMissing:
            form.add_error("answer", NOT_READY)
        except ServiceError as error:
            form.add_error("answer", str(error))
        else:
            return done("agreed" if said == Answer.AGREES else "disagreed")
    context = {"young_person": learner, "shared": shared, "form": form}
    return render(request, "education_plans/me/pathway.html", context)


@require_GET
@own_page
def skills(request: HttpRequest, learner: Learner) -> HttpResponse:
    """What they can do, what they are learning, what comes next."""
    context = {"young_person": learner, "skills": own_skills(learner, request_now(request))}
    return render(request, "education_plans/me/skills.html", context)
