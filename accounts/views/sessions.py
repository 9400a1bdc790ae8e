"""Where I am signed in, and ending it from here."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.clock import request_now
from accounts.sessions import open_sessions


@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """The list of my sessions. Posting `end` ends one by its number, or all but this one (`others`)."""
    key = request.session.session_key or ""
    if request.method == "POST":
        _end(request, request.POST.get("end", ""), key)
        return redirect("accounts:sessions")
    found = open_sessions(request.user, current_key=key, now=request_now(request))
    page = {"sessions": found, "others": [session for session in found if not session.is_this_one]}
    return render(request, "accounts/sessions.html", page)


def _end(request: HttpRequest, which: str, current_key: str) -> None:
    if which == "others":
        services.end_sessions(user=request.user, except_key=current_key)
        messages.success(request, "You are signed out everywhere else.")
        return
    try:
        services.end_session(user=request.user, session_id=int(which) if which.isascii() and which.isdigit() else 0)
    except services.SessionNotFound as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The session is ended.")
