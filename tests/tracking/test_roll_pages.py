"""Pages of lists of who is on roll: sent, watched, decided, returned; to whom they belong; what they cost."""

import csv
import io
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.clock import database_now
from accounts.models import Look
from accounts.names import sort_name
from accounts.tables import csv_bytes, read_table
from accounts.uploads import check_table
from agreements.models import Agreement
from tests.crawling import text_of
from tests.people import World
from tracking.enums import FileHolds, FileState, LineState
from tracking.models import ImportFile, RollLine
from tracking.reading.roll import LIMITS
from tracking.services.roll import return_roll, take_roll
from tracking.services.roll_matching import match_waiting_lists

pytestmark = pytest.mark.django_db
BORN = date(2008, 3, 5)
HEAD = ["Given name", "Family name", "Date of birth", "Learner reference"]


def person(world: World, given: str, family: str = "Okafor", **fields: object):
    return world.learner(
        given_name=given, family_name=family, preferred_name="", uln="", date_of_birth=BORN,
        sort_name=sort_name(family, given), **fields,
    )  # fmt: skip


def file_of(world: World, *names: str, holds: FileHolds = FileHolds.DECLARED) -> ImportFile:
    rows = [HEAD, *([given, "Okafor", BORN, f"R{number}"] for number, given in enumerate(names))]
    file, _ = take_roll(
        provider=world.college, virtual_school=world.virtual_school, holds=holds,
        checked=check_table(ContentFile(csv_bytes(rows), name="on roll.csv"), megabytes=1),
        by=world.designated_person.user, now=database_now(),
    )  # fmt: skip
    return file


def matched(world: World, *names: str, **more: object) -> ImportFile:
    file = file_of(world, *names, **more)
    match_waiting_lists(now_source=database_now)
    file.refresh_from_db()
    return file


def upload(data: bytes, name: str = "September.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_a_provider_sends_a_list_watches_it_and_gets_the_answer(world, client_of):
    somebody = person(world, "Siobhan")
    client = client_of(world.designated_person.user)
    assert "/on-roll/" in client.get("/learners/").content.decode()
    assert "No list has been sent yet" in text_of(client.get("/on-roll/"))
    page = client.get("/on-roll/new/")
    assert "Who matches it?" in text_of(page)
    assert "Other" not in [str(option) for option in page.context["form"].fields["partner"].choices]
    agreement = Agreement.objects.get()
    data = csv_bytes(
        [HEAD, ["Siobhan", "Okafor", "5/3/2008", "A1"], ["Shibon", "Okafor", "5/3/2008", ""], ["", "x", "", ""]]
    )
    sent = client.post(
        "/on-roll/new/", {"partner": agreement.uuid, "holds": "declared", "file": upload(data)}, follow=True
    )
    file = ImportFile.objects.get()
    assert sent.redirect_chain == [(f"/on-roll/{file.uuid}/", 302)]
    waiting = sent.content.decode()
    assert "Look again" in waiting
    assert "It is matched next." in text_of(sent)
    ImportFile.objects.update(state=FileState.WORKING, alive_at=database_now(), lines=3)
    assert "3 lines read so far" in text_of(client.get(f"/on-roll/{file.uuid}/"))
    ImportFile.objects.update(lines_done=2)
    assert "2 of 3 lines are matched or looked for" in text_of(client.get(f"/on-roll/{file.uuid}/"))
    ImportFile.objects.update(state=FileState.WAITING, lines_done=0, lines=0)

    match_waiting_lists(now_source=database_now)
    done = client.get(f"/on-roll/{file.uuid}/")
    assert "Look again" not in text_of(done)
    assert "1 line." in text_of(done)
    assert "What came of it" not in text_of(done)
    assert client.get(f"/on-roll/{file.uuid}/answer.csv").status_code == 404
    wrong = read_table(client.get(f"/on-roll/{file.uuid}/problems.csv").content, sheet="", limits=LIMITS)
    assert [line.cells for line in wrong.lines] == [
        ("4", "", "Given name is missing."),
        ("4", "", "Date of birth or a unique learner number must be there: a name alone says too little."),
    ]
    for address in ("lines/", "lines/2/", "return/"):
        assert client.get(f"/on-roll/{file.uuid}/{address}").status_code == 403

    again = client.post(
        "/on-roll/new/", {"partner": agreement.uuid, "holds": "everyone", "file": upload(data)}, follow=True
    )
    assert again.redirect_chain == [(f"/on-roll/{file.uuid}/?again=1", 302)]
    assert "nothing was changed" in text_of(again)
    assert ImportFile.objects.count() == 1

    return_roll(file=file, by=world.officer.user, now=database_now())
    assert "1 line means a learner" in text_of(client.get(f"/on-roll/{file.uuid}/"))
    answer = client.get(f"/on-roll/{file.uuid}/answer.csv").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(answer, newline=""))) == [
        ["Line", "Learner reference", "In care or care leaver, known to Home Virtual School"],
        ["2", "A1", "yes"],
        ["3", "", "no"],
    ]
    look = Look.objects.filter(what="tracking:roll-answer").get()
    assert look.learner_uuids == [somebody.uuid]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.csv", b"", "The file is empty"),
        ("x.pdf", b"%PDF-1.7", "must be a CSV file"),
        ("x.csv", b"x" * (LIMITS.megabytes * 1024 * 1024 + 1), "smaller than 30 MB"),
    ],
)
def test_what_is_not_taken_is_said_beside_the_question_and_keeps_the_rest(world, client_of, name, data, said):
    client = client_of(world.designated_person.user)
    agreement = Agreement.objects.get()
    page = client.post("/on-roll/new/", {"partner": agreement.uuid, "holds": "everyone", "file": upload(data, name)})
    assert said in str(page.context["form"].errors["file"])
    assert page.context["form"]["holds"].value() == "everyone"
    assert not ImportFile.objects.exists()


