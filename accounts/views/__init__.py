"""Pages of the accounts app: signing in, one's own account, and what everybody may read."""

from accounts.views.account import change_details, change_password, profile, roles
from accounts.views.password_reset import choose_password, password_chosen, reset_asked, reset_password
from accounts.views.public import accessibility, cookies, help_page, privacy
from accounts.views.sign_in import keep_alive, sign_in, sign_out

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
    "sign_in",
    "sign_out",
]
