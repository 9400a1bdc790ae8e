"""Which places a line of a file means (P9, A35): by unique learner number, else by both names and the date of birth."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.names import fold
from learners.models import Enrolment
from learners.rules import PLACEHOLDER_ULN


@dataclass(frozen=True)
class Places:
    """Places that a line may mean; of one young person they keep the order they came in."""

    by_uln: Mapping[str, list[Enrolment]]
    by_name: Mapping[tuple[str, str, date], list[Enrolment]]

    @classmethod
    def of(cls, places: Iterable[Enrolment]) -> "Places":
        """With the young person of each place at hand. Also what they like to be called is a given name."""
        by_uln: dict[str, list[Enrolment]] = defaultdict(list)
        by_name: dict[tuple[str, str, date], list[Enrolment]] = defaultdict(list)
        for place in places:
            learner = place.learner
            if learner.uln:
                by_uln[learner.uln].append(place)
            for given in {fold(learner.given_name), fold(learner.called)}:
                by_name[given, fold(learner.family_name), learner.date_of_birth].append(place)
        return cls(by_uln, by_name)

    def meant_by(self, values: Mapping[str, Any]) -> list[Enrolment]:
        """Those that fit a line with `uln`, `given_name`, `family_name` and `date_of_birth`: of several people, if they are
        called and were born alike. A learner number that fits nobody is not overruled by a name.
        """
        if has_number(values):
            return self.by_uln.get(values["uln"], [])
        if not has_name(values):
            return []
        key = fold(values["given_name"]), fold(values["family_name"]), values["date_of_birth"]
        return self.by_name.get(key, [])


def has_number(values: Mapping[str, Any]) -> bool:
    """Whether a line has a learner number that means somebody."""
    return values["uln"] not in (None, "", PLACEHOLDER_ULN)


def has_name(values: Mapping[str, Any]) -> bool:
    """Whether a line says who it is without a number."""
    return bool(values["given_name"] and values["family_name"] and values["date_of_birth"])
