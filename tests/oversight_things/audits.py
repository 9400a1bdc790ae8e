"""An audit under way, its one young person given to the key contact, with a finding; and one without a sample."""

from datetime import datetime, timedelta
from typing import Any

from accounts.clock import local_date
from learners.models import Learner
from oversight.enums import FindingKind
from oversight.models import AuditCase, AuditShare
from oversight.services.audit_answers import write_finding
from oversight.services.audit_shares import share_out
from oversight.services.audits import draw_sample
from tests.oversight.audits import audit_of
from tests.people import World


def build(world: World, learner: Learner, now: datetime) -> dict[str, Any]:
    head = world.head.user
    audit = audit_of(world, now)
    draw_sample(audit=audit, size=500, by=head, now=now)
    due_on = local_date(now) + timedelta(days=14)
    share_out(audit=audit, auditors=[world.key_contact], due_on=due_on, by=head, now=now)
    finding = write_finding(
        audit=audit, kind=FindingKind.NEEDS_WORK, theme="Hearing them", text="Seldom asked", by=head, now=now
    )
    return {
        "audit_uuid": audit.uuid,
        "audit_question_uuid": audit.questions.order_by("position")[0].uuid,
        "audit_share_uuid": AuditShare.objects.get(audit=audit).uuid,
        "audit_case_uuid": AuditCase.objects.get(audit=audit, learner=learner).uuid,
        "audit_finding_uuid": finding.uuid,
    }
