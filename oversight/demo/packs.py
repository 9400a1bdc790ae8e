"""Board packs of the first authority of the demonstration: one that is published, and one that leaves and waits for words."""

from datetime import datetime
from functools import partial

from accounts.clock import local_date
from education_plans.rules.months import first_of, months_from
from oversight.demo.acts import Acts
from oversight.demo.cast import Home
from oversight.enums import BoardMeetingState, PackAudience, PackSection
from oversight.models import BoardMeeting, BoardPack, Strategy
from oversight.rules.pack_words import mark_of
from oversight.selectors.pack_page import mark_of_pack
from oversight.selectors.pack_voices import words_to_choose
from oversight.services.packs import Layout, begin_pack, make_pack, publish_pack, write_words

#: Days ago.
MADE = 2

WORDS = {
    PackSection.SUMMARY: "Most of our young people are where they should be: at school, at college or at work. More of them than "
    "before stayed in the place they had.\n"
    "We are behind with education plans that fall due when everybody starts at once. We say below what we do about it.\n"
    "We ask the board to agree that providers are asked for these plans before the summer.",
    PackSection.KPIS: "Attendance is the row we watch most. The lead for each red row has been asked what comes next; "
    "their answers stand in the strategy.",
    PackSection.ACTIVITY: "Whoever lost a place was seen by the panel within the month. Work tasters opened the way back for some.",
    PackSection.PLANS: "Plans that come late come late from the same places. We now look at each plan in the week it is complete.",
    PackSection.AREA: "Young people who learn in another authority get the same visits and the same careers advice. Where the "
    "table shows a difference, the key contact rings the other Virtual School.",
}


def make_packs(acts: Acts) -> None:
    """Plan them for the first authority."""
    acts.plan(acts.moment(MADE, "10:00"), partial(publish_one, acts.cast.homes[0]))
    acts.plan(acts.moment(MADE, "15:00"), partial(begin_one_that_leaves, acts.cast.homes[0]))


def publish_one(home: Home, now: datetime) -> None:
    """Three months, for the board, with words beside the figures."""
    pack = _made(home, PackAudience.INSIDE, "Report to the corporate parenting board", now)
    for section, text in WORDS.items():
        pack = write_words(pack=pack, section=section, text=text, seen=mark_of(""), by=home.head.user)
    publish_pack(
        pack=pack, seen=mark_of_pack(pack), is_read=False, quotes=[key for key, _ in words_to_choose(pack)], by=home.head.user,
        now=now,
    )  # fmt: skip


def begin_one_that_leaves(home: Home, now: datetime) -> None:
    """The same months for partners outside; its words are still to be written."""
    _made(home, PackAudience.OUTSIDE, "Report for partners", now)


def _made(home: Home, audience: PackAudience, title: str, now: datetime) -> BoardPack:
    until = months_from(first_of(local_date(now)), -1)
    to_come = BoardMeeting.objects.filter(board__agency=home.virtual_school, state=BoardMeetingState.CALLED)
    layout = Layout(
        title=title, first=months_from(until, -2), until=until, audience=audience,
        strategies=list(Strategy.objects.filter(owner=home.virtual_school).order_by("pk")),
        meeting=to_come.select_related("board").order_by("starts_at").first(),
    )  # fmt: skip
    pack = begin_pack(agency=home.virtual_school, layout=layout, by=home.head.user, now=now)
    return make_pack(pack=pack, now_source=lambda: now)
