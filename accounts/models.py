"""Who signs in, for which agency, wearing which hat."""

import uuid
from datetime import datetime
from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, Group, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.files import FieldFile
from django.db.models.functions import Lower, Now
from simple_history.models import HistoricalRecords

from accounts.enums import AgencyKind, LookKind, RoleCode, ScanResult
from accounts.roles import ROLES, Role


class LocalAuthority(models.Model):
    """A local authority in England, with its official codes and the days between which it exists. Reference data."""

    ons_code = models.CharField("ONS code", max_length=9, unique=True)
    dfe_code = models.CharField("DfE code", max_length=3, unique=True)
    name = models.CharField(max_length=80)
    region = models.CharField(max_length=40)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "local authorities"

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account without any role, for Django's own command. `is_staff` opens nothing: operators hold a role (ADR 17)."""
        return self.create_user(email, password, is_staff=True, is_superuser=False, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail. What they may see comes only from their memberships."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField("full name", max_length=120)
    phone = models.CharField("phone number", max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("made by command", default=False)
    joined_at = models.DateTimeField(db_default=Now())
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    objects = UserManager()

    #: Within a web request hats and grants are read once, at the first question (`accounts.middleware`, `.selectors`,
    #: `.access`).
    remembers_memberships: bool = False
    memberships_of_request: "list[Membership] | None" = None
    memberships_not_worn: "tuple[Membership, ...]" = ()
    agency_chosen: int | None = None
    agency_of_sign_in: int | None = None
    roles_stood_in_for: "frozenset[RoleCode] | None" = None
    #: Within a request that only reads: whom the user knows by name, by how. One that writes may change it under way.
    remembers_learners: bool = False
    learners_of_request: "dict[str, list[int]] | None" = None
    #: And the links (young person, agency, purpose) of the agencies the user reaches.
    links_of_request: "list[tuple[int, int, str]] | None" = None
    learners_seen_of_request: "list[int] | None" = None
    #: And the conditions of doors that are put into most questions (`accounts.lookups`).
    conditions_of_request: "dict[str, list[Q]] | None" = None
    permission_checker: Any = None
    #: Whose records this request has shown (`accounts.looks`).
    shown: "list[Any] | None" = None

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_whatever_case"),
            models.CheckConstraint(
                condition=Q(is_superuser=False),
                name="user_never_superuser",
                violation_error_message="Nobody may see everything: give the person a membership instead.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]


class Agency(models.Model):
    """An organisation that takes part in agreements."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=AgencyKind)
    name = models.CharField(max_length=120)
    sort_name = models.CharField(max_length=120, editable=False)
    local_authority = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="agencies")
    email = models.EmailField("e-mail address", blank=True)
    phone = models.CharField("phone number", max_length=30, blank=True)
    address = models.TextField(blank=True)
    website = models.URLField(blank=True)
    ukprn = models.CharField("UKPRN", max_length=8, blank=True)
    tracked_from = models.DateField(
        "tracked from",
        help_text=(
            "Clocks that were due before this day are kept as “before Mainstay”: no messages, and outside adherence."
        ),
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "agencies"
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="agency_name_unique_per_kind"),
            models.UniqueConstraint(
                fields=["local_authority"],
                condition=Q(kind=AgencyKind.VIRTUAL_SCHOOL),
                name="agency_one_virtual_school_per_authority",
            ),
            models.CheckConstraint(condition=Q(kind__in=AgencyKind.values), name="agency_kind_known"),
        ]
        indexes = [models.Index(fields=["kind", "sort_name", "id"], name="agency_by_name")]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self, at: datetime | None = None) -> Self:
        """Memberships in force at `at` (the database's now unless given), of people who may sign in."""
        moment = at or Now()
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=moment), starts_at__lte=moment, user__is_active=True)


class Membership(models.Model):
    """A hat: this person, in this role, at this agency, from one instant until another."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=RoleCode)
    job_title = models.CharField(max_length=80, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agency", "role"], condition=Q(ends_at__isnull=True), name="membership_once_while_open"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="membership_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(role__in=RoleCode.values), name="membership_role_known"),
        ]
        indexes = [models.Index(fields=["agency", "role"], name="membership_by_role")]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.agency}"

    @property
    def role_definition(self) -> Role:
        return ROLES[RoleCode(self.role)]


class RoleGroup(models.Model):
    """The one guardian group of an agency × role: a new officer is one row in it, not a grant per young person."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="role_groups")
    role = models.CharField(max_length=30, choices=RoleCode)
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="role_group")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "role"], name="role_group_once")]

    def __str__(self) -> str:
        return f"{self.agency}: {self.get_role_display()}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at: datetime | None = None) -> Self:
        """Neither accepted nor withdrawn, and not yet out of date at `at` (the database's now unless given)."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=at or Now())


class Invitation(models.Model):
    """A hat that waits for somebody: whoever has the link in the e-mail may take it, once, until it expires.

    The link's token is kept as its digest only, so that nobody who reads the table can use it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("e-mail address")
    name = models.CharField("full name", max_length=120)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=30, choices=RoleCode)
    job_title = models.CharField(max_length=80, blank=True)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations_sent")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    membership = models.OneToOneField(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="invitation"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["token_digest"])

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "agency", "role", Lower("email"),
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_once_while_open",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, membership__isnull=True)
                | Q(accepted_at__isnull=False, membership__isnull=False),
                name="invitation_accepted_has_membership",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_accepted_or_withdrawn",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("invited_at")), name="invitation_expires_after_sent"),
            models.CheckConstraint(condition=Q(role__in=RoleCode.values), name="invitation_role_known"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name}, {self.get_role_display()}, {self.agency}"


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def active(self, at: datetime | None = None) -> Self:
        """Those in force at `at` (the database's now unless given)."""
        moment = at or Now()
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)


