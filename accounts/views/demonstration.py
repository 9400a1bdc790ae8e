"""One click to sign in as one of the demonstration people. Routed in one-command mode only (`accounts.urls`,
`accounts.checks`).
"""

from uuid import UUID

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import User


@login_not_required
@require_POST
@never_cache
def sign_in_as(request: HttpRequest, user_uuid: UUID) -> HttpResponse:
    """Sign in as a demonstration person, by the second step too if one was set up; answers 404 outside one-command mode
    even if somebody should route it.
    """
    if not settings.MAINSTAY_EMBEDDED:
        raise Http404
    user = get_object_or_404(User, uuid=user_uuid, is_active=True, is_staff=False)
    following = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        following, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        following = settings.LOGIN_REDIRECT_URL
    if request.user.is_authenticated:
        logout(request)
    return perform_login(request, user, redirect_url=following)
