"""A Virtual School begins with one table: everything that is wrong at once, one act, and the same table again changes
nothing.
"""

import csv
import io
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Agency, Membership, User
from accounts.tables import csv_bytes
from agreements.enums import AgreementStatus
from agreements.models import Agreement, Contact, ProviderImport
from agreements.rules.provider_table import TITLES
from agreements.selectors import importing as selected
from agreements.selectors.importing import LEFT_PEOPLE, plan_of
from agreements.services import importing
from agreements.services.importing import (
    AlreadyBroughtIn,
    ChangedSinceLooked,
    HasProblems,
    ImportRefused,
    bring_in,
    keep_table,
)
from deadlines.models import Deadline
from notifications.models import Message
from tests.agreements.sides import no_drift
from tests.factories import AgencyFactory, AgreementFactory
from tests.people import World

ClientOf = Callable[[User], Client]


def row(name: str, world: World, **cells: str) -> dict[str, str]:
    return {"name": name, "authority": world.virtual_school.local_authority.name, **cells}


def people(who: str) -> dict[str, str]:
    tag = who.lower()
    return {
        "person_name": f"Dee {who}", "person_email": f"dee.{tag}@example.org", "person_phone": "0121 496 0001",
        "cover_name": f"Cas {who}", "cover_email": f"cas.{tag}@example.org",
        "admin_name": f"Ada {who}", "admin_email": f"ada.{tag}@example.org",
    }  # fmt: skip


SIGNED = {
    "signed_on": "3/9/2025", "starts_on": "2025-09-10", "signatory_name": "Pat Principal", "signatory_role": "Principal",
    "signatory_email": "principal@example.org", "head_name": "Hana Head", "head_role": "Head",
    "head_email": "hana.head@example.org", "support_name": "Cass Director", "support_role": "Director",
    "support_on": "1/9/2025",
}  # fmt: skip


def table(*rows: Mapping[str, str]) -> bytes:
    keys = list(TITLES)
    return csv_bytes([[TITLES[key] for key in keys], *[[line.get(key, "") for key in keys] for line in rows]])


def keep(world: World, now: datetime, *rows: Mapping[str, str]) -> ProviderImport:
    return keep_table(
        virtual_school=world.virtual_school, file_name="p.csv", data=table(*rows), by=world.head.user, now=now
    )


def carry_out(world: World, now: datetime, *rows: Mapping[str, str], tell: bool = False) -> dict[str, int]:
    wanted = keep(world, now, *rows)
    plan = plan_of(wanted)
    assert plan.problems == ()
    return bring_in(wanted=wanted, looked_at=plan.digest, tell_new_people=tell, by=world.head.user, now=now)[1]


def wrong(world: World, now: datetime, *rows: Mapping[str, str]) -> dict[str, str]:
    return {problem.column: problem.text for problem in plan_of(keep(world, now, *rows)).problems}


def everything() -> dict[str, int]:
    counted = (Agency, User, Membership, Contact, Agreement, Deadline, Message)
    return {model.__name__: model.objects.count() for model in counted}  # type: ignore[attr-defined]


def test_providers_people_and_a_signed_agreement_come_in_at_once(world: World, real_now: datetime):
    counts = carry_out(world, real_now, row("Aston Academy", world, **people("Aston"), **SIGNED), row("Bare", world))
    assert counts == {"providers": 2, "people": 3, "agreements": 1, "unchanged": 0}
    provider = Agency.objects.get(name="Aston Academy")
    agreement = Agreement.objects.get(provider=provider)
    assert agreement.status == AgreementStatus.IN_FORCE
    assert str(agreement.signed_on) == "2025-09-03"
    assert agreement.support.social_care == world.social_care
    post = Contact.objects.get(agency=provider)
    assert (post.holder.user.name, post.cover.user.name) == ("Dee Aston", "Cas Aston")
    assert not post.is_public
    assert not post.holder.user.has_usable_password()
    assert post.holder.history.first().history_user == world.head.user
    assert Deadline.objects.filter(agreement=agreement, duty_code="contacts_confirmed").exists()
    assert no_drift(real_now)
    assert not Message.objects.filter(recipient=post.holder.user).exists()  # nobody asked for e-mails


def test_the_same_table_again_changes_nothing(world: World, real_now: datetime):
    rows = [row("Aston Academy", world, **people("Aston"), **SIGNED), row("Bare", world, ukprn="10000001")]
    carry_out(world, real_now, *rows)
    before = everything()
    plan = plan_of(keep(world, real_now, *rows))
    assert plan.problems == ()
    assert plan.changing == []
    assert plan.counts["unchanged"] == 2
    assert carry_out(world, real_now, *rows) == {"providers": 0, "people": 0, "agreements": 0, "unchanged": 2}
    assert everything() == before


