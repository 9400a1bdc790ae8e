"""The words of the agreement, in versions."""

import re

from agreements.models import Wording
from agreements.rules import digest, is_canonical
from tests.people import World


def test_the_wording_mainstay_brings_covers_every_promise(world: World):
    wording = Wording.objects.get(virtual_school=None, number=1)
    named = {int(number) for number in re.findall(r"\(A(\d+)\)", wording.text)}
    assert named == set(range(1, 43))
    assert is_canonical(wording.text)
    assert wording.sha256 == digest(wording.text)
    assert wording.published_at
