"""Words of the education plans app."""

from django.db import models


class SectionCode(models.TextChoices):
    """The parts of an education plan (A13, A27). Safeguarding has a permission, and
    a consent, of its own."""

    KEY_CONTACTS = "key_contacts", "Key contacts"
    SAFEGUARDING = "safeguarding", "Safeguarding"
    VIEWS = "views", "What the young person says"
    COURSE = "course", "Course and timetable"
    STRENGTHS = "strengths", "Strengths and barriers"
    ASPIRATIONS = "aspirations", "Hopes and next steps"
    TARGETS = "targets", "Targets"
    SUPPORT = "support", "Support"


#: Without these two a plan cannot be agreed (A13, A27).
REQUIRED_SECTIONS = frozenset({SectionCode.KEY_CONTACTS, SectionCode.SAFEGUARDING})


class PlanState(models.TextChoices):
    DRAFT = "draft", "Being written"
    AGREED = "agreed", "Agreed"


class PlanParty(models.TextChoices):
    """Who agrees a plan (A13)."""

    YOUNG_PERSON = "young_person", "The young person"
    KEY_WORKER = "key_worker", "The key worker"
    PROVIDER = "provider", "The provider"
