"""Which agency one is working for: the hats of one agency are worn at a time."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from accounts.forms import HatForm
from accounts.middleware import AGENCY_CHOSEN
from accounts.selectors import agencies_to_choose_from, current_memberships


@require_http_methods(["GET", "POST"])
def hats(request: HttpRequest) -> HttpResponse:
    """Choose among the agencies at which one has a role. What is open in another window follows at its next request."""
    worn = current_memberships(request.user)
    form = HatForm(
        request.POST or None,
        agencies=agencies_to_choose_from(request.user),
        initial={"agency": worn[0].agency.uuid if worn else None},
    )
    if request.method == "POST" and form.is_valid():
        agency = form.cleaned_data["agency"]
        request.session[AGENCY_CHOSEN] = agency.pk
        messages.success(request, f"You are working for {agency} now.")
        return redirect(_following(request))
    page = {"form": form, "heading": "Which agency are you working for?", "submit": "Work for this agency"}
    return render(request, "components/form_page.html", page)


def _following(request: HttpRequest) -> str:
    """Where the person was, if that is a page of Mainstay; My day otherwise."""
    wanted = request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if own else settings.LOGIN_REDIRECT_URL
