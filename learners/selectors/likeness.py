"""Finding what is written like something: a typo-tolerant search by the three-letter pieces of words."""

import math
from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, IntegerField, TextField, Value

from accounts.names import fold, trigrams
from learners.models import Learner

#: Share of a word's three-letter pieces that a name must have to be found by it: one wrong or swapped letter leaves
#: about a third.
ALIKE = 0.33
#: So many words of what somebody types are looked for.
MOST_WORDS = 6

_Rows = TypeVar("_Rows", bound=models.QuerySet)  # type: ignore[type-arg]


def words_of(text: str) -> list[str]:
    """The words to look for, without capitals, accents and punctuation."""
    return fold(text).split()[:MOST_WORDS]


def wanted(pieces: Sequence[str]) -> int:
    """How many of a word's pieces make something like it."""
    return min(len(pieces), max(2, math.ceil(ALIKE * len(pieces)))) if len(pieces) > 2 else 1


def like(rows: _Rows, field: str, text: str) -> _Rows:
    """Those of `rows` in whose array of pieces `field` each word of `text` is like a word, best first through the annotation
    `likeness`. Letters may be missing, doubled or swapped; accents and capitals do not matter. Nothing without a word.
    """
    words = words_of(text)
    if not words:
        return rows.none().annotate(likeness=Value(0))
    likeness: models.expressions.Combinable = Value(0)
    for number, word in enumerate(words):
        pieces = trigrams(word)
        shared = Func(
            F(field),
            Value(pieces, output_field=ArrayField(TextField())),
            template="cardinality(ARRAY(SELECT unnest(%(expressions)s)))",
            arg_joiner=") INTERSECT SELECT unnest(",
            output_field=IntegerField(),
        )
        rows = rows.filter(**{f"{field}__overlap": pieces}).alias(**{f"like_{number}": shared})
        rows = rows.filter(**{f"like_{number}__gte": wanted(pieces)})
        likeness = likeness + F(f"like_{number}")
    return rows.annotate(likeness=likeness)


def is_like(name: str, text: str) -> bool:
    """The same of one name, without a database."""
    words, pieces = words_of(text), set(trigrams(name))
    return bool(words) and all(len(pieces & set(found)) >= wanted(found) for found in map(trigrams, words))


def earlier_names(learner: Learner) -> list[str]:
    """Full names that they had before and have no more, the latest first."""
    return names_before([learner]).get(learner.pk, [])


def names_before(learners: Iterable[Learner]) -> dict[int, list[str]]:
    """The same of several, by learner id. One query."""
    now = {learner.pk: _names(learner.given_name, learner.preferred_name, learner.family_name) for learner in learners}
    rows = (
        Learner.history.filter(id__in=list(now))
        .order_by("id", "-history_date", "-history_id")
        .values_list("id", "given_name", "preferred_name", "family_name")
    )
    found: dict[int, list[str]] = {}
    for pk, *parts in rows:
        names = _names(*parts)
        if fold(names) != fold(now[pk]) and names not in found.setdefault(pk, []):
            found[pk].append(names)
    return {pk: names for pk, names in found.items() if names}


def _names(given: str, preferred: str, family: str) -> str:
    return " ".join(dict.fromkeys(filter(None, (given, preferred, family))))
