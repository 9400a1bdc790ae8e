"""Whom to ring about a young person: the cards on the case file, with every vacancy shown."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from agreements.selectors import designated_person_at
from learners.models import Enrolment, Learner
from learners.selectors.people import key_contact_to_tell, key_worker_at, social_care_of, virtual_school_for


@dataclass(frozen=True)
class Card:
    """One contact: a post, who fills it now, and who covers."""

    role: str
    agency: str
    person: User | None
    cover: User | None
    is_vacant: bool
    note: str = ""


def people_around(learner: Learner, enrolments: list[Enrolment], *, now: datetime) -> list[Card]:
    """Key worker, then for each open place the designated person, mentor and the Virtual School's key contact."""
    worker = key_worker_at(learner, now)
    social_care = social_care_of(learner)
    cards = [
        Card(
            role=worker.assignment.get_kind_display() if worker.assignment else "Key worker",
            agency=str(worker.assignment.membership.agency if worker.assignment else social_care or ""),
            person=worker.person,
            cover=worker.cover if worker.holder else None,
            is_vacant=worker.is_vacant,
            note="Key worker" if worker.assignment else "",
        )
    ]
    virtual_school = virtual_school_for(learner)
    for enrolment in enrolments:
        post = designated_person_at(enrolment.provider, now)
        cards.append(
            Card(
                role="Designated person",
                agency=str(enrolment.provider),
                person=post.holder or post.cover,
                cover=post.cover if post.holder else None,
                is_vacant=post.is_vacant,
            )
        )
        contact = key_contact_to_tell(virtual_school, enrolment, now)
        card = Card(
            role="Virtual School key contact",
            agency=str(virtual_school or ""),
            person=contact.person,
            cover=contact.cover if not contact.stand_in else None,
            is_vacant=contact.is_vacant,
            note="The Virtual School head stands in" if contact.person and contact.is_vacant else "",
        )
        if card not in cards:
            cards.append(card)
    return cards
