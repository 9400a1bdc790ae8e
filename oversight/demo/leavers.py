"""A colleague leaves soon and nobody has taken over yet; a designated person is away and another one stands in."""

from datetime import datetime, timedelta

from learners.models import Learner
from learners.services.delegation import delegate
from learners.services.hand_over import open_hand_over
from oversight.demo.acts import Acts

#: Days before today, and after it.
OPENED, LEAVES_IN, AWAY_SINCE, BACK_IN = 4, 10, 2, 12
COVERED = 3


def leave_and_stand_in(acts: Acts) -> None:
    """Plan both; the first authority and the first college have them."""
    home, college = acts.cast.homes[0], acts.cast.colleges[0]

    def say_when_they_leave(now: datetime) -> None:
        open_hand_over(
            membership=home.key_workers[3],
            leaves_on=acts.today + timedelta(days=LEAVES_IN),
            by=home.team_manager.user,
            now=now,
        )

    def name_cover(now: datetime) -> None:
        giver = college.designated_person
        linked = college.agency.learner_links.active(now).values("learner_id")
        seen = Learner.objects.visible_to(giver.user).filter(pk__in=linked, is_restricted=False).open()
        delegate(
            giver=giver,
            deputy=college.mentor,
            learners=list(seen.order_by("sort_name", "id")[:COVERED]),
            first_on=acts.today - timedelta(days=AWAY_SINCE),
            last_on=acts.today + timedelta(days=BACK_IN),
            note="I am on leave. Ring the key worker first if anything happens; the folder is in the office.",
            by=giver.user,
            now=now,
        )

    acts.stage.at(acts.moment(OPENED, "11:20"), say_when_they_leave)
    acts.stage.at(acts.moment(AWAY_SINCE, "09:40"), name_cover)
