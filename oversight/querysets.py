"""Domain queries of the oversight app: who may see which rows."""

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.enums import AgencyKind, Permission, Purpose
from accounts.models import Agency, User
from accounts.selectors import agency_ids_reached, agency_ids_where, current_memberships
from learners.models import AgencyLink, Learner
from oversight.enums import PackAudience, StrategyStatus

if TYPE_CHECKING:
    from oversight.models import (  # noqa: F401  (named as text below)
        Audit,
        AuditCase,
        AuditShare,
        Board,
        BoardPack,
        ExportJob,
        MeasureSnapshot,
        Panel,
        PanelItem,
        PanelMeeting,
        SavedView,
        Strategy,
        StrategyImport,
        UpdateRequest,
    )


class PanelQuerySet(models.QuerySet["Panel"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The panels of the user's own Virtual School, and those to which their agency belongs."""
        reached = agency_ids_reached(user)
        partner = self.filter(agencies__in=reached).values("pk")
        return self.filter(Q(virtual_school__in=reached) | Q(pk__in=partner))


class OfPanelMeetingQuerySet(models.QuerySet["PanelMeeting"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        from oversight.models import Panel

        return self.filter(panel__in=Panel.objects.visible_to(user))


class PanelItemQuerySet(models.QuerySet["PanelItem"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Of young people whom the user sees: for the young person's own agencies, the key worker among them; and on the
        agendas of panels that the user sees, for a partner to whom the record was opened for it. A partner sees who agreed
        to it, and nobody who is restricted.
        """
        from oversight.models import PanelMeeting

        own = Learner.objects.of_own_agencies(user).values("pk")
        opened = AgencyLink.objects.active().filter(agency__in=agency_ids_reached(user), purpose=Purpose.PANEL_PARTNER)
        as_partner = Q(meeting__in=PanelMeeting.objects.visible_to(user), learner__in=opened.values("learner_id"))
        return self.filter(Q(learner__in=own) | as_partner, learner__in=Learner.objects.visible_to(user))

    def on_agenda(self) -> Self:
        """Not taken off, in the order of the agenda."""
        return self.filter(taken_off="").order_by("position", "id")

    def decided(self) -> Self:
        return self.filter(decided_at__isnull=False)


class OfPanelItemQuerySet(models.QuerySet[Any]):
    """Rows of an item: seen by whoever sees the item."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        from oversight.models import PanelItem

        return self.filter(item__in=PanelItem.objects.visible_to(user))


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(agency__in={hat.agency_id for hat in current_memberships(user)})


class ExportJobQuerySet(models.QuerySet["ExportJob"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """A person's own, under the hats they still have."""
        return self.filter(user=user.pk, agency__in={hat.agency_id for hat in current_memberships(user)})


class StrategyQuerySet(models.QuerySet["Strategy"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the user's own agency, where a role of theirs sees how it is doing; those shared with it; and those of which
        they lead or help with a row. A draft is for whoever keeps strategies at the agency that writes it.
        """
        from oversight.models import StrategyLead

        hats = current_memberships(user)
        may = {hat.pk: hat.role_definition.permissions for hat in hats}
        keeps = {hat.agency_id for hat in hats if Permission.KEEP_STRATEGY in may[hat.pk]}
        looks = keeps | {hat.agency_id for hat in hats if Permission.VIEW_OVERSIGHT in may[hat.pk]}
        shared = self.model.partners.through.objects.filter(agency__in=looks).values("strategy")
        named = StrategyLead.objects.filter(membership__in=list(may)).values("row__strategy")
        told = Q(owner__in=looks) | Q(pk__in=shared) | Q(pk__in=named)
        return self.filter(Q(owner__in=keeps) | (~Q(status=StrategyStatus.DRAFT) & told))


class StrategyImportQuerySet(models.QuerySet["StrategyImport"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Documents that came to an agency at which the user sees how it is doing, or keeps its strategies."""
        at = set(agency_ids_where(user, Permission.KEEP_STRATEGY))
        return self.filter(owner__in=at | set(agency_ids_where(user, Permission.VIEW_OVERSIGHT)))


class OfStrategyQuerySet(models.QuerySet[Any]):
    """Rows of a strategy: seen by whoever sees the strategy."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        from oversight.models import Strategy

        return self.filter(strategy__in=Strategy.objects.visible_to(user))


class OfStrategyRowQuerySet(models.QuerySet[Any]):
    """What belongs to one row of a strategy."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        from oversight.models import Strategy

        return self.filter(row__strategy__in=Strategy.objects.visible_to(user))


class BoardQuerySet(models.QuerySet["Board"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the user's own agency, where a role of theirs sees how it is doing; those they chair or sit on."""
        from oversight.models import BoardMember

        looks = agency_ids_where(user, Permission.VIEW_OVERSIGHT) + agency_ids_where(user, Permission.KEEP_STRATEGY)
        worn = [hat.pk for hat in current_memberships(user)]
        sits = BoardMember.objects.filter(membership__in=worn).values("board")
        return self.filter(Q(agency__in=looks) | Q(chair__in=worn) | Q(pk__in=sits))


class OfBoardQuerySet(models.QuerySet[Any]):
    """What belongs to a board: seen by whoever sees the board."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        from oversight.models import Board

        return self.filter(board__in=Board.objects.visible_to(user))


class UpdateRequestQuerySet(models.QuerySet["UpdateRequest"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those that the user is asked, or somebody at an agency whose strategies they keep, and those of boards that they see.
        Who is still to answer is told to fewer (`oversight.selectors.boards.sees_answers`).
        """
        from oversight.models import Board

        asked = Q(membership__in=[hat.pk for hat in current_memberships(user)])
        asked |= Q(membership__agency__in=agency_ids_where(user, Permission.KEEP_STRATEGY))
        return self.filter(asked | Q(meeting__board__in=Board.objects.visible_to(user)))

    def open(self) -> Self:
        return self.filter(answered_at__isnull=True, ended_at__isnull=True)


class MeasureSnapshotQuerySet(models.QuerySet["MeasureSnapshot"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Of Virtual Schools for which the user sees oversight, and of the one beside their own social care."""
        seen = Agency.objects.filter(pk__in=agency_ids_where(user, Permission.VIEW_OVERSIGHT))
        beside = seen.filter(kind=AgencyKind.SOCIAL_CARE).values("local_authority")
        schools = Agency.objects.filter(kind=AgencyKind.VIRTUAL_SCHOOL)
        return self.filter(agency__in=schools.filter(Q(pk__in=seen.values("pk")) | Q(local_authority__in=beside)))

    def standing(self) -> Self:
        """What stands: without rows that another row corrects."""
        return self.filter(correction__isnull=True)


class BoardPackQuerySet(models.QuerySet["BoardPack"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Of Virtual Schools for which the user makes packs; once published, for whoever sees how the school is doing; and
        those that leave the authority for whoever sees that of the social care beside it.
        """
        makes = agency_ids_where(user, Permission.MAKE_PACK)
        seen = Agency.objects.filter(pk__in=agency_ids_where(user, Permission.VIEW_OVERSIGHT))
        beside = seen.filter(kind=AgencyKind.SOCIAL_CARE).values("local_authority")
        leaves = Q(audience=PackAudience.OUTSIDE, agency__local_authority__in=beside)
        told = Q(published_at__isnull=False) & (Q(agency__in=seen.values("pk")) | leaves)
        return self.filter(Q(agency__in=makes) | told)

    def standing(self) -> Self:
        """The newest version of each: without those that a published one corrects."""
        return self.exclude(correction__published_at__isnull=False)


class OfVirtualSchoolQuerySet(models.QuerySet[Any]):
    """Rows of a Virtual School for whoever works there; pages ask besides whether they keep feedback and bulletins."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(virtual_school__in=agency_ids_reached(user))


class OfFeedbackFormQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(form__virtual_school__in=agency_ids_reached(user))


class FeedbackAnswerQuerySet(OfFeedbackFormQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those to forms of one's own Virtual School; of a young person only where one sees them."""
        seen = Learner.objects.visible_to(user).of_own_agencies(user)
        return super().visible_to(user).filter(Q(learner__isnull=True) | Q(learner__in=seen))


class FeedbackCallQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """For a young person's own agencies, the key worker among them; where nobody is known, for whoever keeps the form."""
        seen = Learner.objects.visible_to(user).of_own_agencies(user)
        schools = agency_ids_where(user, Permission.KEEP_FEEDBACK)
        nobodys = Q(learner__isnull=True, form__virtual_school__in=schools)
        return self.filter(nobodys | Q(learner__in=seen))


class AuditQuerySet(models.QuerySet["Audit"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of agencies whose young people the user may see: never of another agency."""
        return self.filter(agency__in=agency_ids_where(user, Permission.VIEW_LEARNER))


class OfAuditQuerySet(models.QuerySet[Any]):
    """What belongs to an audit and names no young person."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        from oversight.models import Audit

        return self.filter(audit__in=Audit.objects.visible_to(user))


class AuditShareQuerySet(OfAuditQuerySet):
    def open(self) -> Self:
        """Still to be answered."""
        return self.filter(done_at__isnull=True, ended_at__isnull=True)


class AuditCaseQuerySet(models.QuerySet["AuditCase"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Of audits that the user sees: young people whom the user may see now, through the agency that audits. What a
        colleague judged of a young person is told to no other agency.
        """
        from oversight.models import Audit

        seen = Learner.objects.visible_to(user).of_own_agencies(user)
        return self.filter(audit__in=Audit.objects.visible_to(user), learner__in=seen)

    def waiting(self) -> Self:
        """Whose questions are still to be answered."""
        return self.filter(finished_at__isnull=True, set_aside="")
