"""Addresses of the agreements app."""

from django.urls import path

from agreements import views
from agreements.views import employers, events, feedback, liaison, notices, promotion, signing, signing_link
from agreements.views import challenges, entitlements
from agreements.views import public as public_pages
from agreements.views.shown import agreement_shown, contact_shown

app_name = "agreements"
urlpatterns = [
    path("agreements/", views.agreements, name="list"),
    path("agreements/new/", views.new, name="new"),
    path("agreements/<uuid:agreement_uuid>/", views.agreement, name="agreement"),
    path("agreements/<uuid:agreement_uuid>/edit/", views.edit, name="edit"),
    path("agreements/<uuid:agreement_uuid>/put-in-force/", views.put_into_force, name="put-in-force"),
    path("agreements/<uuid:agreement_uuid>/end/", views.end, name="end"),
    path("agreements/<uuid:agreement_uuid>/terms/<str:key>/", views.term, name="term"),
    # Signatures.
    path("agreements/<uuid:agreement_uuid>/send-out/", signing.send_out, name="send-out"),
    path("agreements/<uuid:agreement_uuid>/text/", signing.text, name="text"),
    path(
        "agreements/<uuid:agreement_uuid>/signatures/<uuid:request_uuid>/remind/",
        signing.remind,
        name="remind-signatory",
    ),
    path(
        "agreements/<uuid:agreement_uuid>/signatures/<uuid:request_uuid>/again/",
        signing.send_again,
        name="send-link-again",
    ),
    path("agreements/<uuid:agreement_uuid>/take-back/", signing.withdraw, name="withdraw"),
    path("agreements/<uuid:agreement_uuid>/complete/", signing.complete, name="complete-signing"),
    path("agreements/<uuid:agreement_uuid>/paper/", signing.paper_new, name="paper-new"),
    path("agreements/<uuid:agreement_uuid>/paper/<uuid:paper_uuid>/", signing.paper, name="paper"),
    path("agreements/<uuid:agreement_uuid>/documents/<uuid:document_uuid>/", signing.document, name="document"),
    path("agreements/<uuid:agreement_uuid>/signed-agreement/", signing.signed_pdf, name="signed-pdf"),
    path("sign/<str:token>/", signing_link.sign, name="sign"),
    path("sign/<str:token>/decline/", signing_link.decline, name="sign-decline"),
    path("directory/", views.directory, name="directory"),
    path("directory/<uuid:agency_uuid>/", views.agency, name="agency"),
    path("directory/<uuid:agency_uuid>/confirm/", views.confirm, name="confirm"),
    path("directory/<uuid:agency_uuid>/registration/", views.registration, name="registration"),
    path("directory/<uuid:agency_uuid>/registration/correct/", views.registration_correct, name="registration-correct"),
    path("directory/people/<uuid:membership_uuid>/training/", views.training, name="training"),
    path("directory/people/<uuid:membership_uuid>/training/new/", views.training_new, name="training-new"),
    path("directory/training/<uuid:training_uuid>/correct/", views.training_correct, name="training-correct"),
    # What stands on the public pages.
    path("agreements/<uuid:agreement_uuid>/public/", agreement_shown, name="agreement-shown"),
    path("directory/contacts/<uuid:contact_uuid>/public/", contact_shown, name="contact-shown"),
    path("entitlements/", entitlements.entitlements, name="entitlements"),
    path("entitlements/new/", entitlements.new, name="entitlement-new"),
    path("entitlements/<uuid:entitlement_uuid>/change/", entitlements.change, name="entitlement-change"),
    path("entitlements/<uuid:entitlement_uuid>/end/", entitlements.end, name="entitlement-end"),
    # Pages for everybody, without sign-in.
    path("partners/", public_pages.partners, name="partners"),
    path("partners/carers/", public_pages.carers, name="partners-carers"),
    path("partners/providers/", public_pages.providers, name="partners-providers"),
    path("partners/providers/<uuid:agency_uuid>/", public_pages.provider, name="partners-provider"),
    path("partners/support/", public_pages.support, name="partners-support"),
    path("partners/support/<slug:dfe_code>/", public_pages.support_of, name="partners-support-of"),
    # Challenges between agencies.
    path("agreements/<uuid:agreement_uuid>/challenge/", challenges.challenge_new, name="challenge-new"),
    path("challenges/", challenges.challenges, name="challenges"),
    path("challenges/<uuid:challenge_uuid>/", challenges.challenge, name="challenge"),
    path("challenges/<uuid:challenge_uuid>/answer/", challenges.challenge_answer, name="challenge-answer"),
    path("challenges/<uuid:challenge_uuid>/reply/", challenges.challenge_reply, name="challenge-reply"),
    path("challenges/<uuid:challenge_uuid>/escalate/", challenges.challenge_escalate, name="challenge-escalate"),
    path("challenges/<uuid:challenge_uuid>/resolve/", challenges.challenge_resolve, name="challenge-resolve"),
    path("challenges/<uuid:challenge_uuid>/withdraw/", challenges.challenge_withdraw, name="challenge-withdraw"),
    # The registers of the partnership.
    path("partnership/", promotion.partnership, name="partnership"),
    path("partnership/promotion/", promotion.promotion, name="promotion"),
    path("partnership/promotion/new/", promotion.promotion_new, name="promotion-new"),
    path("partnership/promotion/<uuid:promotion_uuid>/", promotion.promotion_correct, name="promotion-correct"),
    path(
        "partnership/promotion/<uuid:promotion_uuid>/evidence/", promotion.promotion_evidence, name="promotion-evidence"
    ),
    path("partnership/meetings/", liaison.meetings, name="meetings"),
    path("partnership/meetings/new/", liaison.meeting_new, name="meeting-new"),
    path("partnership/meetings/<uuid:liaison_uuid>/", liaison.meeting, name="meeting"),
    path("partnership/meetings/<uuid:liaison_uuid>/change/", liaison.meeting_change, name="meeting-change"),
    path("partnership/meetings/<uuid:liaison_uuid>/action/", liaison.action_new, name="action-new"),
    path("partnership/actions/", liaison.actions, name="actions"),
    path("partnership/actions/<uuid:liaison_action_uuid>/", liaison.action_done, name="action-done"),
    path("partnership/events/", events.events, name="events"),
    path("partnership/events/new/", events.event_new, name="event-new"),
    path("partnership/events/<uuid:event_uuid>/", events.event, name="event"),
    path("partnership/events/<uuid:event_uuid>/invite/", events.event_invite, name="event-invite"),
    path("partnership/events/<uuid:event_uuid>/attendance/", events.event_attendance, name="event-attendance"),
    path("partnership/events/<uuid:event_uuid>/answer/", events.event_answer, name="event-answer"),
    path("partnership/events/<uuid:event_uuid>/cancel/", events.event_cancel, name="event-cancel"),
    path("partnership/notices/", notices.notices, name="notices"),
    path("partnership/notices/new/", notices.notice_new, name="notice-new"),
    path("partnership/notices/<uuid:notice_uuid>/", notices.notice, name="notice"),
    path("partnership/employers/", employers.employers, name="employers"),
    path("partnership/employers/new/<uuid:agency_uuid>/", employers.employer_new, name="employer-new"),
    path("partnership/employers/<uuid:employer_uuid>/", employers.employer, name="employer"),
    path("partnership/complaints/", feedback.complaints, name="complaints"),
    path("partnership/complaints/new/", feedback.complaint_new, name="complaint-new"),
    path(
        "partnership/complaints/new/<uuid:agreement_uuid>/", feedback.complaint_new_about, name="complaint-new-about"
    ),
    path("partnership/complaints/<uuid:complaint_uuid>/", feedback.complaint, name="complaint"),
    path(
        "partnership/complaints/<uuid:complaint_uuid>/acknowledge/",
        feedback.complaint_acknowledge,
        name="complaint-acknowledge",
    ),
    path("partnership/complaints/<uuid:complaint_uuid>/answer/", feedback.complaint_answer, name="complaint-answer"),
    path("partnership/complaints/<uuid:complaint_uuid>/pass/", feedback.complaint_pass, name="complaint-pass"),
    path("partnership/compliments/", feedback.compliments, name="compliments"),
    path("partnership/compliments/new/", feedback.compliment_new, name="compliment-new"),
    path(
        "partnership/compliments/new/<uuid:agency_uuid>/", feedback.compliment_new_about, name="compliment-new-about"
    ),
]
