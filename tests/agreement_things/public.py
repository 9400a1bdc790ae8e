"""Entitlements, imports, and what is shown to everybody."""

from datetime import datetime
from typing import Any

from accounts.clock import local_date
from agreements.services.entitlements import add_entitlement
from agreements.services.importing import keep_table
from tests.people import World


def build(world: World, now: datetime) -> dict[str, Any]:
    entry = add_entitlement(
        virtual_school=world.virtual_school, title="Free bus travel", what="A bus pass.", who_for="All care leavers.",
        how="Ask your personal adviser.", starts_on=local_date(now), by=world.head.user, now=now,
    )  # fmt: skip
    table = keep_table(
        virtual_school=world.virtual_school, file_name="providers.csv", by=world.head.user, now=now,
        data=f"Provider,Local authority\nNew College,{world.college.local_authority.name}\n".encode(),
    )  # fmt: skip
    return {
        "import_uuid": table.uuid,
        "dfe_code": world.virtual_school.local_authority.dfe_code,
        "contact_uuid": world.post_designated_person.uuid,
        "entitlement_uuid": entry.uuid,
    }