def test_people_are_written_to_only_if_asked(world: World, real_now: datetime):
    carry_out(world, real_now, row("Aston Academy", world, **people("Aston")), tell=True)
    person = User.objects.get(email="dee.aston@example.org")
    assert "account" in Message.objects.filter(recipient=person).first().subject


def test_who_has_an_account_keeps_it_and_is_told_of_the_role(world: World, real_now: datetime):
    cells = {"person_name": "Mo Mentor", "person_email": world.mentor.user.email.upper()}
    carry_out(world, real_now, row("Aston Academy", world, **cells))
    hat = Membership.objects.get(agency__name="Aston Academy")
    assert hat.user == world.mentor.user
    assert Message.objects.filter(recipient=world.mentor.user).exists()


def test_every_problem_is_named_at_once(world: World, real_now: datetime):
    found = wrong(
        world,
        real_now,
        row("", world, authority="Atlantis", email="nobody", phone="1214960000", website="www.example", ukprn="12"),
        row("B", world, person_name="Dee", cover_email="cas@example.org"),
        row("C", world, signed_on="31/2/2025", starts_on="soon", support_on="1/1/2099"),
    )
    assert "Provider is missing." in found.values()
    for title in ("Office e-mail", "Office phone", "Website", "UKPRN", "Designated person e-mail", "Cover person"):
        assert title in found
    assert "does not exist" in found["Signed on"]
    assert "Enter it like 3/9/2025" in found["In force from"]
    assert "in the future" in found["Social care support on"]
    assert found["Signed for the provider"].endswith("an agreement that is signed needs all of it.")


def test_a_line_is_compared_with_what_is_recorded(world: World, real_now: datetime):
    world.college.ukprn = "10000009"
    world.college.save()
    assert "No local authority" in wrong(world, real_now, row("A", world, authority="Atlantis"))["Local authority"]
    elsewhere = row("brindley COLLEGE", world)
    assert "is recorded in Host" in wrong(world, real_now, elsewhere)["Local authority"]
    assert "Brindley College" in wrong(world, real_now, row("Other", world, ukprn="10000009"))["UKPRN"]
    outside = row("A", world, authority=world.host_virtual_school.local_authority.dfe_code, **SIGNED)
    assert "another authority" in wrong(world, real_now, outside)["Virtual School consulted"]
    AgreementFactory(
        virtual_school=world.virtual_school, provider=AgencyFactory(provider=True, name="Draft",
        local_authority=world.virtual_school.local_authority), draft=True,
    )  # fmt: skip
    assert "is being prepared" in wrong(world, real_now, row("Draft", world, **SIGNED))["Signed on"]
    User.objects.filter(pk=world.mentor.user.pk).update(is_active=False)
    closed = row("A", world, person_name="Mo Mentor", person_email=world.mentor.user.email)
    assert "cannot be given a role" in wrong(world, real_now, closed)["Designated person e-mail"]


def test_a_table_does_not_contradict_itself(world: World, real_now: datetime):
    found = wrong(
        world,
        real_now,
        row("A", world, ukprn="10000001", person_name="Dee", person_email="dee@example.org"),
        row("a", world, ukprn="10000001", person_name="Somebody else", person_email="dee@example.org"),
    )
    assert set(found) == {"Provider", "UKPRN", "Designated person e-mail"}
    assert "line 2" in found["Provider"]


def test_nobody_is_put_into_a_provider_that_has_people_or_another_school(world: World, real_now: datetime):
    """Whoever may record agreements must not become able to open the records of another school's young people."""
    host = world.host_virtual_school.local_authority.name
    mine = {"person_name": "Hana Head", "person_email": world.head.user.email}
    empty = AgencyFactory(provider=True, name="Empty", local_authority=world.virtual_school.local_authority)
    AgreementFactory(virtual_school=world.host_virtual_school, provider=empty)
    before = everything()
    plan = plan_of(
        keep(world, real_now, row("Brindley College", world, authority=host, **mine), row("Empty", world, **mine))
    )
    assert [step.people for step in plan.steps] == [(), ()]
    assert {note for step in plan.steps for note in step.notes} == {LEFT_PEOPLE}
    assert everything() == before


