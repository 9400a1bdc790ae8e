"""A draft on its way, its contract, and a wording with a draft of the next version."""

from datetime import datetime
from typing import Any

from accounts.clock import local_date
from agreements.models import Contract, Wording
from agreements.rules import canonical, digest
from agreements.services.wordings import start_wording
from tests.factories import AgreementFactory
from tests.people import World


def build(world: World, now: datetime) -> dict[str, Any]:
    draft = AgreementFactory(virtual_school=world.virtual_school, provider=world.college, draft=True)
    contract = Contract.objects.create(
        agreement=draft, title="Transport contract", clauses=["education_plan"], starts_on=local_date(now)
    )
    words = canonical("# Agreement\n\nWhat we promise.")
    wording, _ = Wording.objects.get_or_create(  # the one that Mainstay brings, unless the tables were emptied
        virtual_school=None,
        number=1,
        defaults={"text": words, "sha256": digest(words), "created_at": now, "published_at": now},
    )
    begun = start_wording(virtual_school=world.virtual_school, origin=wording, by=world.head.user, now=now)
    return {
        "draft_uuid": draft.uuid,
        "contract_uuid": contract.uuid,
        "wording_uuid": wording.uuid,
        "wording_draft_uuid": begun.uuid,
    }
