"""Boards that steer strategies and work plans, their meetings, and the updates that are asked for before one (W3)."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from accounts.models import Agency, Membership, User
from oversight.enums import BoardMeetingState
from oversight.models.strategy import Strategy, StrategyRow
from oversight.querysets import BoardQuerySet, OfBoardQuerySet, UpdateRequestQuerySet


class Board(models.Model):
    """A standing group of one agency that steers strategies: its own, and those shared with the agency."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="boards")
    name = models.CharField(max_length=120)
    chair = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="boards_chaired"
    )
    strategies = models.ManyToManyField(Strategy, related_name="boards", blank=True)
    closed_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords(m2m_fields=[strategies])

    objects = BoardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("agency", Lower("name"), name="board_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="board_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class BoardMember(models.Model):
    """Somebody who sits on a board, with or without Mainstay."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="members")
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="boards_sat_on"
    )
    name = models.CharField(max_length=120)
    part = models.CharField("what they are on it", max_length=120, blank=True)
    history = HistoricalRecords()

    objects = OfBoardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="board_member_has_name"),
            models.UniqueConstraint(
                fields=["board", "membership"], condition=Q(membership__isnull=False), name="board_member_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BoardMeeting(models.Model):
    """One meeting of a board. `updates_due_on` is the last day on which leads answer, empty until they are asked."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=160, blank=True)
    updates_due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=BoardMeetingState, default=BoardMeetingState.CALLED)
    minutes = models.TextField("what was decided", blank=True)
    cancelled_because = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OfBoardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=BoardMeetingState.CANCELLED) ^ Q(cancelled_because=""),
                name="board_meeting_cancelled_says_why",
            )
        ]
        indexes = [models.Index(fields=["board", "-starts_at"], name="board_meeting_of_board")]

    def __str__(self) -> str:
        return f"{self.board}, {self.starts_at:%Y-%m-%d}"

    @property
    def is_called(self) -> bool:
        """Still to come, or not yet said to be held."""
        return self.state == BoardMeetingState.CALLED


class UpdateRequest(models.Model):
    """Before a meeting somebody is asked how the rows stand of which they are the main lead. Its clock is a deadline.

    Which rows these are is looked up in the strategies, so that it is always right. It ends with an answer to each, or
    without (`ended_at`) when nobody need answer any more; who leads more rows later is asked again. `due_on` is the day as
    it was first set.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(BoardMeeting, on_delete=models.PROTECT, related_name="requests")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="updates_asked")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    objects = UpdateRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "membership"],
                condition=Q(answered_at__isnull=True, ended_at__isnull=True),
                name="update_request_one_open",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(ended_at__isnull=True),
                name="update_request_answered_or_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.membership.user.name}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.ended_at is None


class UpdateAnswer(models.Model):
    """A row that was asked about has an answer: something was written on it, or there is nothing new. Never rewritten."""

    request = models.ForeignKey(UpdateRequest, on_delete=models.CASCADE, related_name="answers")
    row = models.ForeignKey(StrategyRow, on_delete=models.CASCADE, related_name="+")
    nothing_new = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "row", "nothing_new"], name="update_answer_once")]

    def __str__(self) -> str:
        return "Nothing new" if self.nothing_new else "Answered"
