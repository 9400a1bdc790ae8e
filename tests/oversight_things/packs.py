"""A board pack that is published."""

from datetime import datetime
from typing import Any

from learners.models import Learner
from oversight.enums import PackAudience
from tests.oversight.packs import made_pack, published
from tests.people import World


def build(world: World, learner: Learner, now: datetime) -> dict[str, Any]:
    pack = published(made_pack(world, now, audience=PackAudience.OUTSIDE), world, now)
    return {"pack_uuid": pack.uuid, "pack_section": "summary"}
