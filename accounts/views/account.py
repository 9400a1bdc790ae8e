"""A person's own account: details, hats and password, and what every role may do."""

from typing import Any

from allauth.account.views import PasswordChangeView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts import services
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.forms import ChangePasswordForm, DetailsForm
from accounts.models import User
from accounts.roles import (
    GLASS_PERMISSIONS,
    describe_role,
    permissions_in_words,
    purpose_matrix,
    role_matrix,
)
from accounts.selectors import current_memberships
from accounts.two_factor import has_second_step


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """Who I am here, what each of my roles is for and what it lets me do."""
    user = request.user
    details_url = reverse("accounts:change-details")
    rows = [
        {"key": "Full name", "value": user.name, "change_url": details_url, "change_text": "full name"},
        {"key": "E-mail address", "value": user.email},
        {"key": "Phone number", "value": user.phone, "change_url": details_url, "change_text": "phone number"},
        {
            "key": "Password",
            "value": "Kept so that nobody can read it",
            "change_url": reverse("accounts:change-password"),
            "change_text": "password",
        },
        {
            "key": "Second step",
            "value": _second_step_in_words(user),
            "change_url": reverse("mfa_index"),
            "change_text": "second step of signing in",
        },
        {
            "key": "Where you are signed in",
            "value": "Every device, with the time you last used it there",
            "change_url": reverse("accounts:sessions"),
            "change_label": "See the list",
            "change_text": "of where you are signed in",
        },
    ]
    hats = [
        {
            "membership": membership,
            "role": describe_role(membership.role_definition),
            "looks_after_people": Permission.MANAGE_AGENCY in membership.role_definition.permissions,
        }
        for membership in current_memberships(user)
    ]
    return render(request, "accounts/profile.html", {"rows": rows, "roles_held": hats})


def _second_step_in_words(user: User) -> str:
    return "Set up" if has_second_step(user) else "Not set up: whoever learns your password can sign in"


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """The role matrix: every role, where it is held, whose records it reaches and what it may do; and what the purpose of
    a link allows.
    """
    page = {
        "matrix": role_matrix(),
        "purposes": purpose_matrix(),
        "glass": permissions_in_words(GLASS_PERMISSIONS),
    }
    return render(request, "accounts/roles.html", page)


@require_http_methods(["GET", "POST"])
def change_details(request: HttpRequest) -> HttpResponse:
    """Correct one's own name and phone number."""
    user = request.user
    form = DetailsForm(request.POST or None, initial={"name": user.name, "phone": user.phone})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_details(user=user, by=user, now=request_now(request), **form.cleaned_data)
        except services.PersonError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Your details are changed.")
            return redirect("accounts:profile")
    page = {
        "form": form,
        "heading": "Change your details",
        "submit": "Save details",
        "back_url": reverse("accounts:profile"),
        "cancel_url": reverse("accounts:profile"),
    }
    return render(request, "components/form_page.html", page)


class ChangePassword(PasswordChangeView):
    """Choose another password; every other session of the account ends. Who has none yet chooses it by e-mail."""

    template_name = "components/form_page.html"
    success_url = reverse_lazy("accounts:profile")
    extra_context = {
        "heading": "Change your password",
        "submit": "Change password",
        "back_url": reverse_lazy("accounts:profile"),
        "cancel_url": reverse_lazy("accounts:profile"),
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_usable_password():
            return redirect("accounts:password-reset")
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        answer = super().form_valid(form)
        services.end_sessions(user=self.request.user, except_key=self.request.session.session_key)
        messages.success(self.request, "Your password is changed. You are signed out everywhere else.")
        return answer


change_password = ChangePassword.as_view()
