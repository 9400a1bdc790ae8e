"""Panels, risk and stories of success."""

from django.urls import path

from oversight.views import panel, panel_items, panel_meetings, risk, success

urlpatterns = [
    path("panels/", panel.panels, name="panels"),
    path("panels/new/", panel.panel_new, name="panel-new"),
    path("panels/<uuid:panel_uuid>/", panel.panel, name="panel"),
    path("panels/<uuid:panel_uuid>/change/", panel.panel_change, name="panel-change"),
    path("panels/<uuid:panel_uuid>/close/", panel.panel_close, name="panel-close"),
    path("panels/<uuid:panel_uuid>/actions/", panel.panel_actions, name="panel-actions"),
    path("panels/<uuid:panel_uuid>/meetings/new/", panel_meetings.panel_meeting_new, name="panel-meeting-new"),
    *(
        path(f"panels/meetings/<uuid:panel_meeting_uuid>/{tail}", view, name=f"panel-meeting{name}")
        for tail, view, name in (
            ("", panel_meetings.panel_meeting, ""),
            ("change/", panel_meetings.panel_meeting_change, "-change"),
            ("draw-up/", panel_meetings.panel_meeting_draw_up, "-draw-up"),
            ("add/", panel_meetings.panel_meeting_add, "-add"),
            ("people/", panel_meetings.panel_meeting_people, "-people"),
            ("begin/", panel_meetings.panel_meeting_begin, "-begin"),
            ("close/", panel_meetings.panel_meeting_close, "-close"),
        )
    ),
    path("panels/items/<uuid:panel_item_uuid>/", panel_items.agenda_item, name="agenda-item"),
    path("panels/items/<uuid:panel_item_uuid>/move/", panel_items.agenda_item_move, name="agenda-item-move"),
    path(
        "panels/items/<uuid:panel_item_uuid>/take-off/", panel_items.agenda_item_take_off, name="agenda-item-take-off"
    ),
    path("panels/items/<uuid:panel_item_uuid>/share/", panel_items.agenda_item_share, name="agenda-item-share"),
    path("panels/actions/<uuid:panel_action_uuid>/done/", panel_items.agenda_action_done, name="agenda-action-done"),
    path("learners/<uuid:learner_uuid>/risk/", risk.risk, name="risk"),
    path("learners/<uuid:learner_uuid>/risk/judge/", risk.risk_judge, name="risk-judge"),
    path("learners/<uuid:learner_uuid>/success/new/", success.success_new, name="success-new"),
    path("success/", success.success, name="success"),
    path("success/told/", success.success_told, name="success-told"),
    path("success/<uuid:success_uuid>/", success.success_story, name="success-story"),
    path("success/<uuid:success_uuid>/change/", success.success_change, name="success-change"),
]
