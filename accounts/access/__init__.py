"""Who may open what, and the only code of Mainstay that speaks to guardian.

Three parts. `checks` is what views ask: load through the one door (404), then ask (403). `registry` is where a higher
floor says which records its agencies and people reach. `projection` keeps guardian's rows equal to what the registered
sources say; nothing else writes them.
"""

from accounts.access.checks import allowed, allows, require, require_anywhere, require_at, visible_or_404
from accounts.access.projection import Drift, project, project_membership, rebuild
from accounts.access.registry import AgencyGrant, GrantSource, PersonalGrant, register_grants

__all__ = [
    "AgencyGrant",
    "Drift",
    "GrantSource",
    "PersonalGrant",
    "allowed",
    "allows",
    "project",
    "project_membership",
    "rebuild",
    "register_grants",
    "require",
    "require_anywhere",
    "require_at",
    "visible_or_404",
]
