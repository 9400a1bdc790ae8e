"""What young people and carers say in a pack: counted, quoted with permission, read by who publishes, gone when taken back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from deadlines.calendar import NOON, at_local
from oversight.enums import AnswerWay, PackAudience, PackSection, Quoting
from oversight.models import BoardPack
from oversight.selectors.pack_voices import words_to_choose
from oversight.selectors.packs import sections_shown
from oversight.services.feedback_answers import take_back_quotes
from oversight.services.pack_files import PAPER, printed
from tests.crawling import text_of
from tests.oversight.feedback import numbers, opened, openly, words
from tests.oversight.packs import layout_of, made_pack, pdf_text, summed_up
from tests.people import World

pytestmark = pytest.mark.django_db


def blocks_of(pack: BoardPack) -> list[dict[str, Any]]:
    return next(one["blocks"] for one in sections_shown(pack) if one["code"] == PackSection.VOICES)


def quoted(pack: BoardPack) -> list[str]:
    return [quote["text"] for block in blocks_of(pack) for quote in block.get("quotes", [])]


def test_short_forms_are_counted_and_quoted_as_their_authors_allow(
    world: World, real_now: datetime, client_of: Callable[[User], Client]
):
    then = at_local(layout_of(real_now).first + timedelta(days=9), NOON)
    form = opened(world, then, way=AnswerWay.OPEN)
    for number in range(14):
        openly(form, then, number, values=numbers(form, [1 if number < 2 else 5]))
    buses = openly(form, then, 20, words=words(form, "More buses"), quoting=Quoting.FIRST_NAME, first_name="Zed")
    openly(form, then, 21, words=words(form, "Less noise"), quoting=Quoting.NO_NAME)
    openly(form, then, 22, words=words(form, "Secret"), quoting=Quoting.NO)
    inside, outside = (
        made_pack(world, real_now, audience=audience, sections=[PackSection.VOICES]) for audience in PackAudience
    )
    for pack, numbers_shown in ((inside, [12, 0, 0, 0, 2, 3, 17]), (outside, ["c", 0, 0, 0, "c", "c", 17])):
        [row] = blocks_of(pack)[0]["rows"]
        assert row == ["How is your course?", *numbers_shown]
        assert quoted(pack) == ["Less noise", "More buses"]
        assert "buses" not in str(pack.figures), "never kept"
    assert blocks_of(inside)[0]["headings"][:2] == ["Question", "Great"]
    assert "More buses Zed, asked “What should be better?”" in pdf_text(printed(outside, PAPER))

    client, address = client_of(world.head.user), f"/packs/{outside.uuid}/publish/"
    summed_up(outside, world, "They say what should be better.")
    page = client.get(address)
    assert "Less noise (A young person" in text_of(page)
    [_, chosen] = [key for key, _ in words_to_choose(outside)]
    assert client.post(address, {"seen": page.context["form"]["seen"].value(), "quotes": [chosen]}).status_code == 302
    outside.refresh_from_db()
    assert outside.is_published
    assert quoted(outside) == ["More buses"], "what was not chosen is left out"
    openly(form, then, 20, words=words(form, "Ask Ann Other"), quoting=Quoting.FIRST_NAME, first_name="Zed")
    assert quoted(outside) == [], "other words, which nobody has read"
    openly(form, then, 20, words=words(form, "More buses"), quoting=Quoting.FIRST_NAME, first_name="Zed")
    assert quoted(outside) == ["More buses"]
    take_back_quotes(answer=buses, by=None, now=real_now)
    assert quoted(outside) == []
