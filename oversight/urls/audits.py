"""Addresses of audits."""

from django.urls import path

from oversight.views import audit_cases as cases
from oversight.views import audit_results as results
from oversight.views import audits

_ONE, _CASE = "audits/<uuid:audit_uuid>/", "audits/sampled/<uuid:audit_case_uuid>/"
_QUESTION, _FINDING = "audits/questions/<uuid:audit_question_uuid>/", "audits/findings/<uuid:audit_finding_uuid>/"

urlpatterns = [
    path("audits/", audits.audits, name="audits"),
    path("audits/new/", audits.audit_new, name="audit-new"),
    path(_ONE, audits.audit, name="audit"),
    path(f"{_ONE}change/", audits.audit_change, name="audit-change"),
    path(f"{_ONE}questions/new/", audits.audit_question_new, name="audit-question-new"),
    path(f"{_QUESTION}change/", audits.audit_question_change, name="audit-question-change"),
    path(f"{_QUESTION}remove/", audits.audit_question_remove, name="audit-question-remove"),
    path(f"{_ONE}draw/", audits.audit_draw, name="audit-draw"),
    path(f"{_ONE}auditors/", audits.audit_auditors, name="audit-auditors"),
    path(f"{_ONE}close/", audits.audit_close, name="audit-close"),
    path("audits/shares/<uuid:audit_share_uuid>/", cases.audit_share, name="audit-share"),
    path(_CASE, cases.sampled, name="sampled"),
    path(f"{_CASE}auditor/", cases.sampled_auditor, name="sampled-auditor"),
    path(f"{_CASE}set-aside/", cases.sampled_set_aside, name="sampled-set-aside"),
    path(f"{_ONE}results/", results.audit_results, name="audit-results"),
    path(f"{_ONE}results/download/", results.audit_download, name="audit-download"),
    path(f"{_QUESTION}answers/", results.audit_answers, name="audit-answers"),
    path(f"{_ONE}findings/new/", results.audit_finding_new, name="audit-finding-new"),
    path(f"{_FINDING}change/", results.audit_finding_change, name="audit-finding-change"),
    path(f"{_FINDING}action/", results.audit_finding_action, name="audit-finding-action"),
]