class Delegation(models.Model):
    """A colleague covers: from one instant until another the deputy may do what the giver's role may, for the young
    people named on a higher floor and nobody else.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    giver = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="delegations_given")
    deputy = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="delegations_held")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.TextField(blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("deputy")), name="delegation_to_another"),
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="delegation_ends_after_start"),
        ]
        indexes = [models.Index(fields=["deputy", "ends_at"], name="delegation_of_deputy")]

    def __str__(self) -> str:
        return f"{self.deputy.user} for {self.giver.user}"


class Look(models.Model):
    """Somebody saw records of young people: who, in which role, what, when, from where.

    One row for each request, also where a list or a search showed many. The young people are held by UUID and label
    without a foreign key: the record of who looked is kept on the lowest floor and outlives what was looked at. The
    database refuses to change or delete a row.
    """

    at = models.DateTimeField(db_default=Now())
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="looks")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="looks")
    roles = ArrayField(models.CharField(max_length=30), help_text="The roles worn at that agency.")
    kind = models.CharField(max_length=10, choices=LookKind)
    what = models.CharField(max_length=80, help_text="The name of the address: “oversight:case-file”.")
    learner_uuids = ArrayField(models.UUIDField())
    label = models.CharField(max_length=130, blank=True, help_text="The young person’s name where there is just one.")
    basis = models.CharField(
        max_length=20, blank=True, help_text="On which basis another agency than the responsible ones was shown this."
    )
    address = models.GenericIPAddressField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=LookKind.values), name="look_kind_known")]
        indexes = [
            GinIndex(fields=["learner_uuids"], name="look_at_learner"),
            models.Index(fields=["agency", "at"], name="look_of_agency"),
            models.Index(fields=["user", "at"], name="look_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.what}"


class StoredFile(models.Model):
    """What is known of a file that people handed in, beside the bytes in `file`: checked by type, size and scanner,
    served only through a permission check.
    """

    file: FieldFile

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120, help_text="The name under which it is downloaded.")
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField(help_text="In bytes.")
    sha256 = models.CharField(max_length=64)
    scan = models.CharField(max_length=12, choices=ScanResult)
    uploaded_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
