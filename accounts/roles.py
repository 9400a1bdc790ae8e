"""The role matrix: who may do what, readable by someone who does not program.

Each role says where it can be held, whose records it reaches and what its holder may do there. Nothing else in Mainstay
decides this.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.enums import LEARNER_PERMISSIONS, AgencyKind, Permission, Purpose, RoleCode, Scope

P = Permission

#: What each permission lets a person do, to follow “may” or “does not let you”.
PERMISSION_WORDS: dict[Permission, str] = {
    P.VIEW_LEARNER: "see young people’s records",
    P.CHANGE_LEARNER: "change young people’s details",
    P.MANAGE_ENROLMENT: "record and end enrolments",
    P.ASSIGN_KEY_WORKER: "name key workers",
    P.LOG_INCIDENT: "log incidents",
    P.LOG_CALL: "log phone calls",
    P.MANAGE_MEETING: "call and record professionals’ meetings",
    P.DECIDE_EXCLUSION: "record a permanent exclusion or the end of a course by the provider",
    P.RAISE_EMERGENCY: "raise emergencies",
    P.RESPOND_TO_EMERGENCY: "respond to emergencies",
    P.EDIT_PLAN: "work on education plans",
    P.AGREE_PLAN: "agree education plans",
    P.CHECK_PLAN: "check the quality of education plans",
    P.DECIDE_FUNDING: "decide on Pupil Premium Plus",
    P.EDIT_PATHWAY: "work on pathway plans",
    P.GIVE_LINK: "give young people the link to their own page",
    P.RELEASE_RECORD: "check and give a young person a copy of their record",
    P.RECORD_ATTENDANCE: "record attendance",
    P.RECORD_PROGRESS: "record courses, grades and results",
    P.RECORD_ACTIVITY: "record what young people do, contacts, jobs and destinations",
    P.REFER: "refer young people to opportunities",
    P.CLOSE_CASE: "agree that a case is closed, and close it",
    P.CHANGE_DEADLINE: "pause, move or waive deadlines, with a reason",
    P.VIEW_SAFEGUARDING: "read safeguarding sections",
    P.RECORD_CONSENT: "record what a young person agreed to share",
    P.SHARE_RECORD: "share a record with another agency",
    P.RESTRICT_RECORD: "restrict records and name who may open them",
    P.LOG_INFORMATION_REQUEST: "log who asks for information about a young person, and ring back",
    P.SEE_WHO_LOOKED: "see who has looked at a record",
    P.ADD_LEARNER: "open case files",
    P.SEND_ROLL: "send lists of who is on roll, attendance and results",
    P.MATCH_ROLL: "match lists of who is on roll",
    P.RUN_PANEL: "run the panel",
    P.KEEP_OPPORTUNITIES: "keep the catalogue of opportunities",
    P.AGREE_COHORT: "agree the Year 11 group",
    P.VIEW_AGREEMENT: "see agreements",
    P.PREPARE_AGREEMENT: "prepare agreements for signature",
    P.MANAGE_AGREEMENT: "send agreements out for signature, change their wording and terms, renew and end them",
    P.ANSWER_REVIEW: "answer the yearly review of an agreement",
    P.CHALLENGE: "challenge another agency and answer a challenge",
    P.HANDLE_COMPLAINT: "handle complaints, which are confidential",
    P.KEEP_REGISTERS: "keep the registers of promotion, meetings, training, employers, projects and compliments",
    P.MANAGE_CONTACTS: "change designated people and key contacts",
    P.VIEW_OVERSIGHT: "see the oversight dashboard",
    P.KEEP_STRATEGY: "write strategies and work plans, keep the boards that steer them, and rate what the agency leads",
    P.MAKE_PACK: "make board packs, write their words and publish them",
    P.KEEP_FEEDBACK: "ask young people and carers for feedback, read the answers, and send carers a bulletin",
    P.RUN_AUDIT: "run audits: write their questions, draw whose records are looked at, name who answers",
    P.ANSWER_AUDIT: "answer the questions of an audit",
    P.CORRECT_FIGURES: "correct the figures kept of a month, with a reason",
    P.EXPORT: "download lists",
    P.BREAK_GLASS: "open a restricted record in an emergency, with a reason",
    P.HAND_OVER: "hand over the work of somebody who leaves",
    P.DELEGATE: "name a colleague as cover for some young people",
    P.MANAGE_AGENCY: "look after the agency’s people and details",
    P.OPERATE: "see whether Mainstay itself runs, and send or give up messages that got stuck",
}


@dataclass(frozen=True)
class Role:
    code: RoleCode
    description: str
    held_at: frozenset[AgencyKind]
    scope: Scope
    permissions: frozenset[Permission]
    #: Given by whoever runs the server and by no agency’s administrator, because it reaches beyond the agency.
    by_command: bool = False

    @property
    def name(self) -> str:
        return str(self.code.label)

    @property
    def learner_permissions(self) -> frozenset[Permission]:
        """The part of the role that is asked about one young person."""
        return self.permissions & frozenset(LEARNER_PERMISSIONS)


def _role(
    code: RoleCode,
    description: str,
    *,
    at: Iterable[AgencyKind],
    scope: Scope,
    may: Iterable[Permission],
    by_command: bool = False,
) -> tuple[RoleCode, Role]:
    return code, Role(code, description, frozenset(at), scope, frozenset(may), by_command)


_VIRTUAL_SCHOOL = (
    P.VIEW_LEARNER, P.CHANGE_LEARNER, P.ADD_LEARNER, P.MANAGE_ENROLMENT, P.ASSIGN_KEY_WORKER,
    P.LOG_INCIDENT, P.LOG_CALL, P.MANAGE_MEETING, P.RAISE_EMERGENCY, P.EDIT_PLAN, P.AGREE_PLAN,
    P.VIEW_AGREEMENT, P.VIEW_OVERSIGHT, P.EXPORT, P.RECORD_CONSENT, P.VIEW_SAFEGUARDING, P.PREPARE_AGREEMENT,
    P.CHALLENGE, P.KEEP_REGISTERS, P.CHECK_PLAN,
    P.RECORD_ATTENDANCE, P.RECORD_PROGRESS, P.RECORD_ACTIVITY, P.REFER, P.SEND_ROLL, P.MATCH_ROLL, P.RUN_PANEL,
    P.KEEP_OPPORTUNITIES, P.AGREE_COHORT, P.LOG_INFORMATION_REQUEST, P.KEEP_FEEDBACK, P.ANSWER_AUDIT,
)  # fmt: skip
_LEADS_VIRTUAL_SCHOOL = (
    *_VIRTUAL_SCHOOL, P.CHANGE_DEADLINE, P.MANAGE_AGREEMENT, P.MANAGE_CONTACTS, P.SHARE_RECORD, P.RESTRICT_RECORD,
    P.SEE_WHO_LOOKED, P.BREAK_GLASS, P.HAND_OVER, P.ANSWER_REVIEW, P.HANDLE_COMPLAINT, P.DECIDE_FUNDING,
    P.KEEP_STRATEGY, P.RUN_AUDIT, P.MAKE_PACK, P.CORRECT_FIGURES,
)  # fmt: skip
_KEY_WORKER = (
    P.VIEW_LEARNER, P.CHANGE_LEARNER, P.MANAGE_ENROLMENT, P.RAISE_EMERGENCY, P.RESPOND_TO_EMERGENCY,
    P.MANAGE_MEETING, P.EDIT_PLAN, P.AGREE_PLAN, P.VIEW_AGREEMENT, P.RECORD_CONSENT, P.SHARE_RECORD,
    P.VIEW_SAFEGUARDING, P.SEE_WHO_LOOKED, P.EDIT_PATHWAY, P.GIVE_LINK, P.RELEASE_RECORD,
    P.RECORD_ACTIVITY, P.REFER, P.LOG_INFORMATION_REQUEST,
)  # fmt: skip
_CARER = (
    P.VIEW_LEARNER, P.RAISE_EMERGENCY, P.RESPOND_TO_EMERGENCY, P.EDIT_PLAN, P.AGREE_PLAN, P.VIEW_SAFEGUARDING,
)  # fmt: skip

ROLES: dict[RoleCode, Role] = dict(
    [
        _role(
            RoleCode.VIRTUAL_SCHOOL_HEAD,
            "Leads the Virtual School, signs agreements for the authority and may change deadlines with a reason.",
            at=[AgencyKind.VIRTUAL_SCHOOL],
            scope=Scope.AGENCY,
            may=_LEADS_VIRTUAL_SCHOOL,
        ),
        _role(
            RoleCode.KEY_CONTACT,
            "Looks after agreements day to day, is told of every incident and may change deadlines with a reason.",
            at=[AgencyKind.VIRTUAL_SCHOOL],
            scope=Scope.AGENCY,
            may=_LEADS_VIRTUAL_SCHOOL,
        ),
        _role(
            RoleCode.VIRTUAL_SCHOOL_OFFICER,
            "Keeps the records of the authority's young people up to date and follows up what is late.",
            at=[AgencyKind.VIRTUAL_SCHOOL],
            scope=Scope.AGENCY,
            may=_VIRTUAL_SCHOOL,
        ),
        _role(
            RoleCode.TEAM_MANAGER,
            "Names key workers, stands in when there is none and is told when an emergency is not answered.",
            at=[AgencyKind.SOCIAL_CARE],
            scope=Scope.AGENCY,
            may=(
                *_KEY_WORKER, P.ADD_LEARNER, P.ASSIGN_KEY_WORKER, P.CHANGE_DEADLINE, P.VIEW_OVERSIGHT, P.EXPORT,
                P.RESTRICT_RECORD, P.BREAK_GLASS, P.HAND_OVER, P.CHALLENGE, P.HANDLE_COMPLAINT, P.KEEP_REGISTERS,
                P.CLOSE_CASE, P.AGREE_COHORT, P.KEEP_OPPORTUNITIES, P.KEEP_STRATEGY, P.RUN_AUDIT, P.ANSWER_AUDIT,
            ),
        ),
        _role(
            RoleCode.SOCIAL_WORKER,
            "Key worker for young people in care; sees only the young people they are key worker for.",
            at=[AgencyKind.SOCIAL_CARE],
            scope=Scope.OWN,
            may=_KEY_WORKER,
        ),
        _role(
            RoleCode.PERSONAL_ADVISER,
            "Key worker for care leavers; sees only the young people they are key worker for.",
            at=[AgencyKind.SOCIAL_CARE],
            scope=Scope.OWN,
            may=_KEY_WORKER,
        ),
        _role(
            RoleCode.CARER,
            "A foster carer who acts as key worker; sees only the young people in their own care.",
            at=[AgencyKind.SOCIAL_CARE],
            scope=Scope.OWN,
            may=_CARER,
        ),
        _role(
            RoleCode.RESIDENTIAL_WORKER,
            "A residential worker who acts as key worker; sees only the young people they look after.",
            at=[AgencyKind.SOCIAL_CARE, AgencyKind.OTHER],
            scope=Scope.OWN,
            may=_CARER,
        ),
        _role(
            RoleCode.SIGNATORY,
            "The principal or equivalent: signs for the provider and decides on exclusion or termination.",
            at=[AgencyKind.PROVIDER],
            scope=Scope.AGENCY,
            may=(
                P.VIEW_LEARNER, P.LOG_INCIDENT, P.LOG_CALL, P.MANAGE_MEETING, P.DECIDE_EXCLUSION, P.RAISE_EMERGENCY,
                P.VIEW_AGREEMENT, P.MANAGE_CONTACTS, P.VIEW_OVERSIGHT, P.EXPORT, P.VIEW_SAFEGUARDING, P.HAND_OVER,
                P.ANSWER_REVIEW, P.CHALLENGE, P.HANDLE_COMPLAINT, P.KEEP_REGISTERS, P.RECORD_ATTENDANCE, P.RECORD_PROGRESS,
                P.SEND_ROLL, P.AGREE_COHORT, P.KEEP_STRATEGY, P.LOG_INFORMATION_REQUEST,
            ),
        ),
        _role(
            RoleCode.DESIGNATED_PERSON,
            "First contact at the provider: logs incidents the same day, proves each phone call and works on plans.",
            at=[AgencyKind.PROVIDER],
            scope=Scope.AGENCY,
            may=(
                P.VIEW_LEARNER, P.MANAGE_ENROLMENT, P.LOG_INCIDENT, P.LOG_CALL, P.MANAGE_MEETING, P.DECIDE_EXCLUSION,
                P.RAISE_EMERGENCY, P.EDIT_PLAN, P.AGREE_PLAN, P.VIEW_AGREEMENT, P.VIEW_OVERSIGHT, P.EXPORT,
                P.VIEW_SAFEGUARDING, P.HAND_OVER, P.DELEGATE, P.ANSWER_REVIEW, P.CHALLENGE, P.KEEP_REGISTERS,
                P.RECORD_ATTENDANCE, P.RECORD_PROGRESS, P.SEND_ROLL, P.AGREE_COHORT, P.LOG_INFORMATION_REQUEST,
            ),
        ),
        _role(
            RoleCode.MENTOR,
            "Supports the learners they mentor at the provider and sees only those.",
            at=[AgencyKind.PROVIDER],
            scope=Scope.OWN,
            may=(P.VIEW_LEARNER, P.LOG_INCIDENT, P.RAISE_EMERGENCY, P.EDIT_PLAN, P.RECORD_ATTENDANCE),
        ),
        _role(
            RoleCode.PANEL_PARTNER,
            "Sits on a panel; sees the young people whose records were shared with their organisation for it.",
            at=[AgencyKind.OTHER],
            scope=Scope.AGENCY,
            may=(P.VIEW_LEARNER,),
        ),
        _role(
            RoleCode.AGENCY_ADMINISTRATOR,
            "Looks after the people and contact details of one agency; sees no young person's record.",
            at=list(AgencyKind),
            scope=Scope.NONE,
            may=(P.MANAGE_AGENCY, P.MANAGE_CONTACTS, P.VIEW_AGREEMENT),
        ),
        _role(
            RoleCode.VIEWER,
            "Reads the records linked to the agency and changes nothing.",
            at=list(AgencyKind),
            scope=Scope.AGENCY,
            may=(P.VIEW_LEARNER, P.VIEW_AGREEMENT, P.VIEW_OVERSIGHT),
        ),
        _role(
            RoleCode.OPERATOR,
            "Keeps Mainstay itself running for every agency; sees no young person's record and reads no message.",
            at=[AgencyKind.VIRTUAL_SCHOOL],
            scope=Scope.NONE,
            may=(P.OPERATE,),
            by_command=True,
        ),
    ]
)  # fmt: skip


#: What an agency may do through a link of each purpose, at most: what somebody may do is what their role **and** the
#: purpose allow. The young person's own authority may do everything that its roles allow.
PURPOSE_PERMISSIONS: Mapping[Purpose, frozenset[Permission]] = {
    Purpose.HOME_VIRTUAL_SCHOOL: frozenset(LEARNER_PERMISSIONS),
    Purpose.SOCIAL_CARE: frozenset(LEARNER_PERMISSIONS),
    Purpose.PROVIDER: frozenset(
        {
            P.VIEW_LEARNER, P.MANAGE_ENROLMENT, P.LOG_INCIDENT, P.LOG_CALL, P.MANAGE_MEETING, P.DECIDE_EXCLUSION,
            P.RAISE_EMERGENCY, P.EDIT_PLAN, P.AGREE_PLAN, P.VIEW_SAFEGUARDING, P.RECORD_ATTENDANCE, P.RECORD_PROGRESS,
            P.LOG_INFORMATION_REQUEST,
        }
    ),
    Purpose.HOST_VIRTUAL_SCHOOL: frozenset({P.VIEW_LEARNER, P.LOG_CALL, P.MANAGE_MEETING, P.RAISE_EMERGENCY}),
    Purpose.PANEL_PARTNER: frozenset({P.VIEW_LEARNER}),
}  # fmt: skip

#: What breaking the glass opens, whatever else the role allows: enough to keep a young person safe now. The record's people
#: are told at once.
GLASS_PERMISSIONS: frozenset[Permission] = frozenset(
    {P.VIEW_LEARNER, P.VIEW_SAFEGUARDING, P.RAISE_EMERGENCY, P.RESPOND_TO_EMERGENCY, P.LOG_CALL}
)


def roles_with(permission: Permission) -> frozenset[RoleCode]:
    """Every role that carries `permission`."""
    return frozenset(code for code, role in ROLES.items() if permission in role.permissions)


def roles_reaching(scope: Scope) -> frozenset[RoleCode]:
    """Every role whose records reach as far as `scope` says."""
    return frozenset(code for code, role in ROLES.items() if role.scope == scope)


_YOU_REACH = {
    Scope.AGENCY: "You see every young person linked to the agency.",
    Scope.OWN: "You see only the young people you work with yourself.",
    Scope.NONE: "You see no young person’s record.",
}


@dataclass(frozen=True)
class RoleInWords:
    """A role as its holder reads it."""

    name: str
    description: str
    held_at: tuple[str, ...]
    reaches: str
    you_reach: str
    may: tuple[str, ...]


def describe_role(role: Role) -> RoleInWords:
    """`role` in words; kinds of agency and permissions in the order of their lists."""
    return RoleInWords(
        name=role.name,
        description=role.description,
        held_at=tuple(str(kind.label) for kind in AgencyKind if kind in role.held_at),
        reaches=str(role.scope.label),
        you_reach=_YOU_REACH[role.scope],
        may=permissions_in_words(role.permissions),
    )


def role_matrix() -> list[RoleInWords]:
    """Every role in words, in the order of the list of roles."""
    return [describe_role(ROLES[code]) for code in RoleCode]


@dataclass(frozen=True)
class PurposeInWords:
    """What a link of one purpose lets an agency do at most, whatever the role."""

    name: str
    may: tuple[str, ...]


def purpose_matrix() -> list[PurposeInWords]:
    """Every purpose of a link in words, in the order of the list of purposes."""
    return [
        PurposeInWords(str(purpose.label), permissions_in_words(PURPOSE_PERMISSIONS[purpose])) for purpose in Purpose
    ]


def permissions_in_words(permissions: Iterable[Permission]) -> tuple[str, ...]:
    """What these permissions let a person do, in the order of the list of permissions."""
    allowed = frozenset(permissions)
    return tuple(PERMISSION_WORDS[permission] for permission in Permission if permission in allowed)


def matrix_as_markdown() -> str:
    """The role matrix as it stands in `docs/security.md`, written from the same data as the page."""
    roles = [
        f"| **{role.name}**<br>{role.description} | {', '.join(role.held_at)} | {role.reaches} | {', '.join(role.may)} |"
        for role in role_matrix()
    ]
    purposes = [f"| {purpose.name} | {', '.join(purpose.may)} |" for purpose in purpose_matrix()]
    return "\n".join(
        [
            "| role | held at | reaches | may |",
            "|---|---|---|---|",
            *roles,
            "",
            "What somebody may do with a record is what their role **and** the purpose of their agency’s link allow:",
            "",
            "| link as | may at most |",
            "|---|---|",
            *purposes,
            "",
            f"Breaking the glass lets a person {', '.join(permissions_in_words(GLASS_PERMISSIONS))}, and no more.",
        ]
    )
