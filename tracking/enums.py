"""Words of the tracking app."""

from django.db import models


class IncidentKind(models.TextChoices):
    """Anything that puts a young person's place at risk (A30)."""

    AT_RISK = "at_risk", "At risk of not being able to stay"
    SUSPENSION = "suspension", "Temporary suspension"
    FIXED_TERM_EXCLUSION = "fixed_term_exclusion", "Fixed-term exclusion"
    EXCLUSION_PROPOSED = "exclusion_proposed", "Permanent exclusion proposed"
    TERMINATION_PROPOSED = "termination_proposed", "Ending the course proposed"


class SlotParty(models.TextChoices):
    """The two people who must be told (A30)."""

    KEY_WORKER = "key_worker", "Key worker"
    KEY_CONTACT = "key_contact", "Virtual School key contact"


class SlotChannel(models.TextChoices):
    EMAIL = "email", "E-mail"
    PHONE = "phone", "Phone call"


class StandIn(models.TextChoices):
    """Who fills a slot when the post itself is empty."""

    NOBODY = "", "The post holder"
    COVER = "cover", "Cover person"
    TEAM_MANAGER = "team_manager", "Team manager, because there is no key worker"
    VIRTUAL_SCHOOL_HEAD = "virtual_school_head", "Virtual School head, because there is no key contact"
    NAMED = "named", "Somebody named on the restricted record, because the post holder may not know of it"


class CallOutcome(models.TextChoices):
    """How a phone call went. Only speaking to the person proves that they were told."""

    SPOKE = "spoke", "Spoke to them"
    VOICEMAIL = "voicemail", "Left a voicemail"
    NO_ANSWER = "no_answer", "No answer"


class ExclusionKind(models.TextChoices):
    PERMANENT_EXCLUSION = "permanent_exclusion", "Permanent exclusion"
    TERMINATION = "termination", "Course ended by the provider"
