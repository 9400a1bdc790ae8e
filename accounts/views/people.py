"""The people of an agency, for those who look after them: who is there, who is invited, roles, accounts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import services
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.leaving import left_behind
from accounts.models import Agency, Membership, User
from accounts.people import (
    PersonHere,
    Show,
    ids_in_order,
    may_open_again,
    people_here,
    roles_offered_at,
    waiting_invitations,
    what_happened,
    works_elsewhere,
)
from accounts.people_forms import (
    ChangeAddressForm,
    ChangeRoleForm,
    CloseAccountForm,
    EndRoleForm,
    InviteForm,
    OpenAccountForm,
    PeopleFilterForm,
)
from accounts.roles import describe_role, roles_with
from accounts.selectors import agency_ids_where
from accounts.views.administering import form_page, invitation_there, looked_after, person_there, role_there
from accounts.wording import moment

PER_PAGE = 25
INVITATIONS_SHOWN = 50

Refused = (services.MembershipError, services.PersonError, services.InvitationError)


@require_safe
def people(request: HttpRequest, agency_uuid: UUID) -> HttpResponse:
    """Everybody with a role at the agency, and the invitations that wait."""
    agency = looked_after(request, agency_uuid)
    now = request_now(request)
    form = PeopleFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    words, show = chosen.get("q") or "", Show.LEFT if chosen.get("left") else Show.HERE
    page = Paginator(ids_in_order(agency, words=words, show=show, at=now), PER_PAGE).get_page(request.GET.get("page"))
    waiting = waiting_invitations(agency, words=words, at=now) if show == Show.HERE else []
    context = {
        "agency": agency,
        "filter_form": form,
        "page_obj": page,
        "people": people_here(agency, list(page.object_list), at=now),
        "shows_left": show == Show.LEFT,
        "searched": bool(words),
        "waiting": waiting[:INVITATIONS_SHOWN],
        "waiting_more": max(0, len(waiting) - INVITATIONS_SHOWN),
    }
    return render(request, "accounts/people/list.html", context)


@require_safe
def person(request: HttpRequest, agency_uuid: UUID, user_uuid: UUID) -> HttpResponse:
    """One person at the agency: roles, what happened with them, and what can be done."""
    agency, user = person_there(request, agency_uuid, user_uuid)
    now = request_now(request)
    (here,) = people_here(agency, [user.pk], at=now)
    elsewhere = works_elsewhere(user, agency, now)
    context = {
        "agency": agency,
        "person": here,
        "rows": _rows(here, agency, may_change_address=user.is_active and not elsewhere),
        "roles": [
            {
                "membership": role,
                "words": describe_role(role.role_definition),
                "has_ended": role.ends_at is not None and role.ends_at <= now,
                "begins_later": role.starts_at > now,
            }
            for role in here.roles
        ],
        "works_elsewhere": elsewhere,
        "is_oneself": user.pk == request.user.pk,
        "may_open_again": not user.is_active and may_open_again(user, agency),
        "story": what_happened(user, agency),
    }
    return render(request, "accounts/people/person.html", context)


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, agency_uuid: UUID) -> HttpResponse:
    """Invite somebody to a role."""
    agency = looked_after(request, agency_uuid)
    form = InviteForm(request.POST or None, agency=agency)
    if request.method == "POST" and form.is_valid():
        try:
            services.invite(agency=agency, **form.cleaned_data, by=request.user, now=request_now(request))
        except Refused as error:
            form.refuse(error)
        else:
            messages.success(request, f"The invitation is on its way to {form.cleaned_data['email']}.")
            return redirect("accounts:people", agency.uuid)
    return form_page(
        request,
        form,
        back=reverse("accounts:people", args=[agency.uuid]),
        heading="Invite somebody",
        caption=agency.name,
        intro=(
            "They get an e-mail with a link that works once, and confirm who they are. The role begins when they accept. "
            "The other administrators of the agency are told then."
        ),
        submit="Send the invitation",
    )


@require_POST
def send_invitation_again(request: HttpRequest, agency_uuid: UUID, invitation_uuid: UUID) -> HttpResponse:
    """A new link by e-mail; the old one opens nothing any more."""
    agency, invitation = invitation_there(request, agency_uuid, invitation_uuid)
    try:
        services.send_again(invitation=invitation, by=request.user, now=request_now(request))
    except services.InvitationError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "A new link is on its way. The earlier one opens nothing any more.")
    return redirect("accounts:people", agency.uuid)


@require_POST
def withdraw_invitation(request: HttpRequest, agency_uuid: UUID, invitation_uuid: UUID) -> HttpResponse:
    agency, invitation = invitation_there(request, agency_uuid, invitation_uuid)
    try:
        services.withdraw_invitation(invitation=invitation, by=request.user, now=request_now(request))
    except services.InvitationError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The invitation is withdrawn. Its link opens nothing any more.")
    return redirect("accounts:people", agency.uuid)


@require_http_methods(["GET", "POST"])
def change_role(request: HttpRequest, agency_uuid: UUID, membership_uuid: UUID) -> HttpResponse:
    """Another role at the same agency, or another job title."""
    agency, membership = role_there(request, agency_uuid, membership_uuid)
    form = ChangeRoleForm(
        request.POST or None,
        agency=agency,
        initial={"role": membership.role, "job_title": membership.job_title},
    )
    back = reverse("accounts:person", args=[agency.uuid, membership.user.uuid])
    if request.method == "POST" and form.is_valid():
        try:
            services.change_role(membership=membership, **form.cleaned_data, by=request.user, now=request_now(request))
        except Refused as error:
            form.refuse(error)
        else:
            messages.success(request, f"The role of {membership.user} is changed. They are being told.")
            return redirect(_afterwards(request, membership.user, back))
    return _leaving(
        request,
        form,
        membership,
        back=back,
        heading=f"Change the role of {membership.user}",
        submit="Change the role",
        means=[
            "The present role ends as the new one begins. What it opened and the new one does not is closed at once, "
            "also on a page that is open now.",
            "A change of the job title alone closes nothing.",
        ],
    )


@require_http_methods(["GET", "POST"])
def end_role(request: HttpRequest, agency_uuid: UUID, membership_uuid: UUID) -> HttpResponse:
    """End a role, now or at the end of a day. The page says what that means, and stops nobody."""
    agency, membership = role_there(request, agency_uuid, membership_uuid)
    now = request_now(request)
    form = EndRoleForm(request.POST or None, membership=membership, now=now)
    back = reverse("accounts:person", args=[agency.uuid, membership.user.uuid])
    if request.method == "POST" and form.is_valid():
        act: dict[str, Any] = {
            "membership": membership,
            "reason": form.cleaned_data["reason"],
            "by": request.user,
            "now": now,
        }
        try:
            if form.keeps:
                services.keep_role(**act)
            else:
                services.end_role(**act, at=form.ends_at)
        except Refused as error:
            form.refuse(error)
        else:
            messages.success(request, _said_of_end(membership, form))
            return redirect(_afterwards(request, membership.user, back))
    return _leaving(
        request,
        form,
        membership,
        back=back,
        heading=f"End the role of {membership.user}",
        submit="End the role",
        submit_class="govuk-button--warning",
        means=[
            "What the role opens is closed at that moment, also on a page that is open then.",
            "What they did stays in the records under their name.",
            "Without another role they can still sign in and read their messages, and see nobody’s record.",
        ],
    )


@require_http_methods(["GET", "POST"])
def close_account(request: HttpRequest, agency_uuid: UUID, user_uuid: UUID) -> HttpResponse:
    """Nobody can sign in with the account any more; every role ends."""
    agency, user = person_there(request, agency_uuid, user_uuid)
    now = request_now(request)
    form = CloseAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.close_account(user=user, agency=agency, **form.cleaned_data, by=request.user, now=now)
        except Refused as error:
            form.refuse(error)
        else:
            messages.success(request, f"The account of {user} is closed.")
            return redirect("accounts:people", agency.uuid)
    roles = Membership.objects.active(now).filter(user=user, agency=agency).select_related("agency")
    return form_page(
        request,
        form,
        template="accounts/people/leaving.html",
        back=reverse("accounts:person", args=[agency.uuid, user.uuid]),
        heading=f"Close the account of {user}",
        caption=agency.name,
        submit="Close the account",
        submit_class="govuk-button--warning",
        means=[
            "Every role ends now and every session ends at once.",
            "Nobody can sign in with the account, and nothing more is sent to it.",
            "What they did stays in the records under their name. You can open the account again.",
        ],
        left=[sentence for role in roles for sentence in left_behind(role)],
        **_hand_over(request, agency, list(roles)),
    )


@require_http_methods(["GET", "POST"])
def open_account(request: HttpRequest, agency_uuid: UUID, user_uuid: UUID) -> HttpResponse:
    """Somebody comes back: the account is open again, with one role."""
    agency, user = person_there(request, agency_uuid, user_uuid)
    form = OpenAccountForm(request.POST or None, agency=agency)
    if request.method == "POST" and form.is_valid():
        try:
            services.open_account(
                user=user, agency=agency, **form.cleaned_data, by=request.user, now=request_now(request)
            )
        except Refused as error:
            form.refuse(error)
        else:
            messages.success(request, f"The account of {user} is open again. They choose a new password to sign in.")
            return redirect("accounts:person", agency.uuid, user.uuid)
    return form_page(
        request,
        form,
        back=reverse("accounts:person", args=[agency.uuid, user.uuid]),
        heading=f"Open the account of {user} again",
        caption=agency.name,
        intro="Their old password opens nothing any more. They choose a new one with “I have forgotten my password”.",
        submit="Open the account",
    )


@require_http_methods(["GET", "POST"])
def change_address(request: HttpRequest, agency_uuid: UUID, user_uuid: UUID) -> HttpResponse:
    """Another e-mail address to sign in with."""
    agency, user = person_there(request, agency_uuid, user_uuid)
    form = ChangeAddressForm(request.POST or None)
    back = reverse("accounts:person", args=[agency.uuid, user.uuid])
    if request.method == "POST" and form.is_valid():
        try:
            services.change_address(
                user=user, agency=agency, **form.cleaned_data, by=request.user, now=request_now(request)
            )
        except Refused as error:
            form.refuse(error)
        else:
            messages.success(request, "The address is changed. Both addresses are being told.")
            return redirect(back)
    return form_page(
        request,
        form,
        back=back,
        heading=f"Change the e-mail address of {user}",
        caption=agency.name,
        intro=(
            f"They sign in with {user.email} now. The password stays; every session of theirs ends. The old and the new "
            "address are told."
        ),
        warning="Be sure that it is really they who ask: whoever reads the new mailbox can choose a new password.",
        submit="Change the address",
    )


def _rows(here: PersonHere, agency: Agency, *, may_change_address: bool) -> list[dict[str, Any]]:
    address: dict[str, Any] = {"key": "E-mail address", "value": here.user.email}
    if may_change_address:
        address["change_url"] = reverse("accounts:change-address", args=[agency.uuid, here.user.uuid])
        address["change_text"] = "e-mail address"
    second_step: dict[str, Any] = {
        "key": "Second step of signing in",
        "value": "Set up" if here.has_second_step else "Not set up",
    }
    if may_change_address and here.has_second_step:
        second_step["change_url"] = reverse("accounts:lost-second-step", args=[agency.uuid, here.user.uuid])
        second_step["change_label"] = "They lost it"
        second_step["change_text"] = ": let them set up a new one"
    return [
        address,
        {"key": "Phone number", "value": here.user.phone},
        {"key": "Last signed in", "value": moment(here.signed_in_on) if here.signed_in_on else "Never"},
        second_step,
        {"key": "Account", "value": "Open" if here.user.is_active else "Closed"},
    ]


def _said_of_end(membership: Membership, form: EndRoleForm) -> str:
    if form.keeps:
        return f"The role of {membership.user} goes on. They are being told."
    if form.ends_at is None:
        return f"The role of {membership.user} has ended. They are being told."
    return f"The role of {membership.user} ends with {moment(form.cleaned_data['last_day'])}. They are being told."


def _afterwards(request: HttpRequest, changed: User, back: str) -> str:
    """Whoever changed their own role may not be allowed to see the agency's people any more."""
    return reverse("accounts:profile") if changed.pk == request.user.pk else back


def _hand_over(request: HttpRequest, agency: Agency, roles: list[Membership]) -> dict[str, Any]:
    """Where the work of somebody who leaves is handed over (a page of a higher floor), and who may do that if the reader
    may not.
    """
    if agency.pk not in agency_ids_where(request.user, Permission.HAND_OVER):
        may = sorted(roles_with(Permission.HAND_OVER) & set(roles_offered_at(agency)))
        return {"hand_overs": [], "hand_over_by": [code.label for code in may]}
    ways = [{"url": reverse("learners:hand-over", args=[role.uuid]), "role": role.get_role_display()} for role in roles]
    return {"hand_overs": ways, "hand_over_by": []}


def _leaving(request: HttpRequest, form: Any, membership: Membership, **context: Any) -> HttpResponse:
    return form_page(
        request,
        form,
        template="accounts/people/leaving.html",
        caption=f"{membership.get_role_display()}, {membership.agency}",
        left=left_behind(membership),
        **_hand_over(request, membership.agency, [membership]),
        **context,
    )
