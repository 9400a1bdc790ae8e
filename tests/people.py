"""The people of the tests: one small, complete world of two authorities, and a stranger.

Home is the authority that keeps responsibility, Host the one where the college stands, Elsewhere has nothing to do with either.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts import access
from accounts.enums import Purpose, RoleCode
from accounts.models import Agency, Membership, User
from agreements.models import Agreement, Contact
from learners.enums import ConsentPurpose
from learners.models import Enrolment, KeyWorker, Learner
from tests.factories import (
    AgencyFactory,
    AgencyLinkFactory,
    AgreementFactory,
    ConsentFactory,
    ContactFactory,
    EnrolmentFactory,
    KeyWorkerFactory,
    LearnerFactory,
    LocalAuthorityFactory,
    MembershipFactory,
    UserFactory,
)


@dataclass
class World:
    """Everybody in it, by the name of what they do."""

    virtual_school: Agency
    social_care: Agency
    college: Agency
    host_virtual_school: Agency
    other_college: Agency
    other_virtual_school: Agency
    agreement: Agreement

    head: Membership
    key_contact: Membership
    officer: Membership
    team_manager: Membership
    social_worker: Membership
    personal_adviser: Membership
    carer: Membership
    signatory: Membership
    designated_person: Membership
    cover_person: Membership
    mentor: Membership
    administrator: Membership
    viewer: Membership
    operator: Membership
    host_key_contact: Membership
    stranger: Membership

    post_designated_person: Contact
    post_key_contact: Contact

    def people(self) -> dict[str, User]:
        """Every person by the name of their part."""
        return {name: value.user for name, value in vars(self).items() if isinstance(value, Membership)}

    def learner(
        self,
        *,
        enrolled: bool = True,
        key_worker: Membership | None = None,
        agreed: Iterable[ConsentPurpose] = (ConsentPurpose.EDUCATION, ConsentPurpose.SAFEGUARDING),
        **fields: object,
    ) -> Learner:
        """A young person of Home, at the college, with the social worker as key worker, who said yes to sharing for the
        purposes `agreed`. Rows only: no clocks, no messages.
        """
        learner = LearnerFactory(home_authority=self.virtual_school.local_authority, **fields)
        AgencyLinkFactory(learner=learner, agency=self.virtual_school, purpose=Purpose.HOME_VIRTUAL_SCHOOL)
        AgencyLinkFactory(learner=learner, agency=self.social_care, purpose=Purpose.SOCIAL_CARE)
        KeyWorkerFactory(learner=learner, membership=key_worker or self.social_worker)
        for purpose in agreed:
            ConsentFactory(learner=learner, purpose=purpose)
        if enrolled:
            AgencyLinkFactory(learner=learner, agency=self.college, purpose=Purpose.PROVIDER)
            EnrolmentFactory(learner=learner, provider=self.college)
        access.project(Learner, [learner.pk])
        return learner

    def enrolment(self, learner: Learner | None = None) -> Enrolment:
        """The enrolment of a young person of this world (a new one unless given)."""
        return (learner or self.learner()).enrolments.get()

    def key_worker_of(self, learner: Learner) -> KeyWorker:
        return learner.key_workers.get(ends_at__isnull=True)


def build_world(where: str = "") -> World:
    """One world. A second one beside it, of which the first knows nothing, has `where` before every name."""
    home = LocalAuthorityFactory(name=f"{where}Home")
    host = LocalAuthorityFactory(name=f"{where}Host")
    elsewhere = LocalAuthorityFactory(name=f"{where}Elsewhere")
    virtual_school = AgencyFactory(virtual_school=True, name=f"{where}Home Virtual School", local_authority=home)
    social_care = AgencyFactory(social_care=True, name=f"{where}Home Social Care", local_authority=home)
    college = AgencyFactory(provider=True, name=f"{where}Brindley College", local_authority=host)
    host_virtual_school = AgencyFactory(virtual_school=True, name=f"{where}Host Virtual School", local_authority=host)
    other_college = AgencyFactory(provider=True, name=f"{where}Elsewhere College", local_authority=elsewhere)
    other_virtual_school = AgencyFactory(
        virtual_school=True, name=f"{where}Elsewhere Virtual School", local_authority=elsewhere
    )

    def hat(role: RoleCode, agency: Agency, name: str) -> Membership:
        name = f"{where}{name}"
        email = f"{name.lower().replace(' ', '.')}@example.org"
        membership: Membership = MembershipFactory(user=UserFactory(name=name, email=email), agency=agency, role=role)
        return membership

    designated_person = hat(RoleCode.DESIGNATED_PERSON, college, "Dina Designated")
    cover_person = hat(RoleCode.DESIGNATED_PERSON, college, "Colin Cover")
    key_contact = hat(RoleCode.KEY_CONTACT, virtual_school, "Kay Contact")
    officer = hat(RoleCode.VIRTUAL_SCHOOL_OFFICER, virtual_school, "Ola Officer")
    world = World(
        virtual_school=virtual_school,
        social_care=social_care,
        college=college,
        host_virtual_school=host_virtual_school,
        other_college=other_college,
        other_virtual_school=other_virtual_school,
        agreement=AgreementFactory(virtual_school=virtual_school, provider=college),
        head=hat(RoleCode.VIRTUAL_SCHOOL_HEAD, virtual_school, "Hana Head"),
        key_contact=key_contact,
        officer=officer,
        team_manager=hat(RoleCode.TEAM_MANAGER, social_care, "Tom Manager"),
        social_worker=hat(RoleCode.SOCIAL_WORKER, social_care, "Sue Worker"),
        personal_adviser=hat(RoleCode.PERSONAL_ADVISER, social_care, "Pat Adviser"),
        carer=hat(RoleCode.CARER, social_care, "Cora Carer"),
        signatory=hat(RoleCode.SIGNATORY, college, "Sid Signatory"),
        designated_person=designated_person,
        cover_person=cover_person,
        mentor=hat(RoleCode.MENTOR, college, "Mo Mentor"),
        administrator=hat(RoleCode.AGENCY_ADMINISTRATOR, college, "Ada Administrator"),
        viewer=hat(RoleCode.VIEWER, college, "Vic Viewer"),
        operator=hat(RoleCode.OPERATOR, virtual_school, "Opal Operator"),
        host_key_contact=hat(RoleCode.KEY_CONTACT, host_virtual_school, "Hal Host"),
        stranger=hat(RoleCode.DESIGNATED_PERSON, other_college, "Stan Stranger"),
        post_designated_person=ContactFactory(agency=college, holder=designated_person, cover=cover_person),
        post_key_contact=ContactFactory(key_contact=True, agency=virtual_school, holder=key_contact, cover=officer),
    )
    access.rebuild()  # all hats at once: a world is built some thousand times
    return world
