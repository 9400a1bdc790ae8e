"""A Virtual School begins: its providers, their people and the agreements that are signed already, from one table and in
one act. Nothing is half done, and the same table once more changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction
from django.urls import reverse

from accounts import access, history
from accounts.clock import local_date
from accounts.enums import AgencyKind, RoleCode, Scope
from accounts.models import Agency, Membership, User
from accounts.roles import ROLES
from accounts.services.agencies import AgencyError, add_agency
from accounts.services.role_news import tell_role_given
from accounts.tables import Table, TableRefused, read_table
from accounts.telling import News, tell
from accounts.uploads import clean_name
from agreements.enums import ContactKind, Side
from agreements.models import Contact, ProviderImport
from agreements.rules.provider_table import LIMITS, SHEET, Cells, Problem, columns_of, read_line
from agreements.selectors.importing import Plan, Step, plan_of
from agreements.services.agreements import (
    AgreementError,
    ConsultationDetails,
    SignatoryDetails,
    SupportDetails,
    record_agreement,
)
from agreements.services.upkeep import settle

REASON = "Brought in from a table"
_ROLES = {
    "person": RoleCode.DESIGNATED_PERSON,
    "cover": RoleCode.DESIGNATED_PERSON,
    "admin": RoleCode.AGENCY_ADMINISTRATOR,
}


class ImportRefused(AgreementError):
    """The table cannot be brought in; the text says why."""


class AlreadyBroughtIn(ImportRefused):
    def __init__(self) -> None:
        super().__init__("This table has been brought in already.")


class HasProblems(ImportRefused):
    def __init__(self) -> None:
        super().__init__("Something in the table has to be put right first. Nothing was changed.")


class ChangedSinceLooked(ImportRefused):
    def __init__(self) -> None:
        super().__init__(
            "Somebody changed something in Mainstay since you looked at this page. Look once more at what will happen. "
            "Nothing was changed."
        )


def keep_table(*, virtual_school: Agency, file_name: str, data: bytes, by: User, now: datetime) -> ProviderImport:
    """Read a table and keep what it says with everything that is wrong in it. Nothing else is changed yet.

    Raises TableRefused where it is no table at all, or ImportRefused.
    """
    if virtual_school.kind != AgencyKind.VIRTUAL_SCHOOL:
        raise ImportRefused("Only a Virtual School brings in providers.")
    table = read_table(data, sheet=SHEET, limits=LIMITS)
    if not table.lines:
        raise TableRefused("The table holds no provider. Fill in the template, one line for each.")
    rows, problems = _read(table, local_date(now))
    kept = ProviderImport(
        virtual_school=virtual_school,
        file_name=clean_name(file_name),
        sha256=sha256(data).hexdigest(),
        rows=rows,
        problems=problems,
        uploaded_by=by,
        uploaded_at=now,
    )
    history.save(kept, by=by, reason="Uploaded", at=now)
    return kept


def _read(table: Table, today: date) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    keys, problems = columns_of(table.header)
    rows: list[dict[str, object]] = []
    if problems:
        return rows, [asdict(problem) for problem in problems]
    for line in table.lines:
        cells = {key: line.cells[place] for place, key in enumerate(keys) if key}
        read, wrong = read_line(line.number, cells, today)
        faults = {table.header[place]: text for place, text in line.faults if place < len(table.header)}
        wrong = [problem for problem in wrong if problem.column not in faults]
        rows.append({"line": line.number, "cells": read})
        problems += wrong
        problems += [Problem(line.number, column, f"{column} {text}") for column, text in faults.items()]
    return rows, [asdict(problem) for problem in problems]


@transaction.atomic
def bring_in(
    *, wanted: ProviderImport, looked_at: str, tell_new_people: bool, by: User, now: datetime
) -> tuple[ProviderImport, dict[str, int]]:
    """Do what the plan says, all or nothing; `looked_at` is the digest of the plan that was shown. Says how many
    providers, people and agreements are new.

    New people get an account without a password, and an e-mail if `tell_new_people`. Whoever has an account already is
    told of the new role. Raises AlreadyBroughtIn, HasProblems, ChangedSinceLooked, ImportRefused.
    """
    # Two people who begin at once, also with different tables, come one after the other.
    Agency.objects.select_for_update(no_key=True).get(pk=wanted.virtual_school_id)
    wanted = (
        ProviderImport.objects.select_for_update(of=("self",), no_key=True)
        .select_related("virtual_school__local_authority")
        .get(pk=wanted.pk)
    )
    if wanted.applied_at is not None:
        raise AlreadyBroughtIn
    plan = plan_of(wanted)
    if plan.problems:
        raise HasProblems
    if plan.digest != looked_at:
        raise ChangedSinceLooked
    counts = plan.counts
    providers = _providers(plan, by=by, now=now)
    hats = _people(plan, providers, tell_new_people=tell_new_people, by=by, now=now)
    _posts(plan, providers, hats, by=by, now=now)
    _agreements(plan, providers, wanted.virtual_school, by=by, now=now)
    _settle(plan, wanted.virtual_school, by=by, now=now)
    wanted.applied_at = now
    history.save(wanted, by=by, reason="Brought in", at=now, update_fields=["applied_at"])
    return wanted, counts


def _providers(plan: Plan, *, by: User, now: datetime) -> dict[int, Agency]:
    """The provider of each line that changes something."""
    providers = {}
    for step in plan.changing:
        read = step.read
        if step.provider is not None:
            providers[step.line] = step.provider
            continue
        try:
            providers[step.line] = add_agency(
                kind=AgencyKind.PROVIDER,
                name=read["name"],
                local_authority=step.authority,
                tracked_from=local_date(now),
                email=read["email"],
                phone=read["phone"],
                address=read["address"],
                website=read["website"],
                ukprn=read["ukprn"],
                by=by,
                now=now,
            )
        except AgencyError as error:
            raise ImportRefused(f"Line {step.line}: {error} Nothing was changed.") from error
    return providers


def _people(
    plan: Plan, providers: Mapping[int, Agency], *, tell_new_people: bool, by: User, now: datetime
) -> dict[tuple[int, str], Membership]:
    """Accounts and roles, by line and person, in a few queries however many there are."""
    users = dict(plan.users)
    opened: dict[str, User] = {}
    for _, who, read in _named(plan.changing):
        address = read[f"{who}_email"]
        if address not in users:
            user = User(email=address, name=read[f"{who}_name"], phone=read[f"{who}_phone"], joined_at=now)
            user.set_unusable_password()
            users[address] = opened[address] = user
    history.create_all(list(opened.values()), by=by, reason="Account opened: " + REASON.lower(), at=now)
    hats: dict[tuple[str, int, RoleCode], Membership] = {}
    found = {}
    for line, who, read in _named(plan.changing):
        user, provider, role = users[read[f"{who}_email"]], providers[line], _ROLES[who]
        key = (user.email, provider.pk, role)
        hats.setdefault(key, Membership(user=user, agency=provider, role=role, starts_at=now))
        found[line, who] = hats[key]
    given = list(hats.values())
    history.create_all(given, by=by, reason="Role given: " + REASON.lower(), at=now)
    saved = {
        (hat.user_id, hat.agency_id, RoleCode(hat.role)): hat
        for hat in Membership.objects.filter(
            agency__in=[p.pk for p in providers.values()], starts_at=now
        ).select_related("user", "agency")
    }
    found = {key: saved[hat.user_id, hat.agency_id, RoleCode(hat.role)] for key, hat in found.items()}
    # Everybody with the same role at the same place shares one group; a role that reaches no record has none.
    grouped = [hat for hat in saved.values() if ROLES[RoleCode(hat.role)].scope == Scope.AGENCY]
    for hat in {(hat.agency_id, hat.role): hat for hat in grouped}.values():
        access.project_membership(hat)
    for hat in saved.values():
        if hat.user.email not in opened:
            tell_role_given(hat, by=by, now=now)
    if tell_new_people:
        tell([_opened(hat) for hat in saved.values() if hat.user.email in opened], now=now)
    return found


def _opened(hat: Membership) -> News:
    return News(
        recipient=hat.user,
        template="accounts/email/account_opened.txt",
        context={"agency": hat.agency.name, "role": str(hat.get_role_display())},
        link=reverse("accounts:profile"),
        key=f"account-opened:{hat.uuid}",
    )


def _named(steps: Iterable[Step]) -> Iterable[tuple[int, str, Cells]]:
    return [(step.line, who, step.read) for step in steps for who in step.people]


def _posts(
    plan: Plan,
    providers: Mapping[int, Agency],
    hats: Mapping[tuple[int, str], Membership],
    *,
    by: User,
    now: datetime,
) -> None:
    """The plan names people only for providers that had nobody, so no post changes hands here."""
    posts = [
        Contact(
            agency=providers[step.line],
            kind=ContactKind.DESIGNATED_PERSON,
            holder=hats[step.line, "person"],
            cover=hats.get((step.line, "cover")),
            starts_at=now,
        )
        for step in plan.changing
        if "person" in step.people
    ]
    history.create_all(posts, by=by, reason=REASON, at=now)


def _agreements(plan: Plan, providers: Mapping[int, Agency], school: Agency, *, by: User, now: datetime) -> None:
    for step in plan.changing:
        if not step.is_agreement_new:
            continue
        try:
            _agreement(step, providers[step.line], school, by=by, now=now)
        except AgreementError as error:
            raise ImportRefused(f"Line {step.line}: {error} Nothing was changed.") from error


def _settle(plan: Plan, school: Agency, *, by: User, now: datetime) -> None:
    """Each agency once, whatever came in for it. A provider that is new has no registration and no training yet: it owes
    nothing more.
    """
    known = [step.provider for step in plan.changing if step.provider is not None]
    for agency in [*known, school] if plan.counts["agreements"] else known:
        settle(agency=agency, by=by, now=now)


def _agreement(step: Step, provider: Agency, school: Agency, *, by: User, now: datetime) -> None:
    read = step.read
    signed_on = date.fromisoformat(read["signed_on"])
    assert step.social_care
    sides = {Side.PROVIDER: "signatory", Side.VIRTUAL_SCHOOL: "head"}
    consultation = None
    if read["consulted_on"]:
        consultation = ConsultationDetails(
            virtual_school=read["consulted_school"],
            name=read["consulted_name"],
            consulted_on=date.fromisoformat(read["consulted_on"]),
            outcome=read["consulted_outcome"],
        )
    record_agreement(
        virtual_school=school,
        provider=provider,
        signed_on=signed_on,
        starts_on=date.fromisoformat(read["starts_on"]),
        ends_on=date.fromisoformat(read["ends_on"]) if read["ends_on"] else None,
        signatories=[
            SignatoryDetails(side, read[f"{who}_name"], read[f"{who}_role"], read[f"{who}_email"], signed_on)
            for side, who in sides.items()
        ],
        support=SupportDetails(
            social_care=step.social_care,
            name=read["support_name"],
            role=read["support_role"],
            given_on=date.fromisoformat(read["support_on"]),
        ),
        consultation=consultation,
        settles=False,
        by=by,
        now=now,
    )
