"""A draft that is ready, and what leaves by e-mail."""

import re
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection

from accounts.clock import local_date
from agreements.enums import AgreementStatus, Side
from agreements.models import Agreement, AgreementText, Signature, SocialCareSupport, Wording
from agreements.rules import canonical, digest
from agreements.services.signing import sign, token_digest_of
from notifications.models import Message
from tests.factories import AgreementFactory, SignatoryFactory
from tests.people import World

ADDRESSES = {Side.VIRTUAL_SCHOOL: "hana.head@example.org", Side.PROVIDER: "prof.principal@example.org"}
WORDS = '# What we promise\n\n## Social care\n\n- A key worker for each young person (A9)\n- Help & "advice" <now>\n'


def wording(now: datetime) -> Wording:
    words = canonical(WORDS)
    return Wording.objects.create(
        number=901, text=words, sha256=digest(words), created_at=now, published_at=now - timedelta(days=1)
    )


def ready_draft(world: World, now: datetime, **fields: object) -> Agreement:
    """A draft of Home Virtual School with the college in which nothing is missing. The older agreement is gone."""
    Agreement.objects.filter(pk=world.agreement.pk).delete()
    today = local_date(now)
    agreement: Agreement = AgreementFactory(
        virtual_school=world.virtual_school, provider=world.college, **{
            "status": AgreementStatus.DRAFT, "signed_on": None, "meeting_on": today, "meeting_place": "Room 2",
            "meeting_people": "Hana Head and the principal", "employers_note": "None yet", "starts_on": today,
            "wording": wording(now), **fields,
        },
    )  # fmt: skip
    SocialCareSupport.objects.create(
        agreement=agreement, social_care=world.social_care, name="Tom Manager", role="Team manager", given_on=today
    )
    agreement.provider.local_authority = world.virtual_school.local_authority
    agreement.provider.save()
    for side, name, role in (
        (Side.VIRTUAL_SCHOOL, "Hana Head", "Head of the Virtual School"),
        (Side.PROVIDER, "Prof Principal", "Principal"),
    ):
        SignatoryFactory(agreement=agreement, side=side, name=name, role=role, email=ADDRESSES[side], signed_on=None)
    return Agreement.objects.get(pk=agreement.pk)


def token_for(side: Side) -> str:
    """The token of the newest link that is on its way to the signatory of `side`."""
    mails = Message.objects.filter(address=ADDRESSES[side], kind="account", body__contains="/sign/").order_by("-pk")
    found = re.search(rf"^{re.escape(settings.MAINSTAY_BASE_URL)}/sign/(\S+)/$", mails[0].body, re.MULTILINE)
    assert found
    return found[1]


def sign_for(side: Side, text: AgreementText, now: datetime, name: str = "Somebody") -> Signature:
    return sign(
        token_digest=token_digest_of(token_for(side)), name=name, seen=text.sha256, address="192.0.2.7", now=now
    )


def day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"


def tamper(table: str, trigger: str, statement: str) -> None:
    """Change evidence as somebody with the run of the database could: the trigger is switched off for it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        cursor.execute(statement)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def tamper_with_text(old: str, new: str) -> None:
    statement = f"UPDATE agreements_agreementtext SET text = replace(text, '{old}', '{new}')"
    tamper("agreements_agreementtext", "text_append_only", statement)
