"""The page behind an invitation's link. Looking at it changes nothing, because mail scanners follow links too."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.clock import request_now
from accounts.enums import RoleCode
from accounts.identity_providers import IdentityProvider
from accounts.middleware import AGENCY_CHOSEN
from accounts.models import Agency, Invitation, User
from accounts.people import open_invitation
from accounts.people_forms import JoinForm
from accounts.roles import ROLES, describe_role
from accounts.single_sign_on import offered_providers

#: The key of the session that remembers, while somebody signs in, which invitation they follow: by the link's digest, so
#: that the link itself stands in no address and in no record of sign-ins.
FOLLOWED = "invitation"


@login_not_required
@sensitive_variables("token")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites, to what; and accepting it, for somebody with or without an account."""
    return _answer(request, services.digest_of(token))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_followed(request: HttpRequest) -> HttpResponse:
    """The same invitation after signing in on the way."""
    return _answer(request, str(request.session.get(FOLLOWED, "")))


def _answer(request: HttpRequest, digest: str) -> HttpResponse:
    found = open_invitation(digest, request_now(request))
    holder = User.objects.filter(email__iexact=found.email).first() if found else None
    if found is None or (holder is not None and not holder.is_active):
        return _gone(request)
    if request.user.is_authenticated:
        if holder is None or holder.pk != request.user.pk or not _session_may_accept(request, found.agency):
            return _page(request, found, "somebody_else", "This invitation is not for this account")
        return _for_holder(request, found, digest)
    if holder is not None:
        return _lead_to_sign_in(request, found, digest)
    return _for_newcomer(request, found, digest)


def _for_holder(request: HttpRequest, found: Invitation, digest: str) -> HttpResponse:
    """Somebody who signed in with the invited address confirms."""
    if request.method == "POST":
        try:
            membership = services.accept_invitation(token_digest=digest, user=request.user, now=request_now(request))
        except services.InvitationError:
            return _gone(request)
        except services.MembershipError as error:
            messages.error(request, str(error))
            return redirect("accounts:profile")
        request.session.pop(FOLLOWED, None)
        request.session[AGENCY_CHOSEN] = membership.agency_id
        messages.success(
            request, f"You accepted. You are working for {membership.agency} as {membership.get_role_display()} now."
        )
        return redirect("accounts:profile")
    return _page(request, found, "accept", "Accept an invitation")


def _lead_to_sign_in(request: HttpRequest, found: Invitation, digest: str) -> HttpResponse:
    """Somebody with an account signs in first, and comes back here."""
    if request.method == "POST":
        request.session[FOLLOWED] = digest
        return redirect(f"{reverse('accounts:sign-in')}?next={reverse('accounts:invitation-followed')}")
    return _page(request, found, "sign_in", "Accept an invitation")


def _for_newcomer(request: HttpRequest, found: Invitation, digest: str) -> HttpResponse:
    """Somebody without an account opens one."""
    form = JoinForm(request.POST or None, invitation=found, providers=_own_sign_in(found.agency))
    if request.method == "POST" and form.is_valid():
        try:
            services.join_by_invitation(
                token_digest=digest,
                name=form.cleaned_data["name"],
                phone=form.cleaned_data["phone"],
                password=form.password,
                now=request_now(request),
            )
        except services.InvitationGone:
            return _gone(request)
        except services.HasAccount:
            return _lead_to_sign_in(request, found, digest)
        except (services.PersonError, services.MembershipError) as error:
            form.refuse(error)
        else:
            if form.provider:
                return redirect("accounts:single-sign-on", form.provider)
            messages.success(request, "Your account is open. Sign in with your e-mail address and your new password.")
            return redirect("accounts:sign-in")
    return _page(request, found, "join", "Accept an invitation", form=form)


def _page(
    request: HttpRequest, found: Invitation, part: str, heading: str, form: JoinForm | None = None
) -> HttpResponse:
    context = {
        "invitation": found,
        "role": describe_role(ROLES[RoleCode(found.role)]),
        "part": part,
        "heading": heading,
        "form": form,
    }
    return render(request, "accounts/invitation.html", context)


def _gone(request: HttpRequest) -> HttpResponse:
    """One answer for a link that was used, withdrawn, is out of date, or never was one."""
    request.session.pop(FOLLOWED, None)
    days = settings.MAINSTAY_INVITATION_VALID.days
    return render(request, "accounts/invitation_gone.html", {"valid_days": days}, status=HTTPStatus.NOT_FOUND)


def _own_sign_in(agency: Agency) -> list[IdentityProvider]:
    return [provider for provider in offered_providers() if provider.agency == agency.uuid]


def _session_may_accept(request: HttpRequest, agency: Agency) -> bool:
    """An agency's own sign-in vouches for its people there and nowhere else."""
    vouching = request.user.agency_of_sign_in
    return vouching is None or vouching == agency.pk
