"""The rule of every address and of every model. A new one that is not named here fails `tests/test_access.py`."""

from dataclasses import dataclass
from enum import Enum

from accounts.enums import Permission


class Who(Enum):
    """Who may come in at all."""

    ANYBODY = "no sign-in"
    LINK = "no sign-in, but a link that was sent to somebody and still works; without it 404"
    SIGNED_IN = "everybody who signed in; shows them only what is theirs"
    OWNER = "only the person it belongs to; anybody else gets 404"
    EMBEDDED = "only in one-command mode; elsewhere it does not exist"
    CONFIGURED = "no sign-in, where the environment names an identity provider; any other is 404"
    ROLE = "a role with the permission, wherever it is held; without it 403"
    AGENCY = "a role with the permission at that agency; without it 403"
    RECORD = "those to whom the record is visible (else 404) and whose role has the permission (else 403)"


@dataclass(frozen=True)
class Rule:
    who: Who
    permission: Permission | None = None
    #: The address exists for restricted records alone; for any other it is 404 whoever asks.
    restricted_only: bool = False
    #: What somebody who is not signed in gets: the way to sign in, or a plain refusal where a script asks.
    to_nobody: int = 302


ANYBODY = Rule(Who.ANYBODY)
LINK = Rule(Who.LINK)
SIGNED_IN = Rule(Who.SIGNED_IN)
OWNER = Rule(Who.OWNER)
EMBEDDED = Rule(Who.EMBEDDED)
CONFIGURED = Rule(Who.CONFIGURED)


def role(permission: Permission) -> Rule:
    return Rule(Who.ROLE, permission)


def agency(permission: Permission) -> Rule:
    return Rule(Who.AGENCY, permission)


def record(permission: Permission, *, restricted_only: bool = False) -> Rule:
    return Rule(Who.RECORD, permission, restricted_only)


_P = Permission

