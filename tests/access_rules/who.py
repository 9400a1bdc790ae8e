"""What a rule can say."""

from dataclasses import dataclass
from enum import Enum

from accounts.enums import Permission


class Who(Enum):
    """Who may come in at all."""

    ANYBODY = "no sign-in"
    LINK = "no sign-in, but a link that was sent to somebody and still works; without it 404"
    SIGNED_IN = "everybody who signed in; shows them only what is theirs"
    OWNER = "only the person it belongs to; anybody else gets 404"
    EMBEDDED = "only in one-command mode; elsewhere it does not exist"
    CONFIGURED = "no sign-in, where the environment names an identity provider; any other is 404"
    ROLE = "a role with the permission, wherever it is held; without it 403"
    AGENCY = "a role with the permission at that agency; without it 403"
    RECORD = "those to whom the record is visible (else 404) and whose role has the permission (else 403)"


@dataclass(frozen=True)
class Rule:
    who: Who
    permission: Permission | None = None
    #: The address exists for restricted records alone; for any other it is 404 whoever asks.
    restricted_only: bool = False
    #: Only the young person's own agencies find it: somebody of a provider who sees the record gets 404.
    own_agencies: bool = False
    #: What somebody who is not signed in gets: the way to sign in, or a plain refusal where a script asks.
    to_nobody: int = 302


ANYBODY = Rule(Who.ANYBODY)
LINK = Rule(Who.LINK)
SIGNED_IN = Rule(Who.SIGNED_IN)
OWNER = Rule(Who.OWNER)
EMBEDDED = Rule(Who.EMBEDDED)
CONFIGURED = Rule(Who.CONFIGURED)


def role(permission: Permission) -> Rule:
    return Rule(Who.ROLE, permission)


def agency(permission: Permission) -> Rule:
    return Rule(Who.AGENCY, permission)


def record(permission: Permission, *, restricted_only: bool = False) -> Rule:
    return Rule(Who.RECORD, permission, restricted_only)


def own_record(permission: Permission) -> Rule:
    return Rule(Who.RECORD, permission, own_agencies=True)


def every(prefix: str, names: str, rule: Rule) -> dict[str, Rule]:
    """The same rule for several addresses of one kind."""
    return {prefix + name: rule for name in names.split()}
