"""Addresses of attendance."""

from django.urls import path

from tracking.views import attendance, attendance_concerns, attendance_files, attendance_learner, attendance_year

urlpatterns = [
    path("attendance/", attendance.weekly_entry, name="attendance"),
    path("attendance/year/", attendance_year.overview, name="attendance-year"),
    path("attendance/young-people/", attendance_year.people, name="attendance-list"),
    path("attendance/import/", attendance_files.upload, name="attendance-import"),
    path(
        "attendance/import/template.csv", attendance_files.template, {"ending": "csv"}, name="attendance-template-csv"
    ),
    path(
        "attendance/import/template.xlsx",
        attendance_files.template,
        {"ending": "xlsx"},
        name="attendance-template-xlsx",
    ),
    path("attendance/files/<uuid:attendance_file_uuid>/", attendance_files.file_page, name="attendance-file"),
    path(
        "attendance/files/<uuid:attendance_file_uuid>/problems.csv",
        attendance_files.file_problems,
        name="attendance-file-problems",
    ),
    path("attendance/marks/", attendance_files.marks, name="attendance-marks"),
    path("learners/<uuid:learner_uuid>/attendance/", attendance_learner.of_learner, name="attendance-of"),
    path("enrolments/<uuid:enrolment_uuid>/timetable/", attendance_learner.new_timetable, name="attendance-timetable"),
    path("attendance/concerns/<uuid:concern_uuid>/", attendance_concerns.concern_page, name="attendance-concern"),
    path(
        "attendance/concerns/<uuid:concern_uuid>/pathway/", attendance_concerns.write, name="attendance-concern-write"
    ),
    path("attendance/concerns/<uuid:concern_uuid>/close/", attendance_concerns.close, name="attendance-concern-close"),
]
