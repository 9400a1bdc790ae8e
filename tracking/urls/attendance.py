"""Addresses of attendance."""

from django.urls import path

from tracking.views import attendance, attendance_concerns, attendance_learner

urlpatterns = [
    path("attendance/", attendance.weekly_entry, name="attendance"),
    path("learners/<uuid:learner_uuid>/attendance/", attendance_learner.of_learner, name="attendance-of"),
    path("enrolments/<uuid:enrolment_uuid>/timetable/", attendance_learner.new_timetable, name="attendance-timetable"),
    path("attendance/concerns/<uuid:concern_uuid>/", attendance_concerns.concern_page, name="attendance-concern"),
    path(
        "attendance/concerns/<uuid:concern_uuid>/pathway/", attendance_concerns.write, name="attendance-concern-write"
    ),
    path("attendance/concerns/<uuid:concern_uuid>/close/", attendance_concerns.close, name="attendance-concern-close"),
]
