"""Files that bring many lines at once: attendance, results, and lists of who is on roll (P9, W9)."""

from django.db import models
from django.db.models import F, Q

from accounts.files import PRIVATE_FILES
from accounts.models import Agency, StoredFile, User
from learners.models import Enrolment, Learner
from tracking.enums import FileHolds, FileKind, FileState, LineReason, LineState
from tracking.querysets import ImportFileQuerySet, RollLineQuerySet


def _where(instance: models.Model, filename: str) -> str:
    return f"tracking/{instance.uuid}"  # type: ignore[attr-defined]


class ImportFile(StoredFile):
    """A file of one provider. The same bytes for the same provider are taken in once: a repeat changes nothing."""

    kind = models.CharField(max_length=10, choices=FileKind)
    holds = models.CharField("who is in it", max_length=9, choices=FileHolds, default=FileHolds.DECLARED)
    provider = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    virtual_school = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="Whose young people it is matched to, or who handed it in. Empty: the provider itself, about all its own.",
    )  # fmt: skip
    file = models.FileField(storage=PRIVATE_FILES, upload_to=_where, blank=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=FileState, default=FileState.WAITING)
    lines = models.PositiveIntegerField(default=0)
    lines_done = models.PositiveIntegerField(default=0)
    lines_wrong = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How many workers have begun it.")
    started_at = models.DateTimeField(null=True, blank=True)
    alive_at = models.DateTimeField(null=True, blank=True, help_text="When the worker last said that it is at it.")
    ended_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True, help_text="Why the whole file was refused.")
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True, help_text="When the answer last went to the provider.")
    returned_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ImportFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "provider", "virtual_school", "sha256"],
                condition=~Q(state__in=["refused", "cancelled"]),
                nulls_distinct=False,
                name="import_file_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind=FileKind.ROLL) | Q(virtual_school__isnull=False),
                name="import_roll_has_virtual_school",
            ),
            models.CheckConstraint(condition=Q(lines_done__lte=F("lines")), name="import_file_done_of_lines"),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True, returned_by__isnull=True)
                | Q(returned_at__isnull=False, returned_by__isnull=False),
                name="import_file_returned_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["virtual_school", "-uploaded_at"], name="import_file_of_school"),
            models.Index(
                fields=["uploaded_at"], condition=Q(state__in=["waiting", "working"]), name="import_file_to_do"
            ),
        ]

    def get_absolute_url(self) -> str:
        page = "attendance/files" if self.kind == FileKind.ATTENDANCE else "on-roll"
        return f"/{page}/{self.uuid}/"


class RollLine(models.Model):
    """One line of a list of who is on roll, as the provider wrote it and as it was matched (W9).

    Nothing is recorded about a young person before a person has decided on a line that is not certain. Of a line that
    means none of ours, who it is is blanked: nobody here needs to know who else studies there.
    """

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="roll_lines")
    number = models.PositiveIntegerField("line")
    uln = models.CharField(max_length=10, blank=True)
    given_name = models.CharField(max_length=60, blank=True)
    family_name = models.CharField(max_length=60, blank=True)
    sort_name = models.CharField(max_length=130, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    reference = models.CharField("learner reference", max_length=12, blank=True)
    course = models.CharField(max_length=120, blank=True)
    aim_reference = models.CharField("learning aim", max_length=8, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    planned_end_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    completion = models.CharField("completion status", max_length=1, blank=True)
    state = models.CharField(max_length=8, choices=LineState)
    reason = models.CharField(max_length=15, choices=LineReason, blank=True)
    errors = models.TextField(blank=True, help_text="What is wrong with the line, one sentence a line.")
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_told = models.BooleanField(default=False, help_text="The provider was told that this is one of ours.")

    objects = RollLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="roll_line_once"),
            models.CheckConstraint(
                condition=~Q(state=LineState.MATCHED) | Q(learner__isnull=False), name="roll_line_matched_to_someone"
            ),
        ]
        indexes = [models.Index(fields=["file", "state", "number"], name="roll_line_by_state")]

    def __str__(self) -> str:
        return f"Line {self.number}"


class RollCandidate(models.Model):
    """Somebody a line might mean, with how alike they are (0 to 100) and what fits."""

    line = models.ForeignKey(RollLine, on_delete=models.CASCADE, related_name="candidates")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()
    fits = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "learner"], name="roll_candidate_once"),
            models.CheckConstraint(condition=Q(score__lte=100), name="roll_candidate_score_of_100"),
        ]

    def __str__(self) -> str:
        return f"{self.score}: {self.fits}"


class RollDecision(models.Model):
    """What a person decided about a line, and why. A later one replaces it; the marks, by which the same line is known again
    in a later list, are forgotten in time.
    """

    line = models.ForeignKey(RollLine, on_delete=models.CASCADE, related_name="decisions")
    learner = models.ForeignKey(
        Learner, on_delete=models.PROTECT, null=True, related_name="+", help_text="Empty: not one of ours."
    )
    why = models.CharField(max_length=300, blank=True)
    uln_mark = models.CharField(max_length=64, blank=True, db_index=True, help_text="A digest, not the number.")
    name_mark = models.CharField(max_length=64, blank=True, db_index=True, help_text="A digest, not the name.")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Line {self.line.number}: {self.learner or 'not one of ours'}"
