"""Addresses of the learners app, from the root. The case file itself, /learners/<uuid>/, is composed in `oversight`."""

from django.urls import path

from learners.views import (
    broken_glass,
    carers,
    caseload,
    contacts,
    delegations,
    enrolments,
    hand_over,
    information_requests,
    key_workers,
    record,
    restrictions,
    sharing,
    support,
)

app_name = "learners"
urlpatterns = [
    path("learners/", caseload.caseload, name="caseload"),
    path("learners/export.csv", caseload.export, name="export"),
    path("learners/new/", record.new, name="new"),
    path("learners/<uuid:learner_uuid>/edit/", record.edit, name="edit"),
    path("learners/<uuid:learner_uuid>/close/", record.close, name="close"),
    path("learners/<uuid:learner_uuid>/death/", record.death, name="death"),
    path("learners/<uuid:learner_uuid>/access/", restrictions.restrict_record, name="restrict"),
    path("learners/<uuid:learner_uuid>/access/open/", restrictions.unrestrict_record, name="unrestrict"),
    path(
        "learners/<uuid:learner_uuid>/access/<uuid:user_uuid>/remove/",
        restrictions.remove_named_person,
        name="remove-named-person",
    ),
    path("emergency-access/", broken_glass.openings, name="openings"),
    path("emergency-access/new/", broken_glass.new, name="break-glass"),
    path("emergency-access/attempts/", broken_glass.attempts, name="attempts"),
    path("emergency-access/<uuid:glass_uuid>/end/", broken_glass.end_own, name="end-own-glass"),
    path("learners/<uuid:learner_uuid>/emergency-access/<uuid:glass_uuid>/end/", broken_glass.end, name="end-glass"),
    path("support/", support.listed, name="support-requests"),
    path("learners/<uuid:learner_uuid>/support/new/", support.ask, name="ask-for-support"),
    path("support/<uuid:support_uuid>/", support.detail, name="support-request"),
    path("support/<uuid:support_uuid>/accept/", support.accept, name="accept-support"),
    path("support/<uuid:support_uuid>/decline/", support.decline, name="decline-support"),
    path("support/<uuid:support_uuid>/withdraw/", support.withdraw, name="withdraw-support"),
    path("support/<uuid:support_uuid>/end/", support.end, name="end-support"),
    path("learners/<uuid:learner_uuid>/key-worker/", key_workers.key_worker, name="key-worker"),
    path("learners/<uuid:learner_uuid>/key-worker/cover/", key_workers.cover, name="cover"),
    path("learners/<uuid:learner_uuid>/key-worker/end/", key_workers.end, name="end-key-worker"),
    path(
        "learners/<uuid:learner_uuid>/key-worker/<uuid:key_worker_uuid>/tell-again/",
        key_workers.again,
        name="tell-again",
    ),
    path("learners/<uuid:learner_uuid>/carers/", carers.carers, name="carers"),
    path("learners/<uuid:learner_uuid>/carers/new/", carers.new, name="carer-new"),
    path("carers/<uuid:carer_uuid>/change/", carers.change, name="carer-change"),
    path("carers/<uuid:carer_uuid>/end/", carers.end, name="carer-end"),
    path("learners/<uuid:learner_uuid>/sharing/", sharing.sharing, name="sharing"),
    path("learners/<uuid:learner_uuid>/sharing/consent/", sharing.record_consent, name="record-consent"),
    path(
        "learners/<uuid:learner_uuid>/sharing/without-consent/",
        sharing.share_without_consent,
        name="share-without-consent",
    ),
    path(
        "learners/<uuid:learner_uuid>/sharing/without-consent/<uuid:override_uuid>/end/",
        sharing.end_override,
        name="end-override",
    ),
    path("learners/<uuid:learner_uuid>/files/<uuid:attachment_uuid>/", sharing.download, name="download"),
    path("information-requests/", information_requests.information_requests, name="information-requests"),
    path(
        "learners/<uuid:learner_uuid>/information-requests/new/",
        information_requests.new,
        name="information-request-new",
    ),
    path(
        "information-requests/<uuid:information_uuid>/",
        information_requests.information_request,
        name="information-request",
    ),
    path(
        "information-requests/<uuid:information_uuid>/call-back/",
        information_requests.call_back,
        name="information-call-back",
    ),
    path(
        "information-requests/<uuid:information_uuid>/release/",
        information_requests.release,
        name="information-release",
    ),
    path(
        "information-requests/<uuid:information_uuid>/refuse/", information_requests.refuse, name="information-refuse"
    ),
    path(
        "information-requests/<uuid:information_uuid>/withdraw/",
        information_requests.withdraw,
        name="information-withdraw",
    ),
    path(
        "information-requests/<uuid:information_uuid>/printout/",
        information_requests.printout,
        name="information-printout",
    ),
    path("learners/<uuid:learner_uuid>/enrolments/new/", enrolments.new, name="enrol"),
    path("enrolments/<uuid:enrolment_uuid>/", enrolments.enrolment, name="enrolment"),
    path("enrolments/<uuid:enrolment_uuid>/checklist/<slug:item>/", enrolments.tick, name="tick"),
    path("enrolments/<uuid:enrolment_uuid>/mentor/", enrolments.mentor, name="mentor"),
    path("enrolments/<uuid:enrolment_uuid>/end/", enrolments.end, name="end-enrolment"),
    path("enrolments/<uuid:enrolment_uuid>/transfer/", enrolments.move, name="transfer"),
    path(
        "directory/<uuid:agency_uuid>/designated-person/", contacts.designated_person, name="change-designated-person"
    ),
    path("directory/<uuid:agency_uuid>/key-contact/", contacts.key_contact, name="change-key-contact"),
    path("hand-over/", hand_over.hand_overs, name="hand-overs"),
    path("hand-over/<uuid:membership_uuid>/", hand_over.hand_over, name="hand-over"),
    path("hand-over/<uuid:membership_uuid>/leaving/", hand_over.leaving, name="hand-over-leaving"),
    path("hand-over/<uuid:membership_uuid>/pass/", hand_over.passing, name="hand-over-pass"),
    path("cover/", delegations.delegations, name="delegations"),
    path("cover/new/", delegations.new, name="delegate"),
    path("cover/<uuid:delegation_uuid>/end/", delegations.end, name="end-delegation"),
]