ROUTES: dict[str, Rule] = {
    # accounts
    "accounts:sign-in": ANYBODY,
    "accounts:sign-in-as": EMBEDDED,
    "accounts:sign-out": ANYBODY,
    "accounts:single-sign-on": CONFIGURED,
    "accounts:password-reset": ANYBODY,
    "accounts:password-reset-asked": ANYBODY,
    "accounts:choose-password": ANYBODY,
    "accounts:password-chosen": ANYBODY,
    "accounts:help": ANYBODY,
    "accounts:accessibility": ANYBODY,
    "accounts:privacy": ANYBODY,
    "accounts:cookies": ANYBODY,
    "accounts:keep-alive": Rule(Who.SIGNED_IN, to_nobody=403),
    "accounts:profile": SIGNED_IN,
    "accounts:change-details": SIGNED_IN,
    "accounts:change-password": SIGNED_IN,
    "accounts:roles": SIGNED_IN,
    "accounts:sessions": SIGNED_IN,
    "accounts:hats": SIGNED_IN,
    # accounts, under the names of django-allauth
    "account_login": ANYBODY,
    "account_reset_password_from_key": ANYBODY,
    "openid_connect_callback": CONFIGURED,
    "mfa_authenticate": ANYBODY,
    "mfa_login_webauthn": ANYBODY,
    "account_reauthenticate": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "accounts:people": agency(_P.MANAGE_AGENCY),
    "accounts:person": agency(_P.MANAGE_AGENCY),
    "accounts:invite": agency(_P.MANAGE_AGENCY),
    "accounts:send-invitation-again": agency(_P.MANAGE_AGENCY),
    "accounts:withdraw-invitation": agency(_P.MANAGE_AGENCY),
    "accounts:change-role": agency(_P.MANAGE_AGENCY),
    "accounts:end-role": agency(_P.MANAGE_AGENCY),
    "accounts:change-address": agency(_P.MANAGE_AGENCY),
    "accounts:lost-second-step": agency(_P.MANAGE_AGENCY),
    "accounts:close-account": agency(_P.MANAGE_AGENCY),
    "accounts:open-account": agency(_P.MANAGE_AGENCY),
    "accounts:invitation": LINK,
    "accounts:invitation-followed": LINK,
    # notifications
    "notifications:inbox": SIGNED_IN,
    "notifications:mark-all-read": SIGNED_IN,
    "notifications:preferences": SIGNED_IN,
    "notifications:sent": EMBEDDED,
    "notifications:message": OWNER,
    # deadlines
    "deadlines:list": SIGNED_IN,
    "deadlines:detail": record(_P.VIEW_LEARNER),
    "deadlines:pause": record(_P.CHANGE_DEADLINE),
    "deadlines:resume": record(_P.CHANGE_DEADLINE),
    "deadlines:move": record(_P.CHANGE_DEADLINE),
    "deadlines:waive": record(_P.CHANGE_DEADLINE),
    # agreements
    "agreements:list": role(_P.VIEW_AGREEMENT),
    "agreements:new": role(_P.MANAGE_AGREEMENT),
    "agreements:agreement": record(_P.VIEW_AGREEMENT),
    "agreements:edit": record(_P.MANAGE_AGREEMENT),
    "agreements:put-in-force": record(_P.MANAGE_AGREEMENT),
    "agreements:end": record(_P.MANAGE_AGREEMENT),
    "agreements:term": record(_P.MANAGE_AGREEMENT),
    "agreements:send-out": record(_P.MANAGE_AGREEMENT),
    "agreements:text": record(_P.VIEW_AGREEMENT),
    "agreements:remind-signatory": record(_P.MANAGE_AGREEMENT),
    "agreements:send-link-again": record(_P.MANAGE_AGREEMENT),
    "agreements:withdraw": record(_P.MANAGE_AGREEMENT),
    "agreements:complete-signing": record(_P.MANAGE_AGREEMENT),
    "agreements:paper-new": record(_P.PREPARE_AGREEMENT),
    "agreements:paper": record(_P.PREPARE_AGREEMENT),
    "agreements:document": record(_P.VIEW_AGREEMENT),
    "agreements:signed-pdf": record(_P.VIEW_AGREEMENT),
    "agreements:sign": LINK,
    "agreements:sign-decline": LINK,
    "agreements:challenges": role(_P.CHALLENGE),
    "agreements:challenge-new": record(_P.CHALLENGE),
    "agreements:challenge": record(_P.CHALLENGE),
    "agreements:challenge-answer": record(_P.CHALLENGE),
    "agreements:challenge-reply": record(_P.CHALLENGE),
    "agreements:challenge-escalate": record(_P.CHALLENGE),
    "agreements:challenge-resolve": record(_P.CHALLENGE),
    "agreements:challenge-withdraw": record(_P.CHALLENGE),
    "agreements:directory": SIGNED_IN,
    "agreements:agency": SIGNED_IN,
    "agreements:confirm": agency(_P.MANAGE_CONTACTS),
    "agreements:registration": agency(_P.MANAGE_CONTACTS),
    "agreements:registration-correct": agency(_P.MANAGE_CONTACTS),
    "agreements:training": agency(_P.MANAGE_CONTACTS),
    "agreements:training-new": agency(_P.MANAGE_CONTACTS),
    "agreements:training-correct": agency(_P.MANAGE_CONTACTS),
    # agreements, what everybody sees
    "agreements:agreement-shown": record(_P.MANAGE_AGREEMENT),
    "agreements:contact-shown": agency(_P.MANAGE_CONTACTS),
    "agreements:entitlements": role(_P.MANAGE_AGREEMENT),
    "agreements:entitlement-new": role(_P.MANAGE_AGREEMENT),
    "agreements:entitlement-change": agency(_P.MANAGE_AGREEMENT),
    "agreements:entitlement-end": agency(_P.MANAGE_AGREEMENT),
    "agreements:partners": ANYBODY,
    "agreements:partners-carers": ANYBODY,
    "agreements:partners-providers": ANYBODY,
    "agreements:partners-provider": ANYBODY,
    "agreements:partners-support": ANYBODY,
    "agreements:partners-support-of": ANYBODY,
    # learners
    "learners:caseload": role(_P.VIEW_LEARNER),
    "learners:export": role(_P.EXPORT),
    "learners:new": role(_P.ADD_LEARNER),
    "learners:edit": record(_P.CHANGE_LEARNER),
    "learners:close": record(_P.CHANGE_LEARNER),
    "learners:death": record(_P.CHANGE_LEARNER),
    "learners:restrict": record(_P.RESTRICT_RECORD),
    "learners:unrestrict": record(_P.RESTRICT_RECORD, restricted_only=True),
    "learners:remove-named-person": record(_P.RESTRICT_RECORD, restricted_only=True),
    "learners:openings": role(_P.RESTRICT_RECORD),
    "learners:break-glass": role(_P.BREAK_GLASS),
    "learners:attempts": role(_P.MANAGE_AGENCY),
    "learners:end-own-glass": OWNER,
    "learners:end-glass": record(_P.RESTRICT_RECORD),
    "learners:support-requests": role(_P.VIEW_LEARNER),
    "learners:ask-for-support": record(_P.SHARE_RECORD),
    "learners:support-request": record(_P.SHARE_RECORD),
    "learners:accept-support": record(_P.SHARE_RECORD),
    "learners:decline-support": record(_P.SHARE_RECORD),
    "learners:withdraw-support": record(_P.SHARE_RECORD),
    "learners:end-support": record(_P.SHARE_RECORD),
    "learners:sharing": record(_P.VIEW_LEARNER),
    "learners:record-consent": record(_P.RECORD_CONSENT),
    "learners:share-without-consent": record(_P.SHARE_RECORD),
    "learners:end-override": record(_P.SHARE_RECORD),
    "learners:download": record(_P.VIEW_LEARNER),
    "learners:key-worker": record(_P.ASSIGN_KEY_WORKER),
    "learners:cover": record(_P.ASSIGN_KEY_WORKER),
    "learners:end-key-worker": record(_P.ASSIGN_KEY_WORKER),
    "learners:tell-again": record(_P.ASSIGN_KEY_WORKER),
    "learners:enrol": record(_P.MANAGE_ENROLMENT),
    "learners:enrolment": record(_P.VIEW_LEARNER),
    "learners:tick": record(_P.MANAGE_ENROLMENT),
    "learners:mentor": record(_P.MANAGE_ENROLMENT),
    "learners:end-enrolment": record(_P.MANAGE_ENROLMENT),
    "learners:transfer": record(_P.MANAGE_ENROLMENT),
    "learners:change-designated-person": agency(_P.MANAGE_CONTACTS),
    "learners:change-key-contact": agency(_P.MANAGE_CONTACTS),
    "learners:hand-overs": SIGNED_IN,
    "learners:hand-over": agency(_P.HAND_OVER),
    "learners:hand-over-leaving": agency(_P.HAND_OVER),
    "learners:hand-over-pass": agency(_P.HAND_OVER),
    "learners:delegations": SIGNED_IN,
    "learners:delegate": role(_P.DELEGATE),
    "learners:end-delegation": OWNER,
    # tracking
    "tracking:incident-new": record(_P.LOG_INCIDENT),
    "tracking:incidents": SIGNED_IN,
    "tracking:incident": record(_P.VIEW_LEARNER),
    "tracking:incident-close": record(_P.LOG_INCIDENT),
    "tracking:call-new": record(_P.LOG_CALL),
    "tracking:email-came-back": record(_P.LOG_INCIDENT),
    "tracking:email-again": record(_P.LOG_INCIDENT),
    "tracking:meeting-new": record(_P.MANAGE_MEETING),
    "tracking:meeting-record": record(_P.MANAGE_MEETING),
    "tracking:exclusion": record(_P.DECIDE_EXCLUSION),
    "tracking:emergency-new": record(_P.RAISE_EMERGENCY),
    "tracking:emergencies": SIGNED_IN,
    "tracking:emergency": record(_P.VIEW_LEARNER),
    "tracking:emergency-acknowledge": record(_P.RESPOND_TO_EMERGENCY),
    "tracking:emergency-respond": record(_P.RESPOND_TO_EMERGENCY),
    "tracking:emergency-close": record(_P.RESPOND_TO_EMERGENCY),
    # education plans
    "education_plans:plan": record(_P.VIEW_LEARNER),
    "education_plans:begin": record(_P.EDIT_PLAN),
    "education_plans:edit-section": record(_P.EDIT_PLAN),
    "education_plans:agree": record(_P.AGREE_PLAN),
    "education_plans:review": record(_P.AGREE_PLAN),
    # oversight
    "oversight:my-day": SIGNED_IN,
    "oversight:case-file": record(_P.VIEW_LEARNER),
    "oversight:story": record(_P.VIEW_LEARNER),
    "oversight:who-looked": record(_P.SEE_WHO_LOOKED),
    "oversight:unusual-access": agency(_P.MANAGE_AGENCY),
    "oversight:dashboard": role(_P.VIEW_OVERSIGHT),
    "oversight:undelivered": role(_P.VIEW_OVERSIGHT),
}