def test_a_person_decides_line_by_line(world, client_of):
    somebody, other = person(world, "Siobhan"), person(world, "Zebedee", "Quill")
    hidden = person(world, "Shibon", is_restricted=True)
    file = matched(world, "Siobahn", "Shiobhan", "Nobody")
    client = client_of(world.officer.user)
    assert "3 lines of who is on roll at Brindley College wait" in text_of(client.get("/"))
    page = client.get(f"/on-roll/{file.uuid}/")
    assert "Decide 3 lines" in text_of(page)
    listed = client.get(f"/on-roll/{file.uuid}/lines/?state=review&reason=none")
    assert "3 lines" in text_of(listed)
    first = f"/on-roll/{file.uuid}/lines/2/"
    asked = client.get(first)
    assert "Siobhan Okafor" in text_of(asked)
    assert "the same date of birth" in text_of(asked)
    assert "Shibon" not in text_of(asked)
    assert Look.objects.latest("pk").learner_uuids == [somebody.uuid]

    refused = client.post(first, {"why": "Same aunt"})
    assert "Say who it is." in text_of(refused)
    assert "Same aunt" in refused.content.decode()
    for stranger in (hidden.uuid, other.uuid, uuid4(), "x"):
        assert client.post(first, {"who": stranger}).status_code == 200
    assert RollLine.objects.get(number=2).state == LineState.REVIEW

    assert "Zebedee Quill" in text_of(client.get(f"{first}?q=Zebedee"))
    assert "Found 1 more" in text_of(client.get(f"{first}?q=Zebedee"))
    assert "Nobody else was found" in text_of(client.get(f"{first}?q=Xerxes"))
    saved = client.post(f"{first}?q=Zebedee", {"who": other.uuid, "why": "Changed the name"}, follow=True)
    assert saved.redirect_chain == [(f"/on-roll/{file.uuid}/lines/3/", 302)]
    assert RollLine.objects.get(number=2).learner == other
    assert "Changed the name" in text_of(client.get(first))
    client.post(f"/on-roll/{file.uuid}/lines/3/", {"who": somebody.uuid})
    last = client.post(f"/on-roll/{file.uuid}/lines/4/", {"who": "none"}, follow=True)
    assert last.redirect_chain == [(f"/on-roll/{file.uuid}/", 302)]
    assert client.get(f"/on-roll/{file.uuid}/lines/4/").status_code == 404
    assert "on roll at Brindley College" not in text_of(client.get("/"))

    assert "the answer is no" in text_of(client.get(f"/on-roll/{file.uuid}/return/"))
    returned = client.post(f"/on-roll/{file.uuid}/return/", follow=True)
    assert "told yes for 2 of its lines" in text_of(returned)
    assert "Siobhan Okafor" in text_of(client.get(f"/on-roll/{file.uuid}/lines/?state=matched"))
    assert "is not kept" in text_of(client.get(f"/on-roll/{file.uuid}/lines/?state=not_ours"))


