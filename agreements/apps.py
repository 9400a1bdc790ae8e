from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "agreements"
    verbose_name = "Agreements"

    def ready(self) -> None:
        """Tell the engine the duties, and of those that agencies owe themselves who they are."""
        from django.db.models import Q

        from accounts.looks import register_shown
        from agreements import recomputers, subjects
        from agreements.audiences import AUDIENCES
        from agreements.duties import DUTIES
        from agreements.enums import TermKey
        from agreements.mine import of_the_agency
        from agreements.models import Challenge, Complaint
        from agreements.selectors.challenges import challenge_link
        from deadlines.enums import Party
        from deadlines.registry import (
            Subject,
            register_audience,
            register_confidential,
            register_duties,
            register_mine,
            register_page_link,
            register_recomputer,
            register_subject,
        )

        register_duties(DUTIES)
        for name, resolver in AUDIENCES.items():
            register_audience(name, resolver)
        register_mine(Party.AGENCY, of_the_agency)
        register_subject(Subject(subjects.CONTACTS, "agency’s people and contacts", subjects.contacts_path))
        register_subject(Subject(subjects.REGISTRATION, "agency’s registration", subjects.registration_path))
        register_subject(Subject(subjects.TRAINING, "agency’s training", subjects.training_path))
        register_recomputer(TermKey.CONTACTS_CONFIRMED.value, recomputers.contacts_confirmed)
        register_recomputer(TermKey.DATA_PROTECTION.value, recomputers.data_protection)
        register_recomputer(TermKey.STAFF_TRAINING.value, recomputers.staff_training)
        register_subject(Subject(subjects.COMPLAINT, "complaint", subjects.complaint_path))
        register_confidential(
            subjects.COMPLAINT, lambda user: Q(subject_uuid__in=Complaint.objects.visible_to(user).values("uuid"))
        )
        register_recomputer(TermKey.COMPLAINT_ACKNOWLEDGED.value, recomputers.complaint_acknowledged)
        register_recomputer(TermKey.COMPLAINT_ANSWERED.value, recomputers.complaint_answered)
        register_subject(Subject(subjects.CHALLENGE, "challenge", subjects.challenge_path))
        register_confidential(
            subjects.CHALLENGE, lambda user: Q(subject_uuid__in=Challenge.objects.of_agencies_of(user).values("uuid"))
        )
        register_recomputer(TermKey.CHALLENGE_ANSWER.value, recomputers.challenge_answer)
        register_page_link(challenge_link)
        register_shown(Challenge, "deadline__learner")
        register_subject(Subject(subjects.REVIEW, "review of the agreement", subjects.review_path))
        register_recomputer(TermKey.AGREEMENT_REVIEW.value, recomputers.agreement_review)
