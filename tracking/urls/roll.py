"""Addresses of lists of who is on roll."""

from django.urls import path

from tracking.views import roll, roll_queue

urlpatterns = [
    path("on-roll/", roll.rolls, name="rolls"),
    path("on-roll/new/", roll.new_roll, name="roll-new"),
    path("on-roll/template.csv", roll.template, {"ending": "csv"}, name="roll-template-csv"),
    path("on-roll/template.xlsx", roll.template, {"ending": "xlsx"}, name="roll-template-xlsx"),
    path("on-roll/<uuid:roll_uuid>/", roll.roll, name="roll"),
    path("on-roll/<uuid:roll_uuid>/stop/", roll.stop, name="roll-stop"),
    path("on-roll/<uuid:roll_uuid>/problems.csv", roll.problems, name="roll-problems"),
    path("on-roll/<uuid:roll_uuid>/return/", roll.give_back, name="roll-return"),
    path("on-roll/<uuid:roll_uuid>/answer.csv", roll.answer, name="roll-answer"),
    path("on-roll/<uuid:roll_uuid>/lines/", roll_queue.lines, name="roll-lines"),
    path("on-roll/<uuid:roll_uuid>/lines/<int:roll_line>/", roll_queue.line, name="roll-line"),
]
