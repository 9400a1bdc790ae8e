"""What guards records in the demonstration: one opened in an emergency, support asked of another Virtual School, and who
else asks.
"""

from datetime import datetime, timedelta

from accounts.clock import local_date
from learners.enums import ConsentDecision, ConsentHow, ConsentPurpose, ConsentSaidBy
from learners.services import accept_support, ask_for_support, break_glass
from learners.services.broken_glass import WhoItIs
from learners.services.consent import record_consent
from oversight.demo.acts import Acts
from oversight.demo.asked_outside import family_and_police, taken_over_and_still_open


def opened_in_an_emergency(acts: Acts, turn: int) -> None:
    """A restricted record that the team manager, who is not named on it, opened one evening."""
    story = acts.story(home=0, key_worker=2)
    acts.record(story, 70, age=16.8, restricted=True)
    acts.name_key_worker(story, 69)
    acts.enrol(story, 66, starts=40)

    def act(now: datetime) -> None:
        who = WhoItIs(name=story.learner.full_name, date_of_birth=story.learner.date_of_birth)
        break_glass(
            who=who, reason="Rang the duty line from a bus station and hung up. Their key worker could not be reached.",
            by=story.home.team_manager.user, now=now,
        )  # fmt: skip

    acts.plan(acts.moment(12, "21:40"), act)


def supported_elsewhere(acts: Acts, turn: int) -> None:
    """Learns in another authority, whose Virtual School was asked: the first has accepted, the second is asked."""
    story = acts.story(home=0, college=2 + turn)
    host = acts.cast.homes[1 + turn]
    acts.record(story, 120, age=17.1)
    acts.name_key_worker(story, 119)
    acts.enrol(story, 110, starts=95)
    acts.write_plan(story, 90)
    acts.agree_plan(story, 80)

    def agree(now: datetime) -> None:
        record_consent(
            learner=story.learner, purpose=ConsentPurpose.SUPPORT, decision=ConsentDecision.GIVEN,
            decided_on=local_date(now), how=ConsentHow.SPOKEN, said_by=ConsentSaidBy.YOUNG_PERSON,
            by=story.key_worker.user, now=now,
        )  # fmt: skip

    def ask(now: datetime) -> None:
        asked = ask_for_support(
            learner=story.learner, host_school=host.virtual_school, until=acts.today + timedelta(days=150),
            asks="Please visit the college with them in the first weeks, and sit in on the next review.",
            by=story.home.key_contact.user, now=now,
        )  # fmt: skip
        if turn == 0:
            acts.plan(
                acts.moment(26, "14:10"),
                lambda then: accept_support(
                    request=asked, note="Gladly. I will ring the designated person this week.", by=host.key_contact.user, now=then
                ),
            )  # fmt: skip

    acts.plan(acts.moment(40 - turn * 37, "09:40"), agree)
    acts.plan(acts.moment(28 - turn * 26, "10:05"), ask)
    (family_and_police, taken_over_and_still_open)[turn](acts, story)
