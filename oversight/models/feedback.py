"""Short forms for young people and carers: what is asked, the links, what was answered, who wants to be rung (W12)."""

import uuid
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models import Agency, User
from learners.models import Carer, Learner
from oversight.enums import AnswerWay, Asked, FormStatus, QuestionKind, Quoting
from oversight.querysets import (
    FeedbackAnswerQuerySet,
    FeedbackCallQuerySet,
    OfFeedbackFormQuerySet,
    OfVirtualSchoolQuerySet,
)

#: The scale goes from 1, very bad, to this, very good; yes is 1 and no is 0.
BEST = 5


class FeedbackForm(models.Model):
    """A handful of questions by a Virtual School. `open_code` is the address of a form with one link for everybody: it opens
    the questions and nothing of the answers.

    `an_hour` and `at_most` keep a flood of answers through that link away; `call_within` is what the page promises to
    whoever asks to be rung.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    virtual_school = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="feedback_forms")
    title = models.CharField(max_length=120)
    what_for = models.TextField("what happens with the answers", help_text="Shown on the page, in plain words.")
    asked = models.CharField(max_length=12, choices=Asked)
    way = models.CharField(max_length=8, choices=AnswerWay)
    status = models.CharField(max_length=6, choices=FormStatus, default=FormStatus.DRAFT)
    closes_on = models.DateField("last day for answers")
    call_within = models.PositiveSmallIntegerField("working days within which we ring back", default=2)
    an_hour = models.PositiveSmallIntegerField("answers through the open link in an hour", default=60)
    at_most = models.PositiveIntegerField("answers through the open link in all", default=1000)
    open_code = models.UUIDField(default=uuid4, unique=True, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    history = HistoricalRecords()

    objects = OfVirtualSchoolQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(what_for=""), name="feedback_form_says_what_for"),
            models.CheckConstraint(
                condition=Q(status=FormStatus.DRAFT, opened_at__isnull=True)
                | (~Q(status=FormStatus.DRAFT) & Q(opened_at__isnull=False)),
                name="feedback_form_opened_at",
            ),
            models.CheckConstraint(
                condition=Q(call_within__gte=1) & Q(an_hour__gte=1) & Q(at_most__gte=1), name="feedback_form_limits"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.status == FormStatus.DRAFT

    @property
    def is_open(self) -> bool:
        return self.status == FormStatus.OPEN

    @property
    def is_personal(self) -> bool:
        return self.way == AnswerWay.PERSONAL


class FeedbackQuestion(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form = models.ForeignKey(FeedbackForm, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=QuestionKind)
    text = models.CharField(max_length=200)
    history = HistoricalRecords()

    objects = OfFeedbackFormQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["form", "position"], name="feedback_question_in_order"),
            models.CheckConstraint(condition=~Q(text=""), name="feedback_question_asks"),
        ]

    def __str__(self) -> str:
        return self.text


class FeedbackLink(models.Model):
    """A way to one person’s answers: sent to them, or made for whoever answers through the open link, of whom nothing is known.

    The table holds the digest of the token only. `carer` is who was written to, if not the young person.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form = models.ForeignKey(FeedbackForm, on_delete=models.PROTECT, related_name="links")
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, null=True, blank=True, related_name="feedback_links")
    carer = models.ForeignKey(Carer, on_delete=models.PROTECT, null=True, blank=True, related_name="feedback_links")
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    history = HistoricalRecords(excluded_fields=["token_digest"])

    objects = FeedbackAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form", "learner"], condition=Q(learner__isnull=False, carer__isnull=True),
                name="feedback_link_one_for_young_person",
            ),
            models.UniqueConstraint(
                fields=["form", "carer"], condition=Q(carer__isnull=False), name="feedback_link_one_for_carer"
            ),
            models.CheckConstraint(
                condition=Q(carer__isnull=True) | Q(learner__isnull=False), name="feedback_link_carer_of_whom"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Link to {self.form}"


class FeedbackAnswer(models.Model):
    """What one person answered, once; it may be changed until the form is closed. Leave to quote is a question of its own and
    can be taken back at any time (`quoting`).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form = models.ForeignKey(FeedbackForm, on_delete=models.PROTECT, related_name="answers")
    link = models.OneToOneField(FeedbackLink, on_delete=models.PROTECT, related_name="answer")
    learner = models.ForeignKey(
        Learner, on_delete=models.PROTECT, null=True, blank=True, related_name="feedback_answers"
    )
    quoting = models.CharField(max_length=10, choices=Quoting)
    first_name = models.CharField(max_length=40, blank=True, help_text="As they typed it, to stand under their words.")
    answered_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    taken_back_at = models.DateTimeField("may not be quoted any more since", null=True, blank=True)
    history = HistoricalRecords()

    objects = FeedbackAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(quoting=Quoting.FIRST_NAME) | ~Q(first_name=""), name="feedback_answer_has_first_name"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | Q(quoting=Quoting.NO), name="feedback_answer_taken_back"
            ),
        ]
        indexes = [models.Index(fields=["form", "answered_at"], name="feedback_answer_of_form")]

    def __str__(self) -> str:
        return f"Answer to {self.form}"


class FeedbackReply(models.Model):
    """The answer to one question: a number on the scale, yes (1) or no (0), or words."""

    answer = models.ForeignKey(FeedbackAnswer, on_delete=models.CASCADE, related_name="replies")
    question = models.ForeignKey(FeedbackQuestion, on_delete=models.PROTECT, related_name="replies")
    value = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(BEST)]
    )
    words = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "feedback replies"
        constraints = [
            models.UniqueConstraint(fields=["answer", "question"], name="feedback_reply_once"),
            models.CheckConstraint(
                condition=Q(value__isnull=False, words="", value__lte=BEST) | (Q(value__isnull=True) & ~Q(words="")),
                name="feedback_reply_one_of_both",
            ),
        ]

    def __str__(self) -> str:
        return self.words or str(self.value)


class FeedbackCall(models.Model):
    """Whoever answered wants to be rung: a promise with a clock (`oversight.duties`)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form = models.ForeignKey(FeedbackForm, on_delete=models.PROTECT, related_name="calls")
    answer = models.OneToOneField(FeedbackAnswer, on_delete=models.PROTECT, related_name="call")
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, null=True, blank=True, related_name="feedback_calls")
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=30)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    what_was_done = models.TextField(blank=True)
    history = HistoricalRecords()

    objects = FeedbackCallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(phone=""), name="feedback_call_whom"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, what_was_done="") | (Q(done_at__isnull=False) & ~Q(what_was_done="")),
                name="feedback_call_done_how",
            ),
        ]
        indexes = [models.Index(fields=["form", "done_at"], name="feedback_call_of_form")]

    def __str__(self) -> str:
        return f"Call asked for on {self.asked_at:%d %B %Y}"
