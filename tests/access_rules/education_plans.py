"""Addresses of plans, and of the young person’s own page."""

from dataclasses import replace

from accounts.enums import Permission as _P
from tests.access_rules.who import LINK, OWNER, Rule, every, own_record, record, role

ROUTES: dict[str, Rule] = {
    "education_plans:plans": role(_P.VIEW_LEARNER),
    "education_plans:plan-list": role(_P.VIEW_LEARNER),
    # the plan and its sections
    "education_plans:plan": record(_P.VIEW_LEARNER),
    "education_plans:begin": record(_P.EDIT_PLAN),
    "education_plans:whose": record(_P.EDIT_PLAN),
    "education_plans:section": record(_P.EDIT_PLAN),
    "education_plans:draft": replace(record(_P.EDIT_PLAN), to_nobody=401),
    "education_plans:ask": record(_P.EDIT_PLAN),
    "education_plans:completer": record(_P.EDIT_PLAN),
    "education_plans:withdraw-request": record(_P.EDIT_PLAN),
    "education_plans:review": record(_P.AGREE_PLAN),
    # targets, support and money
    **every("education_plans:", "targets funding support entitlements guidance", record(_P.VIEW_LEARNER)),
    **every("education_plans:target", "-new s-carry -change -close", record(_P.EDIT_PLAN)),
    **every("education_plans:funding-", "new withdraw spend impact", record(_P.EDIT_PLAN)),
    "education_plans:funding-decide": record(_P.DECIDE_FUNDING),
    "education_plans:spend-take-back": record(_P.EDIT_PLAN),
    "education_plans:funding-list": role(_P.DECIDE_FUNDING),
    **every("education_plans:need-", "new change end", record(_P.EDIT_PLAN)),
    "education_plans:claim": record(_P.EDIT_PLAN),
    **every("education_plans:guidance-", "new change", record(_P.EDIT_PLAN)),
    "education_plans:guidance-coverage": role(_P.RECORD_ACTIVITY),
    "education_plans:guidance-of": own_record(_P.VIEW_LEARNER),
    **every("education_plans:guidance-of-", "new change", own_record(_P.EDIT_PLAN)),
    # meetings
    "education_plans:meetings": record(_P.VIEW_LEARNER),
    "education_plans:meeting": record(_P.VIEW_LEARNER),
    "education_plans:meeting-calendar": record(_P.VIEW_LEARNER),
    **every(
        "education_plans:meeting-",
        "new change agenda cancel invite take-off record correct action-new",
        record(_P.MANAGE_MEETING),
    ),
    **every("education_plans:pathway-", "meetings meeting meeting-calendar", own_record(_P.VIEW_LEARNER)),
    **every(
        "education_plans:pathway-meeting-",
        "new change agenda cancel invite take-off record correct action-new",
        own_record(_P.EDIT_PATHWAY),
    ),
    # Of whoever is invited, or promised it: to anybody else it does not exist.
    **every("education_plans:meeting-", "answer action-done", OWNER),
    **every("education_plans:pathway-meeting-", "answer action-done", OWNER),
    "education_plans:early-decline": record(_P.MANAGE_MEETING),
    "education_plans:changes": record(_P.VIEW_LEARNER),
    "education_plans:change-new": record(_P.EDIT_PLAN),
    "education_plans:occasions": record(_P.VIEW_LEARNER),
    "education_plans:occasion-new": record(_P.MANAGE_MEETING),
    "education_plans:occasion": record(_P.MANAGE_MEETING),
    # agreement, quality and copies
    "education_plans:answer": record(_P.AGREE_PLAN),
    "education_plans:versions": record(_P.VIEW_LEARNER),
    "education_plans:version": record(_P.VIEW_LEARNER),
    "education_plans:version-changes": record(_P.VIEW_LEARNER),
    "education_plans:quality": role(_P.CHECK_PLAN),
    "education_plans:criteria": role(_P.CHECK_PLAN),
    "education_plans:criteria-own": role(_P.CHECK_PLAN),
    "education_plans:criterion-new": role(_P.CHECK_PLAN),
    "education_plans:criterion-change": role(_P.CHECK_PLAN),
    "education_plans:criterion-end": role(_P.CHECK_PLAN),
    "education_plans:quality-history": record(_P.VIEW_LEARNER),
    "education_plans:quality-check": record(_P.CHECK_PLAN),
    "education_plans:copy-give": record(_P.AGREE_PLAN),
    "education_plans:monitor": role(_P.CHECK_PLAN),
    "education_plans:monitor-list": role(_P.CHECK_PLAN),
    "education_plans:monitor-download": role(_P.CHECK_PLAN),
    "education_plans:copy-pdf": record(_P.VIEW_LEARNER),
    # pathway plan
    "education_plans:pathway-draft": replace(own_record(_P.EDIT_PATHWAY), to_nobody=401),
    "education_plans:pathway": own_record(_P.VIEW_LEARNER),
    "education_plans:pathway-matter": own_record(_P.VIEW_LEARNER),
    "education_plans:passport": own_record(_P.VIEW_LEARNER),
    "education_plans:one-plan": own_record(_P.VIEW_LEARNER),
    **every(
        "education_plans:",
        "begin-pathway pathway-write pathway-action-new pathway-action-change pathway-action-done pathway-answer "
        "pathway-sign pathway-ask-review pathway-review pathway-accommodation pathway-close passport-area",
        own_record(_P.EDIT_PATHWAY),
    ),
    # the young person’s own page
    **every(
        "education_plans:",
        "me me-plan me-answer me-tick me-tell-us me-before-meeting me-said me-money me-review me-help me-help-asked "
        "me-who-looked me-record me-copy me-leave me-link me-pathway me-skills me-plan-copy",
        LINK,
    ),
    "education_plans:voice-waiting": role(_P.EDIT_PLAN),
    "education_plans:own-link": record(_P.GIVE_LINK),
    "education_plans:own-link-end": record(_P.GIVE_LINK),
    "education_plans:voice": record(_P.VIEW_LEARNER),
    "education_plans:view-new": record(_P.EDIT_PLAN),
    "education_plans:view": record(_P.EDIT_PLAN),
    "education_plans:help-call": record(_P.RAISE_EMERGENCY),
    **every(
        "education_plans:",
        "record-requests record-request record-review record-take-back record-copy record-act",
        record(_P.RELEASE_RECORD),
    ),
}
