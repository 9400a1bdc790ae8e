"""The case file: the young person, who works with them, and where they learn."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase
from simple_history.models import HistoricalRecords

from accounts.enums import LEARNER_PERMISSIONS
from accounts.models import Agency, LocalAuthority, Membership, User
from learners.enums import CareStatus, EndReason, KeyWorkerKind, Level, Purpose
from learners.querysets import AgencyLinkQuerySet, EnrolmentQuerySet, KeyWorkerQuerySet, LearnerQuerySet
from notifications.models import Message


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
    date_of_birth = models.DateField()
    uln = models.CharField("unique learner number (ULN)", max_length=10, blank=True)
    home_authority = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="+")
    care_status = models.CharField(max_length=20, choices=CareStatus)
    is_restricted = models.BooleanField(
        "restricted", default=False, help_text="Only named people may know that this record exists."
    )
    recorded_at = models.DateTimeField(help_text="When the case file was opened in Mainstay.")
    closed_on = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["trigrams", "sort_name"])

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
                condition=Q(died_on__isnull=True) | Q(died_on__gte=F("date_of_birth")), name="learner_died_after_birth"
            ),
        ]
        indexes = [
            models.Index(fields=["sort_name", "id"], name="learner_by_name"),
            GinIndex(fields=["trigrams"], name="learner_by_trigram"),
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


class AgencyLink(models.Model):
    """An agency may see a young person's record for one purpose, from one instant until another."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="links")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="learner_links")
    purpose = models.CharField(max_length=20, choices=Purpose)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    objects = AgencyLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "learner", "purpose"], condition=Q(ends_at__isnull=True), name="link_once_while_open"
            ),
            models.UniqueConstraint(
                fields=["learner", "purpose"],
                condition=Q(ends_at__isnull=True, purpose__in=[Purpose.HOME_VIRTUAL_SCHOOL, Purpose.SOCIAL_CARE]),
                name="link_one_home",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="link_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "learner"], include=["starts_at", "ends_at"], name="link_of_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} as {self.get_purpose_display()}"


class RestrictedAccess(models.Model):
    """A person who may see a restricted record, named by someone with a reason."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="named_people")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "user"], name="restricted_access_once")]
        verbose_name_plural = "restricted access"

    def __str__(self) -> str:
        return f"{self.user}"


class KeyWorker(models.Model):
    """The adult who takes the part of best parent for this young person (A9). One at a time."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="key_workers")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="key_work")
    cover = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="key_work_covered"
    )
    kind = models.CharField(max_length=20, choices=KeyWorkerKind)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    assigned_at = models.DateTimeField(help_text="When the change was recorded.")
    assigned_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    history = HistoricalRecords()

    objects = KeyWorkerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner"], condition=Q(ends_at__isnull=True), name="key_worker_one_current"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="key_worker_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(cover__isnull=True) | ~Q(cover=F("membership")), name="key_worker_cover_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership.user}, {self.get_kind_display()}"


class KeyWorkerNotice(models.Model):
    """An e-mail that tells one person of a change of key worker; the change is told when all of them are accepted
    (A10).
    """

    key_worker = models.ForeignKey(KeyWorker, on_delete=models.CASCADE, related_name="notices")
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.message)


class Enrolment(models.Model):
    """A place at a provider, from its start to its end, with the start checklist (A12, A26, A29)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="enrolments")
    provider = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="enrolments")
    course = models.CharField(max_length=120)
    level = models.CharField(max_length=10, choices=Level)
    starts_on = models.DateField()
    planned_end_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=25, choices=EndReason, blank=True)
    recorded_at = models.DateTimeField()
    mentor = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="mentored")
    mentor_introduced_on = models.DateField(null=True, blank=True)
    designated_person_knows_key_worker_on = models.DateField(null=True, blank=True)
    provider_knows_contacts_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords()

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="") | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="enrolment_end_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(planned_end_on__isnull=True) | Q(planned_end_on__gte=F("starts_on")),
                name="enrolment_planned_end_after_start",
            ),
            models.UniqueConstraint(
                fields=["learner", "provider", "course"],
                condition=Q(ended_on__isnull=True),
                name="enrolment_once_while_open",
            ),
        ]
        indexes = [models.Index(fields=["provider", "ended_on"], name="enrolment_of_provider")]

    def __str__(self) -> str:
        return f"{self.course} at {self.provider}"
