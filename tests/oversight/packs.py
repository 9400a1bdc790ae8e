"""Board packs of the last months of Home Virtual School."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from accounts.clock import database_now, local_date
from accounts.enums import Purpose
from deadlines.calendar import NOON, at_local
from education_plans.rules.months import first_of, months_from
from learners.models import Learner
from oversight.enums import PackAudience, PackSection
from oversight.models import BoardPack
from oversight.rules.pack_words import mark_of
from oversight.selectors.pack_page import mark_of_pack
from oversight.services.packs import Layout, begin_pack, make_pack, publish_pack, write_words
from tests.factories import AgencyLinkFactory, LearnerFactory
from tests.oversight.facts import does
from tests.oversight.measured import clock
from tests.people import World
from tracking.enums import ActivityGroup as G


def layout_of(now: datetime, **more: Any) -> Layout:
    """The month that is over, in all sections, inside."""
    last = months_from(first_of(local_date(now)), -1)
    usual = {"title": "Autumn pack", "first": last, "until": last, "audience": PackAudience.INSIDE}
    return Layout(**usual | more)


def begun(world: World, now: datetime, **more: Any) -> BoardPack:
    return begin_pack(agency=world.virtual_school, layout=layout_of(now, **more), by=world.head.user, now=now)


def made(pack: BoardPack) -> BoardPack:
    return make_pack(pack=pack, now_source=database_now)


def made_pack(world: World, now: datetime, **more: Any) -> BoardPack:
    return made(begun(world, now, **more))


def summed_up(pack: BoardPack, world: World, text: str = "A good month.") -> BoardPack:
    return write_words(pack=pack, section=PackSection.SUMMARY, text=text, seen=mark_of(""), by=world.head.user)


def published(pack: BoardPack, world: World, now: datetime) -> BoardPack:
    return told(summed_up(pack, world), world, now)


def told(pack: BoardPack, world: World, now: datetime, **more: Any) -> BoardPack:
    """Published as it stands."""
    return publish_pack(pack=pack, seen=mark_of_pack(pack), by=world.head.user, now=now, **{"is_read": False, **more})


#: How many did what before the month and at its end: small numbers beside large ones.
MOVES: dict[tuple[G | None, G | None], int] = {
    (G.EDUCATION, G.EDUCATION): 14, (G.NEET, G.EMPLOYMENT): 3, (G.EDUCATION, G.NEET): 7, (G.NEET, G.NEET): 2,
    (G.NOT_KNOWN, G.TRAINING): 6, (None, None): 9,
}  # fmt: skip


def pdf_text(data: bytes) -> str:
    """What a PDF says, without its line ends."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split())


def crowd(world: World, now: datetime) -> date:
    """Enough young people of sixteen for some numbers to be shown and some to be hidden; and clocks that ended in the month, of
    three agencies. The month.
    """
    month = months_from(first_of(local_date(now)), -1)
    born = date(month.year - 17, 1, 15) if month.month >= 9 else date(month.year - 18, 1, 15)
    noon = at_local(month + timedelta(days=10), NOON)
    owners = [world.social_care] * 20 + [world.virtual_school] * 12 + [world.college] * 4
    made: list[Learner] = []
    for (before, after), number in MOVES.items():
        for _ in range(number):
            learner = LearnerFactory(home_authority=world.virtual_school.local_authority, date_of_birth=born)
            AgencyLinkFactory(
                learner=learner, agency=world.virtual_school, purpose=Purpose.HOME_VIRTUAL_SCHOOL,
                starts_at=now - timedelta(days=400),
            )  # fmt: skip
            if before:
                does(learner, before, month - timedelta(days=200))
            if after and after != before:
                does(learner, after, month + timedelta(days=5))
            made.append(learner)
    for place, owner in enumerate(owners):
        on_time = place % 3 != 0
        clock(
            made[place], world, "in_touch", due=noon, owner=owner, partner=None,
            met=noon - timedelta(days=1) if on_time else noon + timedelta(days=1),
        )  # fmt: skip
    return month
