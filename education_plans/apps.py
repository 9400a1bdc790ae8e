from django.apps import AppConfig


class EducationPlansConfig(AppConfig):
    name = "education_plans"
    verbose_name = "Education plans"

    def ready(self) -> None:
        from accounts.looks import register_shown
        from deadlines.registry import Subject, register_confidential, register_recomputer, register_subject
        from education_plans import subjects
        from education_plans.models import (
            AccommodationCheck,
            EducationPlan,
            EntitlementClaim,
            GuidanceSession,
            PathwayPlan,
            PathwayReview,
            PathwayReviewRequest,
            SkillProof,
            SupportNeed,
            Target,
        )
        from education_plans.selectors import education_plan_clocks, plan_review_clocks
        from education_plans.selectors.confidential import said_to
        from education_plans.selectors.pathway_clocks import pathway_review_asked_clocks, pathway_review_clocks
        from learners.selectors.confidential import for_own_agencies

        register_shown(EducationPlan, "learner")
        register_shown(Target, "plan__learner")
        for its_support in (SupportNeed, EntitlementClaim, GuidanceSession):
            register_shown(its_support, "learner")
        register_recomputer("education_plan", education_plan_clocks)
        register_recomputer("plan_review", plan_review_clocks)

        register_shown(PathwayPlan, "learner")
        register_shown(SkillProof, "learner")
        for model in (AccommodationCheck, PathwayReview, PathwayReviewRequest):
            register_shown(model, "pathway__learner")
        register_subject(Subject(subjects.PATHWAY, "pathway plan", subjects.pathway_path))
        register_subject(Subject(subjects.PATHWAY_REQUEST, "review that was asked for", subjects.pathway_request_path))
        register_recomputer("pathway_review", pathway_review_clocks)
        register_recomputer("pathway_review_asked", pathway_review_asked_clocks)
        # The plan belongs to the young person's own agencies, and so do its clocks.
        for kind in (subjects.PATHWAY, subjects.PATHWAY_REQUEST):
            register_confidential(kind, for_own_agencies)

        from education_plans.models import CircumstanceChange, EarlyReview, Occasion, PlanMeeting
        from education_plans.services.endings import on_ending, on_reopening
        from education_plans.services.invitations import attached_to
        from learners.registry import register_ending, register_reopening
        from notifications.enums import MessageKind
        from notifications.services import register_attachments

        register_shown(PlanMeeting, "about__learner")
        register_shown(EarlyReview, "plan__learner")
        register_shown(CircumstanceChange, "learner")
        register_shown(Occasion, "enrolment__learner")
        register_attachments(MessageKind.PLAN_MEETING, attached_to)
        register_ending(on_ending)
        register_reopening(on_reopening)

        from education_plans.models import HelpCall, PersonalLink, RecordRequest, View
        from education_plans.selectors.voice_clocks import record_clocks, view_clocks

        for of_learner in (View, HelpCall, PersonalLink, RecordRequest):
            register_shown(of_learner, "learner")
        register_subject(Subject(subjects.VIEW, "what the young person said", subjects.view_path))
        register_subject(Subject(subjects.RECORD_REQUEST, "copy of the record", subjects.record_request_path))
        register_recomputer("view_answered", view_clocks)
        for code in ("record_copy", "record_copy_by_law"):
            register_recomputer(code, record_clocks(code))
        # What somebody said to one agency, and that they ask for their record, is not for all who see their place.
        register_confidential(subjects.VIEW, said_to)
        register_confidential(subjects.RECORD_REQUEST, for_own_agencies)

        from education_plans.models import PlanCopy, PlanReview, PlanVersion, QualityCheck

        for of_plan in (PlanCopy, PlanReview, PlanVersion, QualityCheck):
            register_shown(of_plan, "plan__learner")

        from education_plans.selectors.aspirations import aspirations
        from tracking.registry import register_aspirations

        register_aspirations(aspirations)

        from education_plans.selectors.record_contents import for_another_service
        from learners.registry import register_record

        register_record(for_another_service)
