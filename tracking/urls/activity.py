"""Addresses of what young people do: activity, contacts, jobs and the yearly return."""

from django.urls import path

from tracking.views import activity, care_leaver_return, contact, employment, worker_changes

urlpatterns = [
    path("activity/", activity.activity_list, name="activity"),
    path("activity/<uuid:spell_uuid>/correct/", activity.correct, name="activity-correct"),
    path("activity/<uuid:spell_uuid>/take-back/", activity.take_back, name="activity-take-back"),
    path("learners/<uuid:learner_uuid>/activity/", activity.activity_of, name="activity-of"),
    path("learners/<uuid:learner_uuid>/activity/new/", activity.new_activity, name="activity-new"),
    path("learners/<uuid:learner_uuid>/in-touch/", contact.in_touch, name="in-touch"),
    path("learners/<uuid:learner_uuid>/in-touch/new/", contact.new_contact, name="contact-new"),
    path("contacts/<uuid:in_touch_uuid>/correct/", contact.correct, name="contact-correct"),
    path("contacts/<uuid:in_touch_uuid>/strike-out/", contact.strike_out, name="contact-strike-out"),
    path("learners/<uuid:learner_uuid>/jobs/new/", employment.new_job, name="job-new"),
    path("jobs/<uuid:job_uuid>/", employment.job_page, name="job"),
    path("jobs/<uuid:job_uuid>/contact/", employment.contact, name="job-contact"),
    path("jobs/<uuid:job_uuid>/end/", employment.end, name="job-end"),
    path("jobs/<uuid:job_uuid>/correct/", employment.correct, name="job-correct"),
    path("jobs/<uuid:job_uuid>/strike-out/", employment.strike_out, name="job-strike-out"),
    path("care-leaver-return/", care_leaver_return.current_return, name="care-leaver-return-now"),
    path("care-leaver-return/<int:return_year>/", care_leaver_return.whole_return, name="care-leaver-return"),
    path(
        "care-leaver-return/<int:return_year>/download/",
        care_leaver_return.download,
        name="care-leaver-return-download",
    ),
    path(
        "learners/<uuid:learner_uuid>/care-leaver-return/<int:return_year>/",
        care_leaver_return.one_return,
        name="care-leaver-return-of",
    ),
    path("worker-changes/", worker_changes.worker_changes, name="worker-changes"),
]
