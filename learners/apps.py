from django.apps import AppConfig


class LearnersConfig(AppConfig):
    name = "learners"
    verbose_name = "Young people"

    def ready(self) -> None:
        """Tell the floors below what only this one knows."""
        from accounts.access import register_grants
        from accounts.leaving import register_left_behind
        from accounts.looks import register_basis, register_shown
        from deadlines.registry import (
            Subject,
            register_audience,
            register_confidential,
            register_mine,
            register_recomputer,
            register_subject,
        )
        from learners import recomputers, subjects
        from learners.audiences import AUDIENCES
        from learners.grants import LearnerGrants
        from learners.mine import MINE
        from learners.models import Carer, Enrolment, InformationRequest, Learner, SupportRequest
        from learners.selectors.basis import basis_shown
        from learners.selectors.hand_over import left_behind
        from learners.selectors.information_requests import requests_known_to
        from learners.selectors.insiders import may_not_be_told
        from learners.services.key_worker_news import on_digest_settled, on_notice_settled
        from notifications.enums import MessageKind
        from notifications.registry import register_delivery_listener, register_discretion

        register_grants(Learner, LearnerGrants())
        register_left_behind(left_behind)
        register_basis(basis_shown)
        register_shown(Learner)
        register_shown(Enrolment, "learner")
        register_shown(SupportRequest, "learner")
        register_shown(Carer, "learner")
        register_shown(InformationRequest, "learner")
        for name, resolver in AUDIENCES.items():
            register_audience(name, resolver)
        for party, belongs_to in MINE.items():
            register_mine(party, belongs_to)
        register_subject(Subject("learner", "young person", subjects.learner_path))
        register_subject(Subject("enrolment", "place", subjects.enrolment_path))
        register_subject(Subject("key_worker", "key worker", subjects.key_worker_path))
        register_subject(Subject("consent", "consent", subjects.consent_path))
        register_subject(
            Subject(subjects.INFORMATION_REQUEST, "request for information", subjects.information_request_path)
        )
        # That the police or a parent ask is for those alone who may know of the request.
        register_confidential(subjects.INFORMATION_REQUEST, requests_known_to)
        register_recomputer("information_request", recomputers.information_request)
        register_recomputer("key_worker_named", recomputers.key_worker_named)
        register_recomputer("key_worker_change", recomputers.key_worker_change)
        register_recomputer("consent_check", recomputers.consent_check)
        register_discretion(may_not_be_told)
        register_delivery_listener(MessageKind.KEY_WORKER_CHANGED, on_notice_settled)
        register_delivery_listener(MessageKind.DIGEST, on_digest_settled)
