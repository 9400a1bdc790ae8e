"""Addresses of boards, their meetings, and the updates asked for before one."""

from django.urls import path

from oversight.views import board_meetings as meetings
from oversight.views import boards
from oversight.views.updates import updates

_ONE, _MEETING = "boards/<uuid:board_uuid>/", "boards/meetings/<uuid:board_meeting_uuid>/"

urlpatterns = [
    path("boards/", boards.boards, name="boards"),
    path("boards/new/", boards.board_new, name="board-new"),
    path(_ONE, boards.board, name="board"),
    path(f"{_ONE}change/", boards.board_change, name="board-change"),
    path(f"{_ONE}close/", boards.board_close, name="board-close"),
    path(f"{_ONE}members/new/", boards.board_member_new, name="board-member-new"),
    path("boards/members/<uuid:board_member_uuid>/remove/", boards.board_member_remove, name="board-member-remove"),
    path(f"{_ONE}meetings/new/", meetings.board_meeting_new, name="board-meeting-new"),
    path(_MEETING, meetings.board_meeting, name="board-meeting"),
    path(f"{_MEETING}change/", meetings.board_meeting_change, name="board-meeting-change"),
    path(f"{_MEETING}ask/", meetings.board_meeting_ask, name="board-meeting-ask"),
    path(f"{_MEETING}held/", meetings.board_meeting_hold, name="board-meeting-hold"),
    path(f"{_MEETING}minutes/", meetings.board_meeting_minutes, name="board-meeting-minutes"),
    path(f"{_MEETING}cancel/", meetings.board_meeting_cancel, name="board-meeting-cancel"),
    path("updates/<uuid:update_request_uuid>/", updates, name="updates"),
]
