"""The young person, and what guardian holds about them."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase
from simple_history.models import HistoricalRecords

from accounts.enums import LEARNER_PERMISSIONS
from accounts.models import LocalAuthority
from learners.enums import CareStatus
from learners.querysets import LearnerQuerySet


class Learner(models.Model):
    """A young person in care or a care leaver in post-16 education or training.

    The home authority keeps responsibility wherever they learn (A8); the host authority is that of their provider.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    given_name = models.CharField(max_length=60)
    family_name = models.CharField(max_length=60)
    preferred_name = models.CharField(max_length=60, blank=True, help_text="What they like to be called.")
    sort_name = models.CharField(
        max_length=130, editable=False, help_text="Case-folded, without accents: family name first."
    )
    trigrams = ArrayField(models.CharField(max_length=3), editable=False, default=list)
    earlier_trigrams = ArrayField(
        models.CharField(max_length=3), editable=False, default=list, help_text="Of names they had before."
    )
    date_of_birth = models.DateField()
    uln = models.CharField("unique learner number (ULN)", max_length=10, blank=True)
    postcode = models.CharField(
        "postcode of where they live", max_length=8, blank=True, help_text="For the young person’s own agencies alone."
    )
    home_authority = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="+")
    care_status = models.CharField(max_length=20, choices=CareStatus)
    is_restricted = models.BooleanField(
        "restricted", default=False, help_text="Only named people may know that this record exists."
    )
    recorded_at = models.DateTimeField(help_text="When the case file was opened in Mainstay.")
    closed_on = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["trigrams", "earlier_trigrams", "sort_name"])

    objects = LearnerQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [(str(code), f"Can {code.replace('_', ' ')}") for code in LEARNER_PERMISSIONS]
        constraints = [
            models.UniqueConstraint(
                fields=["uln"], condition=~Q(uln="") & ~Q(uln="9999999999"), name="learner_uln_unique"
            ),
            models.CheckConstraint(
                condition=Q(uln="") | Q(uln__regex=r"^[1-9][0-9]{9}$"), name="learner_uln_ten_digits"
            ),
            models.CheckConstraint(
                condition=Q(postcode="") | Q(postcode__regex=r"^[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}$"),
                name="learner_postcode_written_out",
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True) | Q(died_on__gte=F("date_of_birth")), name="learner_died_after_birth"
            ),
        ]
        indexes = [
            models.Index(fields=["sort_name", "id"], name="learner_by_name"),
            GinIndex(fields=["trigrams"], name="learner_by_trigram"),
            GinIndex(fields=["earlier_trigrams"], condition=~Q(earlier_trigrams=[]), name="learner_by_earlier_trigram"),
            # By its beginning, whatever order the server sorts in.
            models.Index(
                fields=["postcode"],
                opclasses=["varchar_pattern_ops"],
                condition=~Q(postcode=""),
                name="learner_by_postcode",
            ),
            models.Index(
                fields=["uln"], opclasses=["varchar_pattern_ops"], condition=~Q(uln=""), name="learner_by_uln"
            ),
            models.Index(fields=["id"], condition=Q(is_restricted=True), name="learner_restricted"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def called(self) -> str:
        """What they like to be called."""
        return self.preferred_name or self.given_name

    @property
    def full_name(self) -> str:
        return f"{self.called} {self.family_name}"

    @property
    def is_closed(self) -> bool:
        """Nothing new is recorded: the case was closed, or the young person has died."""
        return self.closed_on is not None or self.died_on is not None

    @property
    def initials(self) -> str:
        """All that a message may say of them."""
        return f"{self.called[:1]}{self.family_name[:1]}".upper()


class LearnerUserObjectPermission(UserObjectPermissionBase):
    """Guardian's grants to one person: key workers, mentors and those named on a restricted record."""

    content_object = models.ForeignKey(Learner, on_delete=models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False


class LearnerGroupObjectPermission(GroupObjectPermissionBase):
    """Guardian's grants to the group of an agency × role."""

    content_object = models.ForeignKey(Learner, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False
