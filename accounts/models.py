"""Who signs in, for which agency, wearing which hat."""

import uuid
from datetime import datetime
from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, Group, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from simple_history.models import HistoricalRecords

from accounts.enums import AgencyKind, RoleCode
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
        """An operator: may open the site's operations pages, but sees no young person's record by it."""
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
    is_staff = models.BooleanField("operator", default=False)
    joined_at = models.DateTimeField(db_default=Now())
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    objects = UserManager()

    #: Within a web request hats and grants are read once, at the first question (`accounts.middleware`, `.selectors`,
    #: `.access`).
    remembers_memberships: bool = False
    memberships_of_request: "list[Membership] | None" = None
    permission_checker: Any = None

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
