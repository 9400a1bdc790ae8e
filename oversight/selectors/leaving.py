"""What of strategies and audits would be without anybody if a role ended (`accounts.leaving`)."""

from accounts.models import Membership
from oversight.enums import LeadKind, RowStatus, StrategyStatus
from oversight.models import AuditCase, AuditShare, StrategyLead


def left_behind(membership: Membership) -> list[str]:
    """In sentences, for the page on which a role ends."""
    leads = StrategyLead.objects.filter(
        membership=membership, kind=LeadKind.LEAD, is_main=True, row__strategy__status=StrategyStatus.IN_FORCE,
        row__status__in=(RowStatus.OPEN, RowStatus.WORKING_TOWARDS),
    )  # fmt: skip
    shares = AuditShare.objects.open().filter(auditor=membership)
    rows, cases = leads.count(), AuditCase.objects.waiting().filter(share__in=shares).count()
    found = []
    if rows:
        found.append(f"{rows} open {'row' if rows == 1 else 'rows'} of strategies would need another main lead.")
    if cases:
        found.append(f"{cases} young {'person' if cases == 1 else 'people'} of an audit would need another auditor.")
    return found
