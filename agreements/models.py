"""The agreement between a Virtual School and a provider, its terms, its signatories and the people in its posts."""

import uuid
from datetime import date, datetime
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from simple_history.models import HistoricalRecords

from accounts.enums import Permission
from accounts.models import Agency, Membership, User
from accounts.selectors import agency_ids_where
from agreements.enums import AgreementStatus, ContactKind, Side, TermKey, TrainingSubject
from agreements.rules import REGISTRATION_NUMBER
from deadlines.enums import Unit
from deadlines.rules import Limit


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Agreements to which an agency of the user is a party, where the role lets them read agreements."""
        agencies = agency_ids_where(user, Permission.VIEW_AGREEMENT)
        return self.filter(Q(virtual_school__in=agencies) | Q(provider__in=agencies))

    def in_force(self, on: date) -> Self:
        """Signed, begun and not yet over on the local day `on`."""
        return self.applying(on).filter(status=AgreementStatus.IN_FORCE)

    def applying(self, on: date) -> Self:
        """Those whose terms applied on the local day `on`, also where they have ended or lapsed since."""
        return self.exclude(status=AgreementStatus.DRAFT).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on
        )


class Agreement(models.Model):
    """A learner support agreement between one Virtual School and one provider (A1)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    virtual_school = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="agreements_as_virtual_school")
    provider = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="agreements_as_provider")
    status = models.CharField(max_length=10, choices=AgreementStatus, default=AgreementStatus.DRAFT)
    meeting_on = models.DateField("formal meeting held on", null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField("in force from", null=True, blank=True)
    ends_on = models.DateField("in force until", null=True, blank=True)
    notes = models.TextField(blank=True)
    put_in_force_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When it was put in force in Mainstay: its own clocks began."
    )
    history = HistoricalRecords()

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["virtual_school", "provider"],
                condition=Q(status=AgreementStatus.IN_FORCE),
                name="agreement_one_in_force_per_pair",
            ),
            models.CheckConstraint(
                condition=~Q(status=AgreementStatus.IN_FORCE) | Q(signed_on__isnull=False, starts_on__isnull=False),
                name="agreement_in_force_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="agreement_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[AgreementStatus.LAPSED, AgreementStatus.ENDED]) | Q(ends_on__isnull=False),
                name="agreement_over_has_end",
            ),
            models.CheckConstraint(condition=~Q(virtual_school=F("provider")), name="agreement_between_two_agencies"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} with {self.virtual_school}"


class Signatory(models.Model):
    """Who signed for one side, in which capacity (A1)."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signatories")
    side = models.CharField(max_length=20, choices=Side)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    email = models.EmailField("e-mail address")
    signed_on = models.DateField()
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "signatories"
        constraints = [models.UniqueConstraint(fields=["agreement", "side"], name="signatory_one_per_side")]

    def __str__(self) -> str:
        return f"{self.name}, {self.role}"


class Term(models.Model):
    """A limit with the day from which it applies. Without an agreement it belongs to the default set.

    A deadline takes the term in force when its clock starts and keeps it: a later term never moves an open deadline.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, null=True, blank=True, related_name="terms")
    key = models.CharField(max_length=30, choices=TermKey)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=12, choices=Unit)
    effective_on = models.DateField("applies from")
    reason = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "key", "effective_on"], name="term_once_per_day"),
            models.UniqueConstraint(
                fields=["key", "effective_on"], condition=Q(agreement__isnull=True), name="term_default_once_per_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()}: {self.limit} from {self.effective_on}"

    @property
    def limit(self) -> Limit:
        return Limit(self.amount, Unit(self.unit))


class ContactQuerySet(models.QuerySet["Contact"]):
    def current(self, at: datetime | None = None) -> Self:
        """Posts as they were filled at `at` (the database's now unless given)."""
        moment = at or Now()
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=moment), starts_at__lte=moment)


class Contact(models.Model):
    """Who holds a post of an agency, with the person who covers.

    A key contact may be named for one agreement or for all of the Virtual School's.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=20, choices=ContactKind)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts")
    holder = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="posts_held")
    cover = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="posts_covered")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind"],
                condition=Q(ends_at__isnull=True, agreement__isnull=True),
                name="contact_one_current_per_agency",
            ),
            models.UniqueConstraint(
                fields=["agreement", "kind"],
                condition=Q(ends_at__isnull=True, agreement__isnull=False),
                name="contact_one_current_per_agreement",
            ),
            models.CheckConstraint(
                condition=Q(cover__isnull=True) | ~Q(cover=F("holder")), name="contact_cover_is_another"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="contact_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.holder.user}"


class Training(models.Model):
    """Somebody was trained in a subject, as part of working for an agency (P3). The newest one of a subject counts.

    It is recorded under a hat, and counts for the person as long as they wear any hat of that agency.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="training")
    subject = models.CharField(max_length=20, choices=TrainingSubject)
    note = models.CharField("course and who gave it", max_length=200, blank=True)
    done_on = models.DateField()
    refresh_due_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "training"
        constraints = [
            models.CheckConstraint(condition=Q(subject__in=TrainingSubject.values), name="training_subject_known"),
            models.CheckConstraint(
                condition=~Q(subject=TrainingSubject.OTHER) | ~Q(note=""), name="training_other_is_named"
            ),
            models.CheckConstraint(
                condition=Q(refresh_due_on__isnull=True) | Q(refresh_due_on__gt=F("done_on")),
                name="training_refresh_after_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership.user}: {self.get_subject_display()}, {self.done_on}"


class Registration(models.Model):
    """An agency's entry in the register of the Information Commissioner's Office, until the day it expires (P13).

    One row for each year it is renewed; the last one to expire counts.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="registrations")
    number = models.CharField("registration number", max_length=8)
    expires_on = models.DateField()
    recorded_at = models.DateTimeField()
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "expires_on"], name="registration_once_per_expiry"),
            models.CheckConstraint(
                condition=Q(number__regex=REGISTRATION_NUMBER), name="registration_number_as_in_register"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} until {self.expires_on}"


class Confirmation(models.Model):
    """An agency's people and posts were looked through and confirmed as right (P12, A20, A36). Never changed."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="confirmations")
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["agency", "confirmed_at"], name="confirmation_of_agency")]

    def __str__(self) -> str:
        return f"{self.agency}, {self.confirmed_at:%Y-%m-%d %H:%M}"