def test_what_was_decided_of_the_same_line_last_month_comes_first(world, client_of):
    somebody = person(world, "Siobhan")
    before = matched(world, "Siobahn", "Nobody")
    client = client_of(world.officer.user)
    client.post(f"/on-roll/{before.uuid}/lines/2/", {"who": somebody.uuid, "why": "Same address"})
    client.post(f"/on-roll/{before.uuid}/lines/3/", {"who": "none"})
    person(world, "Shiobahn")
    file = matched(world, "Siobahn", "Nobody", "Siobahne")
    listed = text_of(client.get(f"/on-roll/{file.uuid}/lines/"))
    assert "by Ola Officer: Siobhan Okafor" in listed
    assert "by Ola Officer: none of ours" in listed
    page = client.get(f"/on-roll/{file.uuid}/lines/2/")
    assert [value for value, _ in page.context["form"].fields["who"].choices][0] == str(somebody.uuid)
    assert "by Ola Officer: Same address" in text_of(page)
    assert "checked" not in str(page.context["form"]["who"])
    page = client.get(f"/on-roll/{file.uuid}/lines/3/")
    assert [value for value, _ in page.context["form"].fields["who"].choices][0] == "none"
    assert RollLine.objects.filter(file=file, state=LineState.REVIEW).count() == 3


def test_a_young_person_who_became_restricted_is_not_shown(world, client_of):
    somebody = person(world, "Siobhan")
    file = matched(world, "Siobhan")
    client = client_of(world.officer.user)
    assert "Siobhan" in text_of(client.get(f"/on-roll/{file.uuid}/lines/?state=matched"))
    type(somebody).objects.filter(pk=somebody.pk).update(is_restricted=True)
    assert "Siobhan" not in text_of(client.get(f"/on-roll/{file.uuid}/lines/?state=matched"))
    assert client.get(f"/on-roll/{file.uuid}/lines/2/").status_code == 404
    assert {t.label: t.count for t in client.get(f"/on-roll/{file.uuid}/").context["tallies"]}["Matched"] == 0


def test_lists_belong_to_their_two_agencies(world, client_of):
    file = matched(world, "Siobhan")
    for membership, status in (
        (world.stranger, 404), (world.host_key_contact, 404), (world.mentor, 403), (world.social_worker, 403),
        (world.key_contact, 200), (world.cover_person, 200),
    ):  # fmt: skip
        client = client_of(membership.user)
        assert client.get(f"/on-roll/{file.uuid}/").status_code == status, membership
        assert client.get(f"/on-roll/{file.uuid}/problems.csv").status_code == status, membership
    strange = client_of(world.stranger.user)
    agreement = Agreement.objects.get()
    page = strange.post(
        "/on-roll/new/", {"partner": agreement.uuid, "holds": "everyone", "file": upload(csv_bytes([HEAD]))}
    )
    assert "partner" in page.context["form"].errors


def test_somebody_stops_a_list(world, client_of):
    file = file_of(world, "Siobhan")
    client = client_of(world.designated_person.user)
    assert client.get(f"/on-roll/{file.uuid}/stop/").status_code == 405
    stopped = client.post(f"/on-roll/{file.uuid}/stop/", follow=True)
    assert "Nothing of it was kept" in text_of(stopped)


def test_templates(world, client_of):
    client = client_of(world.officer.user)
    for name in ("template.csv", "template.xlsx"):
        table = read_table(client.get(f"/on-roll/{name}").content, sheet="On roll", limits=LIMITS)
        assert table.header[:4] == ("ULN", "Given name", "Family name", "Date of birth")


def test_few_and_many_cost_the_same(world, client_of):
    client = client_of(world.officer.user)

    def costs() -> list[int]:
        found = []
        for address in ("/on-roll/", f"/on-roll/{file.uuid}/lines/", f"/on-roll/{file.uuid}/lines/?state=matched", "/"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    person(world, "Ada")
    file = matched(world, "Ada", "Adah")
    few = costs()
    for name in ("Bea", "Cy", "Dee"):
        person(world, name)
    file = matched(world, "Ada", "Bea", "Cy", "Dee", "Beah", "Cyh", "Deeh")
    matched(world, "Adda", "Beea")
    assert costs() == few
