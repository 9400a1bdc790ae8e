"""A board pack is made once, kept for ever, and put right by another version."""

from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.clock import database_now
from education_plans.rules.months import months_from
from notifications.models import Message
from notifications.services import jobs
from oversight.enums import ExportState, PackAudience, PackSection
from oversight.models import BoardPack, Strategy, SuccessStory
from oversight.rules.pack_words import mark_of
from oversight.selectors.pack_page import mark_of_pack, places_to_read
from oversight.selectors.packs import sections_shown
from oversight.services import packs
from oversight.services.pack_files import PAPER, printed
from tests.oversight.boards import steered_strategy
from tests.oversight.packs import begun, layout_of, made, made_pack, pdf_text, published, summed_up, told
from tests.oversight.strategies import strategy_of
from tests.people import World

pytestmark = pytest.mark.django_db


def test_a_story_is_told_with_permission_only_and_no_longer(world: World, real_now: datetime):
    school, learner = world.virtual_school, world.learner(given_name="Tamsin")
    month = months_from(real_now.date(), -1)

    def story(text: str, **more: Any) -> SuccessStory:
        return SuccessStory.objects.create(
            **{"learner": learner, "virtual_school": school, "on": month, "what_happened": "Tamsin did it", **more},
            what_worked="Patience", anonymous=text, recorded_at=real_now, recorded_by=world.head.user,
            agreed_by_young_person_on=month if text else None,
        )  # fmt: skip

    baker = story("Somebody became a baker.")
    story("")
    story("Of another time.", on=months_from(month, -1))
    story("Of somebody restricted.", learner=world.learner(is_restricted=True))
    pack = made_pack(world, real_now, audience=PackAudience.OUTSIDE)

    def quoted() -> list[str]:
        found = [block for section in sections_shown(pack) for block in section["blocks"] if block["kind"] == "quotes"]
        return [quote["text"] for block in found for quote in block["quotes"]]

    assert quoted() == ["Somebody became a baker."]
    assert "baker" not in str(pack.figures), "the words are read at each reading and never kept"
    for text in ("Somebody became a baker in York.", ""):
        baker.anonymous = text
        baker.save()
        assert quoted() == [], "other words than those that were read for this pack"


def test_what_is_asked_twice_is_made_once(world: World, real_now: datetime):
    pack = begun(world, real_now)
    with pytest.raises(packs.AlreadyThere):
        begun(world, real_now)
    assert begun(world, real_now, audience=PackAudience.OUTSIDE).pk != pack.pk
    with pytest.raises(packs.BeingMade):
        packs.ask_for_figures(pack=pack, by=world.head.user, now=real_now)
    assert made(pack).state == ExportState.DONE
    at = made(pack).ended_at
    assert made(pack).ended_at == at, "nobody makes it again unasked"
    assert not Message.objects.filter(topic__startswith="pack:").exists(), "who waits for it is told by the page"


def test_a_pack_is_of_whole_months_that_are_over(world: World, real_now: datetime):
    usual = layout_of(real_now)
    for error, months in (
        (packs.PeriodRuns, {"until": months_from(usual.until, 1)}),
        (packs.BadPeriod, {"first": months_from(usual.until, 1)}),
        (packs.BadPeriod, {"first": months_from(usual.until, -12)}),
    ):
        with pytest.raises(error):
            begun(world, real_now, **months)
    draft = strategy_of(world, real_now)
    with pytest.raises(packs.NotTheirStrategy):
        begun(world, real_now, strategies=[draft])
    with pytest.raises(packs.NotYours):
        packs.begin_pack(agency=world.virtual_school, layout=usual, by=world.officer.user, now=real_now)
    with pytest.raises(packs.NotYours):
        packs.begin_pack(agency=world.host_virtual_school, layout=usual, by=world.head.user, now=real_now)
    assert not BoardPack.objects.exists()


def test_a_strategy_that_is_not_shared_any_more_is_told_no_more(world: World, real_now: datetime):
    theirs = steered_strategy(world, real_now)
    Strategy.objects.filter(pk=theirs.pk).update(owner=world.social_care)
    theirs.partners.set([world.virtual_school])
    pack = begun(world, real_now, strategies=[theirs])
    assert packs.selectors.asked_by(pack, real_now).strategies == [theirs]
    theirs.partners.clear()
    assert packs.selectors.asked_by(pack, real_now).strategies == []


