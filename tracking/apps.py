from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "tracking"
    verbose_name = "What happens"

    def ready(self) -> None:
        from accounts.looks import register_shown
        from agreements.enums import TermKey
        from deadlines.registry import Subject, register_recomputer, register_subject
        from notifications.enums import MessageKind
        from notifications.registry import register_delivery_listener, register_failure_audience
        from tracking.models import Emergency, Incident, ProfessionalsMeeting
        from tracking.selectors.audiences import emergency_failure, incident_failure
        from tracking.selectors.expected import emergency_responses, same_day_notices
        from tracking.services.notices import email_settled

        register_shown(Incident, "learner")
        register_shown(ProfessionalsMeeting, "incident__learner")
        register_shown(Emergency, "learner")
        register_subject(Subject("incident", "incident", lambda uuid: f"/incidents/{uuid}/"))
        register_subject(Subject("emergency", "emergency", lambda uuid: f"/emergencies/{uuid}/"))
        register_recomputer(TermKey.SAME_DAY_NOTICE.value, same_day_notices)
        register_recomputer(TermKey.EMERGENCY_RESPONSE.value, emergency_responses)
        register_delivery_listener(MessageKind.INCIDENT_NOTICE, email_settled)
        for kind in (MessageKind.INCIDENT_NOTICE, MessageKind.MEETING, MessageKind.EXCLUSION):
            register_failure_audience(kind, incident_failure)
        register_failure_audience(MessageKind.EMERGENCY, emergency_failure)
