"""Who must agree a plan, and when a version counts as agreed. Pure: no clock, no database."""

from collections.abc import Mapping

from education_plans.enums import Answer, PlanParty

_WITH_A_PLACE = (PlanParty.YOUNG_PERSON, PlanParty.KEY_WORKER, PlanParty.PROVIDER)
_WITHOUT_A_PLACE = (PlanParty.YOUNG_PERSON, PlanParty.KEY_WORKER)


def required_parties(*, has_place: bool) -> tuple[PlanParty, ...]:
    """With a place the young person, the key worker and the provider (A13, A27); without one there is no provider."""
    return _WITH_A_PLACE if has_place else _WITHOUT_A_PLACE


def all_agree(answers: Mapping[str, str], *, has_place: bool) -> bool:
    """Whether every party that must agree to one version does. `answers` to it by party."""
    return all(answers.get(party.value) == Answer.AGREES for party in required_parties(has_place=has_place))
