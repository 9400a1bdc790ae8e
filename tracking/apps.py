from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "tracking"
    verbose_name = "What happens"

    def ready(self) -> None:
        from accounts.looks import register_shown
        from agreements.enums import TermKey
        from deadlines.registry import Subject, register_recomputer, register_subject
        from notifications.enums import MessageKind
        from notifications.registry import (
            register_delivery_listener,
            register_failure_audience,
            register_relevance,
        )
        from tracking.models import (
            AttendanceWeek,
            CohortMember,
            Destination,
            Emergency,
            Incident,
            LearningAim,
            PriorAttainment,
            ProfessionalsMeeting,
            RollLine,
            Timetable,
        )
        from tracking.selectors.audiences import emergency_failure, incident_failure, notice_still_applies
        from tracking.selectors.expected import emergency_responses, same_day_notices
        from tracking.services.notices import email_settled

        self._attendance()
        self._what_they_do()
        self._without_a_place()
        self._casework()
        register_shown(Incident, "learner")
        register_shown(ProfessionalsMeeting, "incident__learner")
        register_shown(Emergency, "learner")
        for of_place in (AttendanceWeek, LearningAim, Timetable):
            register_shown(of_place, "enrolment__learner")
        for of_learner in (Destination, PriorAttainment, RollLine):
            register_shown(of_learner, "learner")
        register_shown(CohortMember, "learner")
        register_subject(Subject("incident", "incident", lambda uuid: f"/incidents/{uuid}/"))
        register_subject(Subject("emergency", "emergency", lambda uuid: f"/emergencies/{uuid}/"))
        register_recomputer(TermKey.SAME_DAY_NOTICE.value, same_day_notices)
        register_recomputer(TermKey.EMERGENCY_RESPONSE.value, emergency_responses)
        register_delivery_listener(MessageKind.INCIDENT_NOTICE, email_settled)
        for kind in (MessageKind.INCIDENT_NOTICE, MessageKind.MEETING, MessageKind.EXCLUSION):
            register_failure_audience(kind, incident_failure)
        register_failure_audience(MessageKind.EMERGENCY, emergency_failure)
        register_relevance("incident", notice_still_applies)

    def _attendance(self) -> None:
        from accounts.looks import register_shown
        from learners.registry import register_ending
        from tracking.models import AttendanceConcern
        from tracking.services.attendance_concerns import on_ending

        register_shown(AttendanceConcern, "enrolment__learner")
        register_ending(on_ending)

    def _what_they_do(self) -> None:
        """Activity, contacts and jobs: of the young person's own agencies."""
        from accounts.looks import register_shown
        from deadlines.registry import (
            Subject,
            register_confidential,
            register_page_link,
            register_recomputer,
            register_subject,
        )
        from learners.registry import register_change, register_ending, register_reopening
        from learners.selectors.confidential import for_own_agencies
        from tracking.models import ActivitySpell, CareLeaverReturn, Contact, Employment
        from tracking.selectors.contact import IN_TOUCH, KEEPING_IN_TOUCH, in_touch_clocks
        from tracking.selectors.employment import DUTY_OF, JOB, contact_link, work_clocks
        from tracking.services.activity import end_spells
        from tracking.services.contact import settle_in_touch
        from tracking.services.employment_clocks import ask_again

        for model in (ActivitySpell, CareLeaverReturn, Contact, Employment):
            register_shown(model, "learner")
        register_ending(end_spells)
        register_change(settle_in_touch)
        register_reopening(settle_in_touch)
        register_reopening(ask_again)
        register_subject(
            Subject(KEEPING_IN_TOUCH, "contacts with the young person", lambda uuid: f"/learners/{uuid}/in-touch/")
        )
        register_subject(Subject(JOB, "job", lambda uuid: f"/jobs/{uuid}/"))
        for kind in (KEEPING_IN_TOUCH, JOB):
            register_confidential(kind, for_own_agencies)
        register_page_link(contact_link)
        register_recomputer(IN_TOUCH, in_touch_clocks)
        for code in DUTY_OF.values():
            register_recomputer(code, work_clocks(code))

    def _without_a_place(self) -> None:
        """Opportunities, and what is done while there is no place: of the young person's own agencies."""
        from accounts.looks import register_shown
        from deadlines.registry import Subject, register_confidential, register_recomputer, register_subject
        from learners.registry import register_ending
        from learners.selectors.confidential import for_own_agencies
        from tracking.models import NeetDay, NeetEpisode, NeetRole, Referral, StrengthsScore
        from tracking.selectors.neet_clocks import day_clocks
        from tracking.services.neet_clocks import DUTIES, NEET_EPISODE
        from tracking.services.neet_episodes import end_with_case

        for model in (NeetEpisode, Referral, StrengthsScore):
            register_shown(model, "learner")
        for of_episode in (NeetDay, NeetRole):
            register_shown(of_episode, "episode__learner")
        register_ending(end_with_case)
        register_subject(Subject(NEET_EPISODE, "time without a place", lambda uuid: f"/neet/{uuid}/"))
        register_confidential(NEET_EPISODE, for_own_agencies)
        for kind, duty_code in DUTIES.items():
            register_recomputer(duty_code, day_clocks(duty_code, kind))

    def _casework(self) -> None:
        """Support and moves, the end of a case and the way back."""
        from accounts.looks import register_shown
        from agreements.enums import TermKey
        from deadlines.registry import Subject, register_confidential, register_recomputer, register_subject
        from learners.registry import register_ending
        from learners.selectors.confidential import for_own_agencies
        from tracking.models import (
            CaseClosure,
            ExtraSupport,
            HomeMove,
            PlaceRefusal,
            RecordTransfer,
            ReturnRequest,
            SchoolMove,
        )
        from tracking.selectors.casework_clocks import return_clocks, support_review_clocks
        from tracking.services.closure import end_closures
        from tracking.services.extra_support import EXTRA_SUPPORT, end_with_case
        from tracking.services.returns import RETURN
        from tracking.services.transfers import withdraw_with_case

        of_learner = (CaseClosure, ExtraSupport, HomeMove, PlaceRefusal, RecordTransfer, ReturnRequest, SchoolMove)
        for model in of_learner:
            register_shown(model, "learner")
        register_ending(end_closures)
        register_ending(end_with_case)
        register_ending(withdraw_with_case)
        register_subject(Subject(EXTRA_SUPPORT, "extra support", lambda uuid: f"/extra-support/{uuid}/"))
        register_subject(Subject(RETURN, "request to come back", lambda uuid: f"/returns/{uuid}/"))
        for kind in (EXTRA_SUPPORT, RETURN):
            register_confidential(kind, for_own_agencies)
        register_recomputer(TermKey.SUPPORT_REVIEW.value, support_review_clocks)
        register_recomputer(TermKey.RETURN_ASSESSED.value, return_clocks)
