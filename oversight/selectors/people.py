"""Whom to ring about a young person: the cards on the case file, with every vacancy shown."""

from dataclasses import dataclass, replace
from datetime import datetime

from accounts.models import User
from accounts.wording import short_day
from agreements.selectors import careers_contact_at, designated_person_at
from learners.models import DelegatedLearner, Enrolment, Learner
from learners.selectors.delegations import standing_in
from learners.selectors.hand_over import last_day
from learners.selectors.people import key_contact_to_tell, key_worker_at, social_care_of, virtual_school_for


@dataclass(frozen=True)
class Card:
    """One contact: a post, who fills it now, and who covers. Empty words where there is nobody."""

    role: str
    agency: str
    name: str
    phone: str
    email: str
    cover: str
    is_vacant: bool
    note: str = ""


def people_around(
    learner: Learner, enrolments: list[Enrolment], *, may_call_key_worker: bool, now: datetime
) -> list[Card]:
    """Key worker, then for each open place the designated person and the Virtual School's key contact; last whom to ask there
    about careers (W13).

    A key worker may be a carer with a telephone of their own: the number is for those who have to reach them, not for
    everybody who may read the record.
    """
    worker = key_worker_at(learner, now)
    agency = worker.assignment.membership.agency if worker.assignment else social_care_of(learner)
    kind = worker.assignment.get_kind_display().lower() if worker.assignment else ""
    cards = [
        _card(
            f"Key worker, {kind}" if kind else "Key worker",
            str(agency or ""),
            worker.person,
            worker.cover if worker.holder else None,
            is_vacant=worker.is_vacant,
        )
    ]
    if not may_call_key_worker:
        cards = [replace(card, phone="", email="") for card in cards]
    virtual_school = virtual_school_for(learner)
    stand_ins = standing_in([learner.pk], now) if enrolments else []
    for enrolment in enrolments:
        post = designated_person_at(enrolment.provider, now)
        contact = key_contact_to_tell(virtual_school, enrolment, now)
        cards.append(
            _card(
                "Designated person",
                str(enrolment.provider),
                post.person,
                post.cover if post.holder else None,
                is_vacant=post.is_vacant,
                note=_stand_in_words(stand_ins, enrolment.provider_id),
            )
        )
        key_contact = _card(
            "Virtual School key contact",
            str(virtual_school or ""),
            contact.person,
            contact.cover,
            is_vacant=contact.is_vacant,
            note=f"{contact.person} stands in, as head of the Virtual School"
            if contact.person and contact.is_vacant
            else "",
        )
        if key_contact not in cards:
            cards.append(key_contact)
    if virtual_school is not None:
        careers = careers_contact_at(virtual_school, now)
        cards.append(
            _card(
                careers.kind.label,
                str(virtual_school),
                careers.person,
                careers.cover if careers.holder else None,
                is_vacant=careers.is_vacant,
            )
        )
    return cards


def _stand_in_words(stand_ins: list[DelegatedLearner], provider_id: int) -> str:
    """“Colin Cover stands in for Dina Designated until 13 Mar 2027”, once for each."""
    delegations = [row.delegation for row in stand_ins if row.delegation.giver.agency_id == provider_id]
    return ". ".join(
        f"{each.deputy.user} stands in for {each.giver.user} until {short_day(last_day(each.ends_at))}"
        for each in delegations
    )


def _card(role: str, agency: str, person: User | None, cover: User | None, *, is_vacant: bool, note: str = "") -> Card:
    return Card(
        role=role,
        agency=agency,
        name=person.name if person else "",
        phone=person.phone if person else "",
        email=person.email if person else "",
        cover=cover.name if cover else "",
        is_vacant=is_vacant,
        note=note,
    )