def test_an_agreement_that_was_ended_is_not_brought_back(world: World, real_now: datetime):
    rows = [row("Aston Academy", world, **SIGNED)]
    carry_out(world, real_now, *rows)
    Agreement.objects.filter(provider__name="Aston Academy").update(status="ended", ends_on="2025-12-01")
    assert plan_of(keep(world, real_now, *rows)).changing == []


def test_nothing_is_half_done(world: World, real_now: datetime, monkeypatch: pytest.MonkeyPatch):
    wanted = keep(world, real_now, row("A", world, **people("A"), **SIGNED), row("B", world, **people("B"), **SIGNED))
    before = everything()
    real = importing.record_agreement

    def fail_on_the_second(**given: Any) -> Agreement:
        if given["provider"].name == "B":
            raise ImportRefused("No.")
        return real(**given)

    monkeypatch.setattr(importing, "record_agreement", fail_on_the_second)
    digest = plan_of(wanted).digest
    with pytest.raises(ImportRefused, match="Line 3"):
        bring_in(wanted=wanted, looked_at=digest, tell_new_people=True, by=world.head.user, now=real_now)
    assert everything() == before
    wanted.refresh_from_db()
    assert wanted.applied_at is None


def test_only_what_was_looked_at_is_done_and_only_once(world: World, real_now: datetime):
    wanted = keep(world, real_now, row("A", world), row("B", world))
    digest = plan_of(wanted).digest
    given = {"wanted": wanted, "tell_new_people": False, "by": world.head.user, "now": real_now}
    AgencyFactory(provider=True, name="A", local_authority=world.virtual_school.local_authority)
    with pytest.raises(ChangedSinceLooked):
        bring_in(looked_at=digest, **given)  # type: ignore[arg-type]
    digest = plan_of(wanted).digest
    bring_in(looked_at=digest, **given)  # type: ignore[arg-type]
    with pytest.raises(AlreadyBroughtIn):
        bring_in(looked_at=digest, **given)  # type: ignore[arg-type]
    faulty = keep(world, real_now, row("", world))
    with pytest.raises(HasProblems):
        bring_in(**{**given, "wanted": faulty}, looked_at=plan_of(faulty).digest)  # type: ignore[arg-type]


def test_the_preview_asks_the_same_number_of_questions_however_long(world: World, real_now: datetime):
    def asked(count: int) -> int:
        rows = [row(f"P{count} {n}", world, **people(f"p{count}x{n}"), **SIGNED) for n in range(count)]
        wanted = keep(world, real_now, *rows)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            plan_of(wanted)
        return len(queries)

    assert asked(2) == asked(60) <= 8


def test_too_many_agreements_for_one_act(world: World, real_now: datetime, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(selected, "MOST_AGREEMENTS", 1)
    rows = [row("A", world, **SIGNED), row("B", world, **SIGNED)]
    assert "Divide it" in wrong(world, real_now, *rows)["Signed on"]


def test_a_table_through_the_pages(world: World, client_of: ClientOf, real_now: datetime):
    client = client_of(world.head.user)
    template = client.get("/agreements/import/template.csv").content
    assert next(csv.reader(io.StringIO(template.decode("utf-8-sig")))) == list(TITLES.values())

    def hand_in(data: bytes) -> Any:
        file = SimpleUploadedFile("providers.csv", data)
        return client.post(
            "/agreements/import/", {"virtual_school": str(world.virtual_school.uuid), "file": file}, follow=True
        )

    assert "holds no provider" in hand_in(template).content.decode()
    faulty = hand_in(table(row("=1+1", world, email="x")))
    assert "Put this right first" in faulty.content.decode()
    listed = client.get(faulty.redirect_chain[-1][0] + "problems.csv").content.decode("utf-8-sig")
    assert "2,Office e-mail,Office e-mail is not an e-mail address." in listed
    shown = hand_in(table(row("Aston Academy", world, **people("Aston"), **SIGNED)))
    text = shown.content.decode()
    assert "Adds Dee Aston as designated person" in text
    assert not Agency.objects.filter(name="Aston Academy").exists()
    address = shown.redirect_chain[-1][0]
    refused = client.post(address, {"looked_at": "0" * 64})
    assert "Look once more" in refused.content.decode()
    done = client.post(address, {"looked_at": shown.context["plan"].digest}, follow=True)
    assert "Your table is brought in" in done.content.decode()
    assert Agency.objects.filter(name="Aston Academy").exists()
    assert client_of(world.host_key_contact.user).get(address).status_code == 403
    assert client_of(world.officer.user).get("/agreements/import/").status_code == 403
