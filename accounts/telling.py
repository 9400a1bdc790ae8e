"""News about people and their roles, for people. How it is said (inbox, e-mail) is known above: `notifications` registers
itself here in `AppConfig.ready()`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User


@dataclass(frozen=True, kw_only=True)
class News:
    """One thing to tell one person.

    `template` is a text such as “accounts/email/role_given.txt”, `link` a path within Mainstay that is opened after
    sign-in. `key` makes it unique: told again under the same key, nothing happens.
    """

    recipient: User
    template: str
    context: Mapping[str, Any]
    link: str
    key: str


Teller = Callable[[Sequence[News], datetime], None]

_tellers: list[Teller] = []


def register_teller(teller: Teller) -> None:
    """`teller` is called within the transaction of the act that makes the news."""
    if teller not in _tellers:
        _tellers.append(teller)


def tell(news: Sequence[News], *, now: datetime) -> None:
    """Say it, in the present transaction."""
    for teller in _tellers if news else ():
        teller(news, now)
