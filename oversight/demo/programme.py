"""Which stories are told, and how often each."""

from collections.abc import Callable

from oversight.demo import guarded, plan_stories, stories
from oversight.demo.activity import follow_young_people
from oversight.demo.acts import Acts
from oversight.demo.attendance import follow_attendance
from oversight.demo.audits import audit_plans
from oversight.demo.boards import hold_boards
from oversight.demo.casework import look_after
from oversight.demo.destinations import follow_destinations
from oversight.demo.feedback import ask_and_tell
from oversight.demo.guidance import advise_at_school
from oversight.demo.leavers import leave_and_stand_in
from oversight.demo.lifecycle import sign_review_renew_end
from oversight.demo.lists import keep_lists
from oversight.demo.neet_episodes import help_who_has_no_place
from oversight.demo.opportunities import offer_and_refer
from oversight.demo.packs import make_packs
from oversight.demo.panel import hold_panels
from oversight.demo.partners import work_together
from oversight.demo.progress import follow_courses
from oversight.demo.registers import fill_registers
from oversight.demo.roll import send_rolls
from oversight.demo.strategies import write_strategies
from oversight.demo.upkeep import keep_up

#: The longest ago anything happens, in days.
HORIZON = 430


def tell(acts: Acts) -> None:
    """Plan everything. A story that is told several times differs in people, places and days."""
    keep_up(acts)
    leave_and_stand_in(acts)
    work_together(acts)
    sign_review_renew_end(acts)
    fill_registers(acts)
    write_strategies(acts)
    hold_boards(acts)
    audit_plans(acts)
    ask_and_tell(acts)
    for story, times in PROGRAMME:
        for turn in range(times):
            story(acts, turn)
    look_after(acts)
    follow_young_people(acts)
    follow_courses(acts)
    follow_attendance(acts)
    follow_destinations(acts)
    send_rolls(acts)
    offer_and_refer(acts)
    help_who_has_no_place(acts)
    advise_at_school(acts)
    hold_panels(acts)
    keep_lists(acts)
    make_packs(acts)


PROGRAMME: tuple[tuple[Callable[[Acts, int], None], int], ...] = (
    (stories.in_year_11, 8),
    (stories.nobody_named_in_time, 3),
    (stories.starts_soon, 6),
    (stories.plan_running, 14),
    (stories.plan_due_today, 2),
    (stories.plan_overdue, 5),
    (stories.plan_agreed_late, 6),
    (stories.on_track, 15),
    (stories.reviewed, 12),
    (stories.review_due, 8),
    (stories.reviewed_late, 3),
    (stories.clock_changed, 3),
    (stories.key_worker_changes, 4),
    (stories.nobody_now, 2),
    (stories.told_in_time, 7),
    (stories.told_late, 3),
    (stories.calls_waiting_today, 3),
    (stories.broken_yesterday, 2),
    (stories.came_back, 1),
    (stories.meeting_called, 1),
    (stories.excluded, 2),
    (stories.answered, 4),
    (stories.answered_late, 2),
    (stories.emergency_now, 3),
    (stories.finished, 5),
    (stories.left_early, 2),
    (stories.moved_on, 2),
    (stories.closed, 2),
    (stories.died, 1),
    (stories.restricted, 2),
    (guarded.opened_in_an_emergency, 1),
    (guarded.supported_elsewhere, 2),
    (plan_stories.told_whole, 4),
    (plan_stories.second_thoughts, 2),
    (plan_stories.does_not_agree, 2),
    (plan_stories.being_written, 2),
    (plan_stories.to_university, 2),
    (plan_stories.apprentice, 2),
    (plan_stories.goes_on, 2),
    (plan_stories.looks_for_a_place, 2),
    (plan_stories.in_custody, 1),
    (plan_stories.leaving_care, 6),
)
