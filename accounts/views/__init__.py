"""Pages of the accounts app: signing in, one's own account, and what everybody may read."""

from accounts.views.account import change_details, change_password, profile, roles
from accounts.views.password_reset import choose_password, password_chosen, reset_asked, reset_password
from accounts.views.public import accessibility, cookies, help_page, privacy
from accounts.views.sessions import sessions
from accounts.views.sign_in import (
    keep_alive,
    second_step,
    sign_in,
    sign_in_with_passkey,
    sign_out,
    single_sign_on_begin,
    single_sign_on_finish,
)

__all__ = [
    "accessibility",
    "change_details",
    "change_password",
    "choose_password",
    "cookies",
    "help_page",
    "keep_alive",
    "password_chosen",
    "privacy",
    "profile",
    "reset_asked",
    "reset_password",
    "roles",
    "second_step",
    "sessions",
    "sign_in",
    "sign_in_with_passkey",
    "sign_out",
    "single_sign_on_begin",
    "single_sign_on_finish",
]
