from datetime import date

import factory
from factory.django import DjangoModelFactory

from learners.enums import ConsentDecision, ConsentHow, ConsentPurpose, ConsentSaidBy
from learners.models import Consent
from tests.factories.accounts import LONG_AGO
from tests.factories.learners import LearnerFactory


class ConsentFactory(DjangoModelFactory[Consent]):
    """The young person said yes long ago, and nobody asks again: rows only, no clock."""

    class Meta:
        model = Consent

    learner = factory.SubFactory(LearnerFactory)
    purpose = ConsentPurpose.EDUCATION
    decision = ConsentDecision.GIVEN
    decided_on = date(2025, 9, 1)
    how = ConsentHow.IN_WRITING
    said_by = ConsentSaidBy.YOUNG_PERSON
    recorded_at = LONG_AGO