#: Through which door the rows of each model are reached.
MODELS: dict[str, str] = {
    "accounts.LocalAuthority": "reference data, for everybody",
    "accounts.User": "oneself; others only as contacts in the directory",
    "accounts.Agency": "the directory, for everybody with a hat",
    "accounts.Membership": "the directory, for everybody with a hat",
    "accounts.RoleGroup": "never shown",
    "accounts.Invitation": "administrators of its agency; whoever has its link",
    "accounts.Delegation": "its young people’s page, and the two colleagues",
    "accounts.Look": "its young people’s page; for an agency’s administrator without names",
    "notifications.Message": "its recipient",
    "notifications.Delivery": "its message",
    "notifications.Preference": "its person",
    "notifications.Silence": "never shown",
    "deadlines.Deadline": "visible_to: its young person, and for a provider not another one's; else its agreement or owner",
    "deadlines.DeadlineStep": "its deadline",
    "deadlines.DeadlineEvent": "its deadline",
    "deadlines.SweepFault": "operators, by command",
    "agreements.Agreement": "visible_to: the parties, and social care that supports it",
    "agreements.SocialCareSupport": "its agreement",
    "agreements.Consultation": "its agreement",
    "agreements.Contract": "its agreement",
    "agreements.EmployerPartner": "whoever sees an agreement of its provider",
    "agreements.Wording": "whoever may see agreements; another Virtual School’s only where an agreement uses it",
    "agreements.Document": "its agreement; evidence with what it proves",
    "agreements.AgreementText": "its agreement; whoever has the link to sign it",
    "agreements.SignatureRequest": "its agreement; whoever has the link",
    "agreements.PaperSigning": "its agreement",
    "agreements.Signature": "its agreement",
    "agreements.AgreementReview": "visible_to: its agreement",
    "agreements.ReviewAnswer": "its review",
    "agreements.ReviewAction": "its review",
    "agreements.Challenge": "visible_to: who may challenge at one of the two agencies; about a deadline, who sees that",
    "agreements.ChallengeEntry": "its challenge",
    "agreements.Promotion": "visible_to: its agency, its agreement",
    "agreements.LiaisonMeeting": "visible_to: the agencies that take part",
    "agreements.LiaisonAction": "its meeting",
    "agreements.JointEvent": "visible_to: who holds it and who is invited",
    "agreements.EventAttendance": "its event",
    "agreements.ProjectNotice": "visible_to: its agency and who was told",
    "agreements.Complaint": "visible_to: whoever handles it, handles complaints at the agency, or recorded it",
    "agreements.Compliment": "visible_to: the person, their agency, the agency that passed it on",
    "agreements.Entitlement": "everybody, on the public pages",
    "agreements.ProviderImport": "who may record agreements at its Virtual School",
    "agreements.Signatory": "its agreement",
    "agreements.Term": "its agreement; the default set for everybody",
    "agreements.Contact": "the directory, for everybody with a hat",
    "agreements.Training": "the directory, for everybody with a hat; its notes for the person and who looks after the agency",
    "agreements.Registration": "the directory, for everybody with a hat",
    "agreements.Confirmation": "the directory, for everybody with a hat",
    "learners.Learner": "visible_to: links, key work, mentoring, names on a restricted record",
    "learners.LearnerUserObjectPermission": "never shown",
    "learners.LearnerGroupObjectPermission": "never shown",
    "learners.AgencyLink": "its young person; known_to leaves a provider only itself and the responsible agencies",
    "learners.RestrictedAccess": "its young person",
    "learners.KeyWorker": "its young person",
    "learners.KeyWorkerNotice": "its young person",
    "learners.DelegatedLearner": "its young person",
    "learners.HandOver": "those who may hand over at its agency",
    "learners.HandOverStep": "its hand-over; each young person only to those who see them",
    "learners.SupportRequest": "visible_to: its young person; the school that is asked",
    "learners.BrokenGlass": "its young person; managers of its agency",
    "learners.Attachment": "its young person",
    "learners.Consent": "its young person",
    "learners.SharingOverride": "its young person",
    "learners.Disclosure": "its young person",
    "learners.Enrolment": "visible_to: its young person, and for a provider only its own",
    "tracking.Incident": "visible_to: its young person, and for a provider only its own",
    "tracking.NoticeSlot": "its incident",
    "tracking.PhoneCall": "its incident",
    "tracking.ProfessionalsMeeting": "visible_to: its incident",
    "tracking.Exclusion": "its incident",
    "tracking.Emergency": "visible_to: its young person",
    "education_plans.EducationPlan": "visible_to: its enrolment",
    "education_plans.PlanSection": "its plan",
    "education_plans.PlanAgreement": "its plan",
    "education_plans.PlanReview": "its plan",
}
