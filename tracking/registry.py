"""What floors above know of a young person and pages here show: they say it at start-up."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from accounts.models import User


@dataclass(frozen=True)
class Aspiration:
    """What somebody hopes to do, in the words of their plan; `url` leads there."""

    words: str
    url: str
    aims_for_higher_education: bool = False


#: Of some young people, by their key, what a user may know of their aspirations.
Aspirations = Callable[[Collection[int], User], Mapping[int, Aspiration]]

_sources: list[Aspirations] = []


def register_aspirations(source: Aspirations) -> None:
    """Called from the `ready()` of the app that keeps plans."""
    if source not in _sources:
        _sources.append(source)


def aspirations_of(learner_ids: Collection[int], user: User) -> dict[int, Aspiration]:
    """The aspirations of these young people that `user` may read; the same number of queries however many they are."""
    found: dict[int, Aspiration] = {}
    for source in _sources:
        found.update(source(learner_ids, user))
    return found
