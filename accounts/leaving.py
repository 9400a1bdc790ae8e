"""What somebody leaves behind when a role ends. Known above: each app says it of its own records, in sentences that
stand on the page before the role ends. They warn and stop nothing: ending access at once must always be possible.
"""

from collections.abc import Callable

from accounts.models import Membership

LeftBehind = Callable[[Membership], list[str]]

_sources: list[LeftBehind] = []


def register_left_behind(source: LeftBehind) -> None:
    """`source` answers whole sentences without names of young people: “Nobody would be key worker for 3 young people.”"""
    if source not in _sources:
        _sources.append(source)


def left_behind(membership: Membership) -> list[str]:
    """Everything that would be without anybody if this role ended now."""
    return [sentence for source in _sources for sentence in source(membership)]
