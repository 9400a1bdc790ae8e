"""Somebody outside asks about a young person of the demonstration: told, refused, printed for who takes over, still open."""

from datetime import datetime, timedelta
from typing import Any

from accounts.clock import local_date
from learners.enums import (
    Asker,
    ConsentDecision,
    ConsentHow,
    ConsentPurpose,
    ConsentSaidBy,
    NumberFound,
    ReleaseHow,
)
from learners.models import InformationRequest
from learners.registry import record_parts
from learners.services.consent import record_consent
from learners.services.information_requests import log_request, record_call_back, refuse_request
from learners.services.releasing import release, seen_of
from oversight.demo.acts import Acts, Story

HOUR = timedelta(hours=1)


def family_and_police(acts: Acts, story: Story) -> None:
    """The police are told after a second call; a mother is not, because the young person has said no."""
    _say(acts, story, ConsentPurpose.FAMILY, ConsentDecision.REFUSED, days_ago=35)

    def police(asked: InformationRequest, now: datetime) -> None:
        _ring(asked, now, story, number_called="01632 960 720", found_in=NumberFound.DIRECTORY, was_reached=False)
        _ring(
            asked, now + 2 * HOUR, story, number_called="01632 960 720", found_in=NumberFound.SWITCHBOARD,
            spoke_to="PC Moira Lenton", how_confirmed="Put through by the front desk; gave the number of the case.",
        )  # fmt: skip
        release(
            request=asked, what="That he was in lessons from nine until three, and who can say so.",
            given_to="PC Moira Lenton", how=ReleaseHow.PHONE, sent_to="01632 960 720", by=story.key_worker.user,
            now=now + 2 * HOUR,
        )  # fmt: skip

    _ask(
        acts, story, acts.moment(20, "10:10"), then=police, asker=Asker.POLICE, caller="PC Moira Lenton",
        organisation="The police, town station", number_given="01632 960 721",
        asks="Where he was on the day before, and who was with him.", why="A witness to a theft of a bicycle.",
    )  # fmt: skip

    def mother(asked: InformationRequest, now: datetime) -> None:
        _ring(
            asked, now, story, number_called="01632 960 733", found_in=NumberFound.OWN_RECORD, spoke_to="His mother",
            how_confirmed="The number in the record, and I know her voice.",
        )  # fmt: skip
        refuse_request(
            request=asked, reason="He does not want it. I told her that I would ask him to ring her.",
            by=story.key_worker.user, now=now + HOUR,
        )  # fmt: skip

    _ask(
        acts, story, acts.moment(6, "15:20"), then=mother, asker=Asker.PARENT, caller="His mother",
        number_given="01632 960 733", asks="Where he lives now.",
    )  # fmt: skip


def taken_over_and_still_open(acts: Acts, story: Story) -> None:
    """A service that takes over has a printout; an employer has just rung; probation waits too long."""
    _say(acts, story, ConsentPurpose.OUTSIDE, ConsentDecision.GIVEN, days_ago=18)

    def hand_over(asked: InformationRequest, now: datetime) -> None:
        _ring(
            asked, now, story, number_called="01632 960 810", found_in=NumberFound.DIRECTORY, spoke_to="Ines Marlow",
            how_confirmed="Put through by their switchboard, and she named the panel on which we met.",
        )  # fmt: skip
        release(
            request=asked, what="Printout of the record, as agreed with her", given_to="Ines Marlow", how=ReleaseHow.POST,
            sent_to="Coast Careers, 1 Quay Street", parts=["details", "places", "plans"], looked_through=True,
            seen=seen_of(record_parts(asked.learner)), by=story.key_worker.user, now=now + HOUR,
        )  # fmt: skip

    _ask(
        acts, story, acts.moment(14, "11:40"), then=hand_over, asker=Asker.OTHER_SERVICE, caller="Ines Marlow",
        organisation="Coast Careers", number_given="01632 960 810", asks="Her record: she moves to the coast in the spring.",
    )  # fmt: skip

    def only_their_number(asked: InformationRequest, now: datetime) -> None:
        _ring(
            asked, now, story, number_called="07700 900 461", found_in=NumberFound.CALLER, spoke_to="Somebody",
            is_confirmed=False,
        )  # fmt: skip

    _ask(
        acts, story, acts.moment(6, "09:50"), then=only_their_number, asker=Asker.PROBATION, caller="D. Hurst",
        organisation="The probation service", number_given="07700 900 461", asks="Her address and her phone.",
    )  # fmt: skip
    _ask(
        acts, story, acts.hours_ago(2), asker=Asker.EMPLOYER, caller="Rob Tanner", organisation="Tanner and Daughters",
        number_given="01632 960 845", asks="Whether she is on a course, for an interview.",
    )  # fmt: skip


def _say(acts: Acts, story: Story, purpose: ConsentPurpose, decision: ConsentDecision, *, days_ago: int) -> None:
    acts.plan(
        acts.moment(days_ago, "13:30"),
        lambda now: record_consent(
            learner=story.learner, purpose=purpose, decision=decision, decided_on=local_date(now),
            how=ConsentHow.SPOKEN, said_by=ConsentSaidBy.YOUNG_PERSON, by=story.key_worker.user, now=now,
        ),
    )  # fmt: skip


def _ask(acts: Acts, story: Story, moment: datetime, *, then: Any = None, **said: Any) -> None:
    """They ask at that moment; what is done about it begins an hour later."""
    asked: list[InformationRequest] = []
    acts.plan(
        moment,
        lambda now: asked.append(
            log_request(learner=story.learner, received_at=now, by=story.key_worker.user, now=now, **said)
        ),
    )
    if then is not None:
        acts.plan(moment + HOUR, lambda now: then(asked[0], now))


def _ring(asked: InformationRequest, now: datetime, story: Story, **said: Any) -> None:
    given = {"was_reached": True, "is_confirmed": said.get("was_reached", True), **said}
    record_call_back(request=asked, called_at=now, by=story.key_worker.user, now=now, **given)
