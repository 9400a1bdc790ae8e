"""Authorities, providers and who works there, for a caseload of so many. All invented."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from accounts.clock import local_date
from accounts.enums import AgencyKind, RoleCode
from accounts.models import Agency, LocalAuthority, Membership, User
from accounts.names import sort_name
from oversight.demo.names import FAMILY, GIVEN
from oversight.scale import spread
from oversight.scale.copying import Copier

#: Nobody can own an address that ends like this.
MAIL = "scale.example"
TRACKED_DAYS = 1_000
HEAD_ADDRESS = "head-{letter}{number}@" + MAIL
_FIGURES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass
class Authority:
    """One authority with its Virtual School, its social care and its people."""

    area: LocalAuthority
    virtual_school: Agency
    social_care: Agency
    key_contact: Membership
    manager: Membership
    social_workers: list[Membership]
    personal_advisers: list[Membership]
    near: list["College"] = field(default_factory=list)


@dataclass
class College:
    agency: Agency
    designated_person: Membership


class Agencies:
    """Makes agencies and people; `copier` keeps them until it writes."""

    def __init__(self, copier: Copier, chance: random.Random, now: datetime) -> None:
        self.copier, self.chance, self.now = copier, chance, now
        # Told apart from those of an earlier caseload in the same database.
        earlier = LocalAuthority.objects.filter(name__startswith="Scale ", name__endswith=" 001").count()
        self.letter = chr(ord("A") + earlier)
        self.mark = f"Scale {self.letter}"
        self.since = now - timedelta(days=TRACKED_DAYS)
        self._people = 0

    def make(self, learners: int) -> tuple[list[Authority], list[College]]:
        number = max(2, min(spread.MOST_AUTHORITIES, round(learners / spread.PEOPLE_PER_AUTHORITY)))
        workers = max(2, round(learners / number / spread.PEOPLE_PER_KEY_WORKER / 2))
        authorities = [self._authority(position, workers) for position in range(number)]
        of_providers = max(3, round(learners / spread.PEOPLE_PER_PROVIDER))
        colleges = [self._college(position, authorities[position % number]) for position in range(of_providers)]
        for position, college in enumerate(colleges):
            authorities[position % number].near.append(college)
        for authority in authorities:
            authority.near = authority.near or [colleges[0]]
        return authorities, colleges

    def _authority(self, number: int, workers: int) -> Authority:
        name = f"{self.mark} {number + 1:03}"
        area = self.copier.add(
            LocalAuthority(
                # Codes that no authority has: those of England begin with E and are three digits.
                ons_code=f"X{self.letter}{number:07}",
                dfe_code=f"{self.letter}{number // 36:X}{_FIGURES[number % 36]}",
                name=name,
                region="",
            )
        )
        school = self._agency(AgencyKind.VIRTUAL_SCHOOL, f"{name} Virtual School", area)
        care = self._agency(AgencyKind.SOCIAL_CARE, f"{name} Children’s Social Care", area)
        self._hat(
            school, RoleCode.VIRTUAL_SCHOOL_HEAD, HEAD_ADDRESS.format(letter=self.letter.lower(), number=number + 1)
        )
        return Authority(
            area=area,
            virtual_school=school,
            social_care=care,
            key_contact=self._hat(school, RoleCode.KEY_CONTACT),
            manager=self._hat(care, RoleCode.TEAM_MANAGER),
            social_workers=[self._hat(care, RoleCode.SOCIAL_WORKER) for _ in range(workers)],
            personal_advisers=[self._hat(care, RoleCode.PERSONAL_ADVISER) for _ in range(workers)],
        )

    def _college(self, number: int, authority: Authority) -> College:
        agency = self._agency(AgencyKind.PROVIDER, f"{self.mark} College {number + 1:04}", authority.area)
        return College(agency, self._hat(agency, RoleCode.DESIGNATED_PERSON))

    def _agency(self, kind: AgencyKind, name: str, area: LocalAuthority) -> Agency:
        return self.copier.add(
            Agency(
                kind=kind,
                name=name,
                sort_name=sort_name(name),
                local_authority=area,
                tracked_from=local_date(self.since),
            )
        )

    def _hat(self, agency: Agency, role: RoleCode, address: str = "") -> Membership:
        self._people += 1
        user = self.copier.add(
            User(
                email=address or f"{self.letter.lower()}-{self._people}@{MAIL}",
                name=f"{self.chance.choice(GIVEN)} {self.chance.choice(FAMILY)}",
                password=make_password(None),
                joined_at=self.since,
            )
        )
        return self.copier.add(Membership(user=user, agency=agency, role=role, starts_at=self.since))
