"""How questions of an audit can be answered (K9). Pure."""

from collections.abc import Mapping, Sequence

from oversight.enums import AuditQuestionKind, AuditValue

#: What may be chosen, in order.
VALUES: Mapping[AuditQuestionKind, Sequence[AuditValue]] = {
    AuditQuestionKind.YES_NO: (AuditValue.YES, AuditValue.PARTLY, AuditValue.NO),
    AuditQuestionKind.SCALE: (AuditValue.ONE, AuditValue.TWO, AuditValue.THREE, AuditValue.FOUR, AuditValue.FIVE),
    AuditQuestionKind.WORDS: (),
}


def is_answered(kind: AuditQuestionKind, value: str, words: str) -> bool:
    """Whether nothing is missing: a choice where there is one, else words."""
    return value in VALUES[kind] if VALUES[kind] else bool(words.strip())


def shared_out(seen_by: Sequence[frozenset[int] | set[int]], cases: Sequence[int]) -> list[int | None]:
    """For each case the place of the auditor who gets it, None where nobody sees the young person. `seen_by` are the cases
    that each auditor may see. In order, each to the one of those who have fewest so far.
    """
    given = [0] * len(seen_by)
    found: list[int | None] = []
    for case in cases:
        able = [place for place, seen in enumerate(seen_by) if case in seen]
        place = min(able, key=lambda one: (given[one], one)) if able else None
        if place is not None:
            given[place] += 1
        found.append(place)
    return found
