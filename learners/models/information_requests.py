"""Somebody outside asks about a young person, is rung back, and is told or not (P19b to P19d).

Nothing is released before somebody has rung back and knows who asks. The database itself refuses it (migration 0008), so
that a form, a request made by hand and a shell meet the same answer.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.files import PRIVATE_FILES
from accounts.models import Agency, User
from learners.enums import Asker, Basis, InformationRequestState, NumberFound, OverrideGround, ReleaseHow
from learners.models.learner import Learner
from learners.models.sharing import Consent
from learners.querysets import InformationRequestQuerySet
from learners.rules import PRIVATE


class InformationRequest(models.Model):
    """Who asks, for whom, for what and why; and how it ended."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="information_requests")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", help_text="Who answers it.")
    came_to = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", help_text="Where it came in.")
    asker = models.CharField("who asks", max_length=20, choices=Asker)
    caller = models.CharField("name of who asks", max_length=120)
    organisation = models.CharField(max_length=160, blank=True)
    number_given = models.CharField("number they gave", max_length=30)
    asks = models.TextField("what they ask for")
    why = models.TextField("why they need it", blank=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=InformationRequestState, default=InformationRequestState.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_reason = models.TextField("why nothing was released", blank=True)
    history = HistoricalRecords()

    objects = InformationRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(asker__in=sorted(PRIVATE)) | ~Q(organisation=""), name="information_asker_organisation"
            ),
            models.CheckConstraint(
                condition=~Q(caller="") & ~Q(number_given="") & ~Q(asks=""), name="information_says_who_and_what"
            ),
            models.CheckConstraint(
                condition=Q(received_at__lte=F("recorded_at")), name="information_received_before_entry"
            ),
            models.CheckConstraint(
                condition=Q(state=InformationRequestState.OPEN, ended_at__isnull=True)
                | (~Q(state=InformationRequestState.OPEN) & Q(ended_at__isnull=False)),
                name="information_end_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[InformationRequestState.REFUSED, InformationRequestState.WITHDRAWN])
                | ~Q(ended_reason=""),
                name="information_end_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["learner", "-received_at"], name="information_of_learner"),
            models.Index(
                fields=["agency", "received_at"],
                condition=Q(state=InformationRequestState.OPEN),
                name="information_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.who_asks} asks about {self.learner}"

    @property
    def who_asks(self) -> str:
        """The name and whom they ask for."""
        return f"{self.caller}, {self.organisation}" if self.organisation else self.caller

    @property
    def is_open(self) -> bool:
        return self.state == InformationRequestState.OPEN


class CallBack(models.Model):
    """Somebody rang who asks: on which number, where that was found, and who answered. The database refuses to change or
    delete a row; a mistake is put right by ringing again.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="call_backs")
    number_called = models.CharField(max_length=30)
    found_in = models.CharField("where the number was found", max_length=12, choices=NumberFound)
    found_note = models.CharField("where exactly", max_length=200, blank=True)
    called_at = models.DateTimeField()
    called_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    was_reached = models.BooleanField("somebody answered")
    spoke_to = models.CharField(max_length=120, blank=True)
    is_confirmed = models.BooleanField("it is known who asks")
    how_confirmed = models.TextField("how it is known who asks", blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_confirmed=False)
                | (Q(was_reached=True) & ~Q(how_confirmed="") & ~Q(spoke_to="") & ~Q(found_in=NumberFound.CALLER)),
                name="call_back_confirmed_by_proof",
            ),
            models.CheckConstraint(condition=Q(called_at__lte=F("recorded_at")), name="call_back_before_entry"),
        ]
        indexes = [models.Index(fields=["request", "called_at"], name="call_back_of_request")]

    def __str__(self) -> str:
        return f"{self.number_called}, {self.called_at:%Y-%m-%d %H:%M}"


class Release(models.Model):
    """What was told, to whom, how, on which basis and by whom, once for each request. The database refuses a row without a
    call back that says who asks, and to change or delete one.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.OneToOneField(InformationRequest, on_delete=models.PROTECT, related_name="release")
    call_back = models.ForeignKey(CallBack, on_delete=models.PROTECT, related_name="releases")
    what = models.TextField("what was released")
    parts = models.JSONField(default=list, help_text="Parts of the record that were printed, by code and title.")
    given_to = models.CharField(max_length=160)
    how = models.CharField(max_length=12, choices=ReleaseHow)
    sent_to = models.CharField("where it was sent", max_length=200, blank=True)
    basis = models.CharField(max_length=20, choices=Basis)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    ground = models.CharField(max_length=20, choices=OverrideGround, blank=True)
    reason = models.TextField("why without consent", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField()
    file = models.FileField(storage=PRIVATE_FILES, upload_to="releases/", max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(basis=Basis.CONSENT, consent__isnull=False, ground="")
                    | Q(basis=Basis.NOT_REFUSED, ground="")
                    | (Q(basis=Basis.OVERRIDE, ground__in=OverrideGround.values) & ~Q(reason=""))
                ),
                name="release_has_a_basis",
            ),
            models.CheckConstraint(condition=~Q(what="") & ~Q(given_to=""), name="release_says_what_to_whom"),
            models.CheckConstraint(
                condition=Q(file="", sha256="", parts=[]) | (~Q(file="") & ~Q(sha256="") & ~Q(parts=[])),
                name="release_printout_has_parts",
            ),
        ]

    def __str__(self) -> str:
        return f"Released to {self.given_to}"

    @property
    def recipient(self) -> str:
        """To whom it went; and for whom, where that is not who asked."""
        asked = self.request.who_asks
        if self.given_to.casefold() in (asked.casefold(), self.request.caller.casefold()):
            return asked
        return f"{self.given_to}, for {asked}"
