"""The pages behind the tasks of a draft. Who may prepare agreements at the Virtual School may open them; limits are for
those who may manage them.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.service_form import ServiceForm
from accounts.views.asking import ask, confirm
from agreements.enums import AgreementStatus, TermKey
from agreements.forms.preparing import (
    ChooseWordingForm,
    ConsultationForm,
    ContractForm,
    DraftTermForm,
    EmployersForm,
    EndContractForm,
    MeetingForm,
    SignatoriesForm,
    StartForm,
    SupportForm,
)
from agreements.models import Agreement, Contract
from agreements.rules import FIXED_TERMS
from agreements.selectors.preparing import employers_of, social_care_of, wordings_for
from agreements.selectors.terms_change import draft_terms
from agreements.services.preparing import (
    choose_wording,
    end_contract,
    explain_no_employers,
    name_signatories,
    note_contract,
    plan_start,
    record_consultation,
    record_meeting,
    record_support,
    set_draft_term,
    use_default_term,
)
from agreements.views.finding import agreement_at_school, page_of


def _draft(request: HttpRequest, draft_uuid: str) -> Agreement:
    return agreement_at_school(request, draft_uuid, Permission.PREPARE_AGREEMENT)


def _task(
    request: HttpRequest,
    agreement: Agreement,
    form: ServiceForm,
    act: Callable[[], object],
    *,
    back: str = "",
    **page: Any,
) -> HttpResponse:
    """A form that leads back to the tasks, unless another page is named."""
    back = back or page_of(agreement, "tasks")
    return ask(request, form, act, back=back, caption=str(agreement), agreement=agreement, **page)


@require_http_methods(["GET", "POST"])
def support(request: HttpRequest, draft_uuid: str) -> HttpResponse:
    agreement = _draft(request, draft_uuid)
    form = SupportForm(request.POST or None, social_care=social_care_of(agreement), changes=agreement)
    return _task(
        request, agreement, form,
        lambda: record_support(
            agreement=agreement, details=form.details(), by=request.user, now=request_now(request)
        ),
        heading="Support of social care",
        intro="No agreement is signed unless social care of the authority supports it. Who said so, and when?",
        done="The support of social care is recorded.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def consultation(request: HttpRequest, draft_uuid: str) -> HttpResponse:
    agreement = _draft(request, draft_uuid)
    form = ConsultationForm(request.POST or None, changes=agreement)
    return _task(
        request, agreement, form,
        lambda: record_consultation(
            agreement=agreement, details=form.details(), by=request.user, now=request_now(request)
        ),
        heading="Consultation of the Virtual School there",
        intro=f"{agreement.provider} stands in {agreement.provider.local_authority}, outside the authority of "
        f"{agreement.virtual_school}. The two Virtual Schools consult each other before an agreement is signed.",
        done="The consultation is recorded.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def wording(request: HttpRequest, draft_uuid: str) -> HttpResponse:
    agreement = _draft(request, draft_uuid)
    known = wordings_for(agreement.virtual_school)
    chosen = agreement.wording or next(iter(known), None)
    form = ChooseWordingForm(
        request.POST or None,
        wordings=known,
        initial={"wording": chosen.uuid if chosen else None},
    )
    return _task(
        request, agreement, form,
        lambda: choose_wording(
            agreement=agreement, wording=form.cleaned_data["wording"], by=request.user, now=request_now(request)
        ),
        template="agreements/preparing_wording.html",
        heading="Wording",
        wordings=known,
        done="The wording is chosen.",
    )  # fmt: skip


@require_GET
def terms(request: HttpRequest, draft_uuid: str) -> HttpResponse:
    agreement = agreement_at_school(request, draft_uuid)
    context = {
        "agreement": agreement,
        "rows": draft_terms(agreement, local_date(request_now(request))),
        "back_url": page_of(agreement, "tasks"),
        "is_draft": agreement.status == AgreementStatus.DRAFT,
    }
    return render(request, "agreements/preparing_terms.html", context)


@require_http_methods(["GET", "POST"])
def term(request: HttpRequest, draft_uuid: str, key: str) -> HttpResponse:
    agreement = agreement_at_school(request, draft_uuid)
    if key not in TermKey or TermKey(key) in FIXED_TERMS:
        raise Http404
    term_key, now = TermKey(key), request_now(request)
    row = next(row for row in draft_terms(agreement, local_date(now)) if row.key == term_key)
    here = row.own.limit if row.own else row.default
    form = DraftTermForm(
        request.POST or None,
        key=term_key,
        initial={"amount": here.amount, "unit": here.unit.value, "reason": row.own.reason if row.own else ""},
    )
    return _task(
        request, agreement, form,
        lambda: set_draft_term(
            agreement=agreement, key=term_key, limit=form.limit(), reason=form.cleaned_data["reason"],
            by=request.user, now=now,
        ),
        heading=term_key.label,
        intro=f"The default is: {row.default}. In this agreement it is: {here}. "
        "A limit that differs applies from the first day of the agreement.",
        submit="Set limit",
        back=reverse("agreements:draft-terms", args=[agreement.uuid]),
        done=f"The limit is set: {term_key.label}.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def term_default(request: HttpRequest, draft_uuid: str, key: str) -> HttpResponse:
    agreement = agreement_at_school(request, draft_uuid)
    if key not in TermKey:
        raise Http404
    return confirm(
        request,
        lambda: use_default_term(agreement=agreement, key=TermKey(key), by=request.user, now=request_now(request)),
        heading="Use the default limit again",
        caption=str(agreement),
        intro=f"{TermKey(key).label}: this agreement will follow the default set, also when that changes.",
        submit="Use the default",
        done="The default limit applies again.",
        back=reverse("agreements:draft-terms", args=[agreement.uuid]),
    )


@require_http_methods(["GET", "POST"])
def employers(request: HttpRequest, draft_uuid: str) -> HttpResponse:
    agreement = _draft(request, draft_uuid)
    now = request_now(request)
    form = EmployersForm(request.POST or None, changes=agreement)
    return _task(
        request, agreement, form,
        lambda: explain_no_employers(
            agreement=agreement, note=form.cleaned_data["note"], by=request.user, now=now
        ),
        template="agreements/preparing_employers.html",
        heading="Employers that support it",
        employers=employers_of(agreement.provider, local_date(now)),
        done="What is said about employers is saved.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def contract_new(request: HttpRequest, draft_uuid: str) -> HttpResponse:
    agreement = _draft(request, draft_uuid)
    form = ContractForm(request.POST or None)
    return _task(
        request, agreement, form,
        lambda: note_contract(
            agreement=agreement, **form.cleaned_data, by=request.user, now=request_now(request)
        ),
        heading="A contract that takes precedence",
        intro="Where a formal contract between the two says otherwise, the contract goes first. It is shown wherever the "
        "promise is.",
        back=page_of(agreement, "contracts"),
        done="The contract is noted.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def contract_end(request: HttpRequest, draft_uuid: str, contract_uuid: str) -> HttpResponse:
    agreement = _draft(request, draft_uuid)
    contract = Contract.objects.filter(agreement=agreement, uuid=contract_uuid).first()
    if contract is None:
        raise Http404
    form = EndContractForm(request.POST or None, initial={"ends_on": contract.ends_on})
    return _task(
        request, agreement, form,
        lambda: end_contract(
            contract=contract, ends_on=form.cleaned_data["ends_on"], by=request.user, now=request_now(request)
        ),
        heading=f"Last day of {contract.title}",
        intro="From the day after it the promises apply as they stand in the agreement.",
        back=page_of(agreement, "contracts"),
        done="The last day of the contract is recorded.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def meeting(request: HttpRequest, draft_uuid: str) -> HttpResponse:
    agreement = _draft(request, draft_uuid)
    form = MeetingForm(request.POST or None, changes=agreement)
    return _task(
        request, agreement, form,
        lambda: record_meeting(
            agreement=agreement, **form.cleaned_data, by=request.user, now=request_now(request)
        ),
        heading="Formal meeting",
        intro="The agreement is made at a meeting of those who answer for the two sides.",
        done="The meeting is recorded.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def signatories(request: HttpRequest, draft_uuid: str) -> HttpResponse:
    agreement = _draft(request, draft_uuid)
    form = SignatoriesForm(request.POST or None, changes=agreement)
    return _task(
        request, agreement, form,
        lambda: name_signatories(
            agreement=agreement, people=form.people(), by=request.user, now=request_now(request)
        ),
        heading="Who signs",
        intro="Each of them gets a personal link by e-mail once the agreement is sent out.",
        done="Those who sign are named.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, draft_uuid: str) -> HttpResponse:
    agreement = _draft(request, draft_uuid)
    older = agreement.predecessor
    intro = "Its limits apply to every clock that starts from that day on."
    if older is not None:
        intro += " The agreement it renews ends the day before."
    initial = {"starts_on": agreement.starts_on, "ends_on": agreement.ends_on}
    if older and older.ends_on and not agreement.starts_on:
        initial["starts_on"] = older.ends_on + timedelta(days=1)
    form = StartForm(request.POST or None, initial=initial)
    return _task(
        request, agreement, form,
        lambda: plan_start(
            agreement=agreement, **form.days(), by=request.user, now=request_now(request)
        ),
        heading="Start day",
        intro=intro,
        done="The start day is set.",
    )  # fmt: skip
