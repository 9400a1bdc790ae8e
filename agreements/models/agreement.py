"""The agreement between a Virtual School and a provider: what is recorded on the way to it, its signatories, its terms."""

import uuid
from datetime import date
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.enums import Permission
from accounts.models import Agency, User
from accounts.selectors import agency_ids_where
from agreements.enums import BEFORE_SIGNATURE, OVER, RUNNING, AgreementStatus, Side, TermKey
from agreements.models.wording import Wording
from deadlines.enums import Unit
from deadlines.rules import Limit


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Agreements to which an agency of the user is a party or which it supports, where the role lets them read
        agreements.
        """
        agencies = agency_ids_where(user, Permission.VIEW_AGREEMENT)
        supported = SocialCareSupport.objects.filter(social_care__in=agencies).values("agreement")
        return self.filter(Q(virtual_school__in=agencies) | Q(provider__in=agencies) | Q(pk__in=supported))

    def in_force(self, on: date) -> Self:
        """Signed, begun and not yet over on the local day `on`; a renewed one through its last day."""
        return self.applying(on).filter(status__in=RUNNING)

    def applying(self, on: date) -> Self:
        """Those whose terms applied on the local day `on`, also where they have ended or lapsed since."""
        return self.exclude(status__in=BEFORE_SIGNATURE).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on
        )


class Agreement(models.Model):
    """A learner support agreement between one Virtual School and one provider (A1)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    virtual_school = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="agreements_as_virtual_school")
    provider = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="agreements_as_provider")
    status = models.CharField(max_length=20, choices=AgreementStatus, default=AgreementStatus.DRAFT)
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements")
    predecessor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        help_text="The agreement that this one renews or amends.",
    )
    meeting_on = models.DateField("formal meeting held on", null=True, blank=True)
    meeting_place = models.CharField(max_length=120, blank=True)
    meeting_people = models.TextField("who took part", blank=True)
    employers_note = models.CharField("why no employer supports it", max_length=200, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField("in force from", null=True, blank=True)
    ends_on = models.DateField("in force until", null=True, blank=True)
    notes = models.TextField(blank=True)
    is_public = models.BooleanField("shown on the public pages", default=True)
    put_in_force_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When it was put in force in Mainstay: its own clocks began."
    )
    signed_text = models.ForeignKey(
        "AgreementText",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="The text with whose signatures it came into force; empty where it was signed outside Mainstay.",
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
                condition=~Q(status__in=OVER) | Q(ends_on__isnull=False),
                name="agreement_over_has_end",
            ),
            models.CheckConstraint(condition=~Q(virtual_school=F("provider")), name="agreement_between_two_agencies"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} with {self.virtual_school}"


class SocialCareSupport(models.Model):
    """Social care of the authority supports the agreement (A3): who said so, and when. No signature without it."""

    agreement = models.OneToOneField(Agreement, on_delete=models.CASCADE, related_name="support")
    social_care = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="agreements_supported")
    name = models.CharField("who gave the support", max_length=120)
    role = models.CharField(max_length=120)
    given_on = models.DateField()
    note = models.TextField(blank=True)
    history = HistoricalRecords()

    def __str__(self) -> str:
        return f"{self.social_care}, {self.name}"


class Consultation(models.Model):
    """The Virtual School of the authority where the provider stands was consulted (A4)."""

    agreement = models.OneToOneField(Agreement, on_delete=models.CASCADE, related_name="consultation")
    virtual_school = models.CharField("Virtual School that was consulted", max_length=120)
    name = models.CharField("who was consulted", max_length=120)
    consulted_on = models.DateField()
    outcome = models.TextField("what they said")
    history = HistoricalRecords()

    def __str__(self) -> str:
        return f"{self.virtual_school}, {self.name}"


class Contract(models.Model):
    """A formal contract that takes precedence over some clauses (P20), from a day to a day."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="contracts")
    title = models.CharField(max_length=160)
    clauses = ArrayField(models.CharField(max_length=30), help_text="Codes of the duties it takes precedence over.")
    note = models.TextField("what it says instead", blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="contract_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.title


class EmployerPartner(models.Model):
    """An employer that works with a provider, and whether it supports the agreement (A33)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    provider = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="employer_partners")
    name = models.CharField(max_length=120)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField("contact’s e-mail address", blank=True)
    supported_on = models.DateField("support confirmed on", null=True, blank=True)
    ended_on = models.DateField("partner until", null=True, blank=True)
    note = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "name"], condition=Q(ended_on__isnull=True), name="employer_once_per_provider"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Signatory(models.Model):
    """Who signs for one side, in which capacity (A1). Until they have signed there is no day."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signatories")
    side = models.CharField(max_length=20, choices=Side)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    email = models.EmailField("e-mail address")
    signed_on = models.DateField(null=True, blank=True)
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
