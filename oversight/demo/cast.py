"""Agencies, people, agreements and posts of the demonstration. All invented; only the authorities exist."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from accounts.clock import local_date
from accounts.enums import AgencyKind, RoleCode
from accounts.models import Agency, LocalAuthority, Membership
from accounts.names import sort_name
from accounts.services import add_agency, add_person, begin_membership
from agreements.enums import ContactKind, Side, TermKey
from agreements.models import Agreement, Contact
from agreements.services import (
    ConsultationDetails,
    SignatoryDetails,
    SupportDetails,
    appoint_contact,
    record_agreement,
    set_term,
)
from agreements.services.preparing import record_meeting
from agreements.services.public import show_contact
from deadlines.enums import Unit
from deadlines.rules import Limit

#: Everybody's e-mail address ends like this; it can belong to nobody.
MAIL = "demo.example"


@dataclass
class Home:
    """One authority: its Virtual School and its social care, and who works there."""

    virtual_school: Agency
    social_care: Agency
    head: Membership
    key_contact: Membership
    officer: Membership
    team_manager: Membership
    key_workers: list[Membership]


@dataclass
class College:
    """One provider and who works there."""

    agency: Agency
    signatory: Membership
    designated_person: Membership
    cover: Membership
    mentor: Membership


@dataclass
class Cast:
    homes: list[Home]
    colleges: list[College]
    agreements: list[Agreement] = field(default_factory=list)


_AUTHORITIES = ("Walsall", "Sandwell", "Dudley")

#: For each authority: head, key contact, officer, team manager, then key workers with their role.
_HOME_PEOPLE = (
    (
        ("Rosalind Amadi", "Peter Hollowell", "Jo Treadgold", "Michelle Okonjo"),
        (
            ("Samuel Birtwell", RoleCode.SOCIAL_WORKER), ("Nadia Farooqi", RoleCode.SOCIAL_WORKER),
            ("Grace Penhallow", RoleCode.PERSONAL_ADVISER), ("Leroy Castleton", RoleCode.PERSONAL_ADVISER),
            ("Maureen Tolley", RoleCode.CARER), ("Dean Rockett", RoleCode.RESIDENTIAL_WORKER),
        ),
    ),
    (
        ("David Oyelaran", "Sunita Bhogal", "Craig Lessiter", "Helen Marchbank"),
        (
            ("Tomasz Wrona", RoleCode.SOCIAL_WORKER), ("Abigail Stride", RoleCode.SOCIAL_WORKER),
            ("Marcus Dellow", RoleCode.PERSONAL_ADVISER), ("Priya Chandan", RoleCode.PERSONAL_ADVISER),
        ),
    ),
    (
        ("Catherine Fairbrass", "Imran Qazi", "Bev Shinton", "Neil Abberley"),
        (
            ("Josie Larkham", RoleCode.SOCIAL_WORKER), ("Kwame Ansah-Reid", RoleCode.SOCIAL_WORKER),
            ("Ellen Wooldrige", RoleCode.PERSONAL_ADVISER), ("Bilal Tanvir", RoleCode.PERSONAL_ADVISER),
        ),
    ),
)  # fmt: skip

#: Name, authority, then signatory, designated person, cover and mentor.
_COLLEGES = (
    ("Brindley Vale College", "Walsall", ("Alison Greyfriars", "Martin Eccleshall", "Farah Lodhi", "Gus Treherne")),
    ("Sedgemoor Park Sixth Form", "Walsall", ("Roy Plimpton", "Dawn Kettlewell", "Sean Aldous", "Ify Nwosu")),
    ("Tipton Canal Training", "Sandwell", ("Louise Barnaby", "Kev Stanier", "Anjali Rao", "Steph Marlin")),
    ("Castle Hill College", "Dudley", ("Geoffrey Amos", "Yvonne Tranmer", "Hal Ridgway", "Mei Tsang")),
    ("Trent Bank College", "Derby", ("Paula Severn", "Owen Darley", "Nuala Byrne", "Ravi Menon")),
)

#: Which colleges have signed with which Virtual School, by position; the last one has ended since. Some young people learn
#: where nobody has signed.
_SIGNED = ((0, 0), (0, 1), (0, 3), (1, 0), (1, 2), (2, 3), (2, 0), (2, 1))


class Engaging:
    """Brings the cast in. Everybody starts on the day the demonstration begins."""

    def __init__(self, *, begins_at: datetime) -> None:
        self.now = begins_at
        self.tracked_from = local_date(begins_at)
        self._phone = 0

    def cast(self) -> Cast:
        self._derby()
        cast = Cast(
            homes=[self._home(name, *people) for name, people in zip(_AUTHORITIES, _HOME_PEOPLE, strict=True)],
            colleges=[self._college(*college) for college in _COLLEGES],
        )
        self._single_roles(cast)
        for home, college in _SIGNED:
            cast.agreements.append(self._agreement(cast.homes[home], cast.colleges[college]))
        self._draft(cast.homes[2], cast.colleges[2])
        set_term(
            agreement=cast.agreements[3], key=TermKey.EDUCATION_PLAN, limit=Limit(20, Unit.DAYS),
            effective_on=self.tracked_from + timedelta(days=30), reason="The college asked for plans within twenty days.",
            by=cast.homes[1].head.user, now=self.now,
        )  # fmt: skip
        return cast

    def _derby(self) -> None:
        """The one authority outside the region."""
        LocalAuthority.objects.get_or_create(
            ons_code="E06000015", defaults={"dfe_code": "831", "name": "Derby", "region": "East Midlands"}
        )

    def _home(self, authority: str, leads: tuple[str, ...], workers: tuple[tuple[str, RoleCode], ...]) -> Home:
        virtual_school = self._agency(AgencyKind.VIRTUAL_SCHOOL, f"{authority} Virtual School", authority)
        social_care = self._agency(AgencyKind.SOCIAL_CARE, f"{authority} Children’s Social Care", authority)
        head, key_contact, officer, manager = leads
        home = Home(
            virtual_school=virtual_school,
            social_care=social_care,
            head=self._hat(head, RoleCode.VIRTUAL_SCHOOL_HEAD, virtual_school, "Head of the Virtual School"),
            key_contact=self._hat(key_contact, RoleCode.KEY_CONTACT, virtual_school, "Post-16 lead"),
            officer=self._hat(officer, RoleCode.VIRTUAL_SCHOOL_OFFICER, virtual_school, "Post-16 officer"),
            team_manager=self._hat(manager, RoleCode.TEAM_MANAGER, social_care, "Team manager, leaving care"),
            key_workers=[self._hat(name, role, social_care) for name, role in workers],
        )
        self._post(virtual_school, ContactKind.KEY_CONTACT, home.key_contact, home.officer)
        careers = self._post(virtual_school, ContactKind.CAREERS_CONTACT, home.officer, home.key_contact)
        show_contact(contact=careers, is_public=True, by=home.officer.user, now=self.now)
        return home

    def _college(self, name: str, authority: str, people: tuple[str, ...]) -> College:
        agency = self._agency(AgencyKind.PROVIDER, name, authority)
        signatory, designated_person, cover, mentor = people
        college = College(
            agency=agency,
            signatory=self._hat(signatory, RoleCode.SIGNATORY, agency, "Principal"),
            designated_person=self._hat(designated_person, RoleCode.DESIGNATED_PERSON, agency, "Safeguarding lead"),
            cover=self._hat(cover, RoleCode.DESIGNATED_PERSON, agency, "Student services manager"),
            mentor=self._hat(mentor, RoleCode.MENTOR, agency, "Learning mentor"),
        )
        self._post(agency, ContactKind.DESIGNATED_PERSON, college.designated_person, college.cover)
        return college

    def _single_roles(self, cast: Cast) -> None:
        """One person for each role that nobody has yet."""
        self._hat("Lorna Whitmarsh", RoleCode.AGENCY_ADMINISTRATOR, cast.colleges[0].agency, "Office manager")
        self._hat("Owen Tatlock", RoleCode.OPERATOR, cast.homes[0].virtual_school, "Systems manager")
        self._hat("Clive Rushworth", RoleCode.VIEWER, cast.homes[0].virtual_school, "Elected member’s office")
        careers = self._agency(AgencyKind.OTHER, "Black Country Careers Partnership", "Walsall")
        self._hat("Denise Holloway", RoleCode.PANEL_PARTNER, careers, "Careers adviser")

    def _agreement(self, home: Home, college: College) -> Agreement:
        signed_on = self.tracked_from
        return record_agreement(
            virtual_school=home.virtual_school, provider=college.agency,
            meeting_on=signed_on, signed_on=signed_on, starts_on=signed_on,
            signatories=[
                self._signature(Side.VIRTUAL_SCHOOL, home.head, signed_on),
                self._signature(Side.PROVIDER, college.signatory, signed_on),
            ],
            support=SupportDetails(home.social_care, home.team_manager.user.name, home.team_manager.job_title, signed_on),
            consultation=self.consultation(home, college, signed_on),
            by=home.head.user, now=self.now,
        )  # fmt: skip

    def _draft(self, home: Home, college: College) -> Agreement:
        """One agreement on its way: some of its tasks are done."""
        draft = record_agreement(
            virtual_school=home.virtual_school, provider=college.agency,
            support=SupportDetails(
                home.social_care, home.team_manager.user.name, home.team_manager.job_title, self.tracked_from
            ),
            consultation=self.consultation(home, college, self.tracked_from),
            notes="The college asked for it after two young people from the authority joined.",
            by=home.officer.user, now=self.now,
        )  # fmt: skip
        record_meeting(
            agreement=draft, meeting_on=self.tracked_from, place=f"At {college.agency}",
            people=f"{home.head.user}, head of the Virtual School\n{college.signatory.user}, principal",
            by=home.officer.user, now=self.now,
        )  # fmt: skip
        return draft

    @staticmethod
    def consultation(home: Home, college: College, consulted_on: date) -> ConsultationDetails | None:
        """Of the Virtual School where the college stands, when that is another authority."""
        authority = college.agency.local_authority
        if authority == home.virtual_school.local_authority:
            return None
        return ConsultationDetails(
            virtual_school=f"{authority} Virtual School", name="The head of the Virtual School",
            consulted_on=consulted_on, outcome="They know the college well and are glad of a second agreement.",
        )  # fmt: skip

    @staticmethod
    def _signature(side: Side, membership: Membership, signed_on: date) -> SignatoryDetails:
        return SignatoryDetails(
            side=side,
            name=membership.user.name,
            role=membership.job_title,
            email=membership.user.email,
            signed_on=signed_on,
        )

    def _agency(self, kind: AgencyKind, name: str, authority: str) -> Agency:
        slug = sort_name(name).replace(" ", "-").replace("’", "")
        return add_agency(
            kind=kind, name=name, local_authority=LocalAuthority.objects.get(name=authority),
            tracked_from=self.tracked_from, email=f"office@{slug}.{MAIL}", phone=self._next_phone(), by=None, now=self.now,
        )  # fmt: skip

    def _hat(self, name: str, role: RoleCode, agency: Agency, job_title: str = "") -> Membership:
        user = add_person(
            email=f"{sort_name(name).replace(' ', '.')}@{MAIL}",
            name=name,
            phone=self._next_phone(),
            by=None,
            now=self.now,
        )
        return begin_membership(
            user=user, agency=agency, role=role, job_title=job_title, starts_at=self.now, by=None, now=self.now
        )

    def _post(self, agency: Agency, kind: ContactKind, holder: Membership, cover: Membership) -> Contact:
        return appoint_contact(
            agency=agency, kind=kind, holder=holder, cover=cover, starts_at=self.now, by=None, now=self.now
        )

    def _next_phone(self) -> str:
        """From the range kept for drama: it can belong to nobody."""
        self._phone += 1
        return f"01632 960{self._phone:03d}"
