"""A world as plain data: small enough to be read when it shows a disagreement, strange enough to find one."""

from dataclasses import dataclass, field
from enum import Enum

from hypothesis import strategies as st

from accounts.enums import AgencyKind, Purpose, RoleCode
from accounts.roles import ROLES

#: Two of each kind and one partner; their positions are what the rest of a world names.
AGENCIES = (
    AgencyKind.VIRTUAL_SCHOOL,
    AgencyKind.VIRTUAL_SCHOOL,
    AgencyKind.SOCIAL_CARE,
    AgencyKind.SOCIAL_CARE,
    AgencyKind.PROVIDER,
    AgencyKind.PROVIDER,
    AgencyKind.OTHER,
)
USERS = 4
LEARNERS = 3


class When(Enum):
    """A span of time as seen from now: (days from now at which it starts, at which it ends or None)."""

    OVER = (-20, -1)
    OPEN = (-10, None)
    ENDING = (-10, 5)
    COMING = (5, None)
    COMING_BRIEFLY = (5, 9)

    @property
    def is_now(self) -> bool:
        start, end = self.value
        return start <= 0 and (end is None or end > 0)

    @property
    def is_open_ended(self) -> bool:
        return self.value[1] is None


@dataclass(frozen=True)
class Hat:
    user: int
    agency: int
    role: RoleCode
    when: When


@dataclass(frozen=True)
class Link:
    learner: int
    agency: int
    purpose: Purpose
    when: When


@dataclass(frozen=True)
class Work:
    """A key worker (with a cover, perhaps) or a mentor: hats by position."""

    learner: int
    hat: int
    when: When
    cover: int | None = None


@dataclass(frozen=True)
class StandIn:
    giver: int
    deputy: int
    learners: frozenset[int]
    when: When


@dataclass(frozen=True)
class Glass:
    learner: int
    hat: int
    when: When


@dataclass(frozen=True)
class World:
    hats: tuple[Hat, ...]
    closed_accounts: frozenset[int] = frozenset()
    links: tuple[Link, ...] = ()
    key_workers: tuple[Work, ...] = ()
    mentors: tuple[Work, ...] = ()
    restricted: frozenset[int] = frozenset()
    named: frozenset[tuple[int, int]] = frozenset()  # (learner, user)
    stand_ins: tuple[StandIn, ...] = ()
    glass: tuple[Glass, ...] = field(default=())


_ROLES_AT = {kind: [code for code in RoleCode if kind in ROLES[code].held_at] for kind in AgencyKind}
_when = st.sampled_from(When)
_now_mostly = st.sampled_from([When.OPEN, When.OPEN, When.ENDING, *When])
_bounded = st.sampled_from([When.OVER, When.ENDING, When.ENDING, When.COMING_BRIEFLY])
_learner = st.integers(0, LEARNERS - 1)


@st.composite
def _hats(draw: st.DrawFn) -> tuple[Hat, ...]:
    found: dict[tuple[int, int, RoleCode], Hat] = {}
    for _ in range(draw(st.integers(1, 8))):
        agency = draw(st.integers(0, len(AGENCIES) - 1))
        role = draw(st.sampled_from(_ROLES_AT[AGENCIES[agency]]))
        hat = Hat(draw(st.integers(0, USERS - 1)), agency, role, draw(_now_mostly))
        found[hat.user, hat.agency, hat.role] = hat
    return tuple(found.values())


@st.composite
def _links(draw: st.DrawFn) -> tuple[Link, ...]:
    """At most one link for each learner, agency and purpose, and one home of each kind for each learner."""
    found: dict[tuple[object, ...], Link] = {}
    for _ in range(draw(st.integers(0, 8))):
        link = Link(
            draw(_learner),
            draw(st.integers(0, len(AGENCIES) - 1)),
            draw(st.sampled_from(Purpose)),
            draw(_now_mostly),
        )
        one_home = link.purpose in (Purpose.HOME_VIRTUAL_SCHOOL, Purpose.SOCIAL_CARE)
        found[(link.learner, link.purpose) if one_home else (link.learner, link.agency, link.purpose)] = link
    return tuple(found.values())


@st.composite
def worlds(draw: st.DrawFn) -> World:
    hats = draw(_hats())
    some_hat = st.integers(0, len(hats) - 1)

    def work(*, covered: bool) -> tuple[Work, ...]:
        made = []
        for learner in range(LEARNERS):
            if not draw(st.booleans()):
                continue
            hat = draw(some_hat)
            cover = draw(st.none() | some_hat) if covered else None
            made.append(Work(learner, hat, draw(_now_mostly), None if cover == hat else cover))
        return tuple(made)

    stand_ins = tuple(
        StandIn(giver, deputy, frozenset(draw(st.sets(_learner, min_size=1))), draw(_bounded))
        for giver, deputy in draw(st.lists(st.tuples(some_hat, some_hat), max_size=2))
        if giver != deputy
    )
    return World(
        hats=hats,
        closed_accounts=frozenset(draw(st.sets(st.integers(0, USERS - 1), max_size=1))),
        links=draw(_links()),
        key_workers=work(covered=True),
        mentors=work(covered=False),
        restricted=frozenset(draw(st.sets(_learner, max_size=2))),
        named=frozenset(draw(st.sets(st.tuples(_learner, st.integers(0, USERS - 1)), max_size=3))),
        stand_ins=stand_ins,
        glass=tuple(Glass(draw(_learner), draw(some_hat), draw(_bounded)) for _ in range(draw(st.integers(0, 2)))),
    )
