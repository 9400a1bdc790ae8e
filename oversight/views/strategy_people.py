"""People on a strategy or work plan: lead contact, strategic lead, contributors (W1)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import require_at, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.views.asking import ask, confirm
from oversight.forms.strategy import PersonForm
from oversight.models import StrategyPerson
from oversight.selectors.strategy import possible_leads
from oversight.services import strategy as services
from oversight.views.strategies import strategy_address, strategy_or_404


def _person_or_404(request: HttpRequest, strategy_person_uuid: UUID) -> StrategyPerson:
    people = StrategyPerson.objects.select_related("strategy__owner__local_authority", "membership")
    person = visible_or_404(people, request.user, uuid=strategy_person_uuid)
    require_at(request.user, Permission.KEEP_STRATEGY, person.strategy.owner)
    return person


@require_http_methods(["GET", "POST"])
def strategy_person_new(request: HttpRequest, strategy_uuid: UUID) -> HttpResponse:
    strategy = strategy_or_404(request, strategy_uuid, keeps=True)
    now = request_now(request)
    form = PersonForm(request.POST or None, people=possible_leads(strategy))
    return ask(
        request, form,
        lambda: services.add_person(strategy=strategy, details=form.details(), by=request.user, now=now),
        heading="Put somebody on the plan", caption=strategy.title, submit="Put them on the plan",
        intro="Of a colleague, name, job title, telephone and e-mail are filled in unless you enter others. Of somebody "
        "at a partner, telephone and e-mail stay empty unless you enter them.",
        done="They are on the plan.", back=strategy_address(strategy),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def strategy_person_change(request: HttpRequest, strategy_person_uuid: UUID) -> HttpResponse:
    person = _person_or_404(request, strategy_person_uuid)
    now = request_now(request)
    form = PersonForm(request.POST or None, changes=person, people=possible_leads(person.strategy))
    return ask(
        request, form, lambda: services.change_person(person=person, details=form.details(), by=request.user, now=now),
        template="oversight/strategies/person.html", heading=f"Change {person.name}", caption=person.strategy.title,
        submit="Save", done="It is changed.", back=strategy_address(person.strategy),
        remove_url=reverse("oversight:strategy-person-remove", args=[person.uuid]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def strategy_person_remove(request: HttpRequest, strategy_person_uuid: UUID) -> HttpResponse:
    person = _person_or_404(request, strategy_person_uuid)
    now = request_now(request)
    return confirm(
        request, lambda: services.remove_person(person=person, by=request.user, now=now),
        heading=f"Take {person.name} off the plan", caption=person.strategy.title, submit="Take them off",
        submit_class="govuk-button--warning", done="They are off the plan.", back=strategy_address(person.strategy),
    )  # fmt: skip
