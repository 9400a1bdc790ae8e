"""Partners are told of a bid for funding or a joint project, with what it is to achieve (P14, P15)."""

from collections.abc import Collection
from datetime import date, datetime
from itertools import chain

from django.db import transaction
from django.urls import reverse

from accounts import history
from accounts.clock import local_date
from accounts.models import Agency, User
from agreements.audiences import spokespeople
from agreements.enums import NoticeKind
from agreements.models import ProjectNotice
from agreements.services.agreements import EntryRefused
from agreements.services.liaison import check_ahead
from notifications.enums import MessageKind
from notifications.services import tell


class NoticeRefused(EntryRefused):
    """It cannot be sent like this; `field` names what is wrong."""


@transaction.atomic
def give_notice(
    *,
    agency: Agency,
    partners: Collection[Agency],
    kind: NoticeKind,
    title: str,
    about: str,
    outcomes: str = "",
    answer_by: date | None = None,
    by: User,
    now: datetime,
) -> ProjectNotice:
    """Record it and tell those who speak for each partner. A project says which outcomes are planned. Raises
    NoticeRefused, LiaisonRefused.
    """
    told = [partner for partner in partners if partner.pk != agency.pk]
    if not told:
        raise NoticeRefused("partners", "Choose at least one partner to tell.")
    if kind == NoticeKind.PROJECT and not outcomes.strip():
        raise NoticeRefused("outcomes", "Enter the outcomes planned for the project.")
    if answer_by is not None:
        if answer_by < local_date(now):
            raise NoticeRefused("answer_by", "The day to answer by cannot be in the past.")
        check_ahead("answer_by", answer_by, now)
    notice = ProjectNotice(
        agency=agency, kind=kind, title=title.strip(), about=about.strip(), outcomes=outcomes.strip(),
        answer_by=answer_by, recorded_at=now,
    )  # fmt: skip
    history.save(notice, by=by, at=now)
    notice.partners.set(told)
    people = spokespeople([each.pk for each in told], now)
    tell(
        chain.from_iterable(people.values()),
        "agreements/email/project_notice.txt",
        {"agency": agency, "kind": notice.get_kind_display().lower(), "answer_by": answer_by},
        kind=MessageKind.LIAISON,
        link=reverse("agreements:notice", args=[notice.uuid]),
        topic=f"project_notice:{notice.uuid}",
        by=by,
        now=now,
    )
    return notice