def test_if_the_last_write_fails_the_pack_keeps_what_it_had(
    world: World, real_now: datetime, monkeypatch: pytest.MonkeyPatch
):
    pack = made_pack(world, real_now)
    before = pack.figures
    monkeypatch.setattr(packs, "MOST_AT_ONCE", -1)

    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("the last write")

    monkeypatch.setattr(packs, "tell", breaks)
    world.learner()
    pack = made(packs.ask_for_figures(pack=pack, by=world.head.user, now=real_now))
    assert (pack.state, pack.figures) == (ExportState.FAILED, before)
    assert "Something went wrong" in pack.problem
    assert not Message.objects.filter(topic__startswith="pack:").exists()
    monkeypatch.undo()
    monkeypatch.setattr(packs, "MOST_AT_ONCE", -1)
    pack = packs.ask_for_figures(pack=pack, by=world.head.user, now=real_now)
    assert packs.make_waiting_packs(now_source=database_now) == 1
    pack.refresh_from_db()
    assert pack.figures != before
    assert {message.recipient for message in Message.objects.filter(topic__startswith="pack:")} == {world.head.user}


def test_a_pack_that_is_being_made_can_be_stopped(world: World, real_now: datetime, monkeypatch: pytest.MonkeyPatch):
    pack = begun(world, real_now)
    counted = packs.selectors.figures_of

    def stopped_meanwhile(pack: BoardPack, asked: Any, on_section: Any) -> Any:
        jobs.stop(pack, now=database_now())
        return counted(pack, asked, on_section)

    monkeypatch.setattr(packs.selectors, "figures_of", stopped_meanwhile)
    pack = made(pack)
    assert (pack.state, pack.figures) == (ExportState.CANCELLED, None)


def test_what_is_published_stays_and_is_corrected_by_another_version(world: World, real_now: datetime):
    head = world.head.user
    pack = made_pack(world, real_now)
    with pytest.raises(packs.NoSummary):
        told(pack, world, real_now)
    with pytest.raises(packs.NotPublished):
        packs.correct_pack(pack=pack, reason="Wrong", by=head, now=real_now)
    pack = published(pack, world, real_now)
    for refused in (
        lambda: summed_up(pack, world, "Other words"),
        lambda: packs.ask_for_figures(pack=pack, by=head, now=real_now),
        lambda: packs.change_layout(pack=pack, layout=layout_of(real_now, title="Other"), by=head, now=real_now),
    ):
        with pytest.raises(packs.IsPublished):
            refused()
    for change in (
        lambda: BoardPack.objects.filter(pk=pack.pk).update(words={}),
        lambda: BoardPack.objects.filter(pk=pack.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    new = packs.correct_pack(pack=pack, reason="The panel was left out.", by=head, now=real_now)
    with pytest.raises(packs.AlreadyCorrected):
        packs.correct_pack(pack=pack, reason="Again", by=head, now=real_now)
    new = made(new)
    assert (new.version, new.words, new.sections, new.corrects) == (2, pack.words, pack.sections, pack)
    assert "Corrected: The panel was left out." in pdf_text(printed(new, PAPER))
    assert new in BoardPack.objects.visible_to(head).standing()
    assert pack in BoardPack.objects.visible_to(head).standing(), "until the correction is published"
    told(new, world, real_now)
    assert list(BoardPack.objects.visible_to(head).standing()) == [new]


def test_words_that_leave_are_read_again(world: World, real_now: datetime):
    pack = made_pack(world, real_now, audience=PackAudience.OUTSIDE)
    pack = summed_up(pack, world, "All is well, but two of them and J.B. left in 2026.")
    assert len(places_to_read(pack)) == 2
    with pytest.raises(packs.WordsMightTell):
        told(pack, world, real_now)
    read = mark_of_pack(pack)
    other = packs.write_words(
        pack=pack, section=PackSection.AREA, text="Only J.B. is left", seen=mark_of(""), by=world.key_contact.user
    )
    with pytest.raises(packs.ChangedSinceRead):
        packs.publish_pack(pack=pack, seen=read, is_read=True, by=world.head.user, now=real_now)
    assert told(other, world, real_now, is_read=True).is_published


def test_words_that_somebody_else_changed_are_not_lost(world: World, real_now: datetime):
    pack = summed_up(made_pack(world, real_now), world, "Mine")
    with pytest.raises(packs.ChangedMeanwhile):
        summed_up(pack, world, "Theirs, over the empty box")
    pack.refresh_from_db()
    assert pack.words == {"summary": "Mine"}


def test_no_query_for_each_young_person(world: World, real_now: datetime):
    def queries(pack: BoardPack) -> int:
        packs.ask_for_figures(pack=pack, by=world.head.user, now=real_now)
        with CaptureQueriesContext(connection) as asked:
            made(pack)
        return len(asked)

    pack = made_pack(world, real_now, audience=PackAudience.OUTSIDE)
    few = queries(pack)
    for _ in range(5):
        world.learner()
    assert queries(pack) == few
