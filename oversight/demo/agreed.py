"""What the young people of the demonstration agreed to share: most of it all, some not, one changed their mind."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

from accounts.clock import local_date
from accounts.enums import AgencyKind, Purpose
from accounts.models import Agency
from learners.enums import ConsentDecision, ConsentHow, ConsentPurpose, ConsentSaidBy, OverrideGround
from learners.rules import turns_18_on
from learners.services import link_agency
from learners.services.consent import record_consent
from learners.services.sharing import share_without_consent

if TYPE_CHECKING:
    from oversight.demo.acts import Acts, Story

EDUCATION, SAFEGUARDING, PANEL = ConsentPurpose.EDUCATION, ConsentPurpose.SAFEGUARDING, ConsentPurpose.PANEL
GIVEN, REFUSED, WITHDRAWN = ConsentDecision.GIVEN, ConsentDecision.REFUSED, ConsentDecision.WITHDRAWN

#: Who said no to what, by the number of the case file; everybody else says yes to both.
SAY_NO = {17: (SAFEGUARDING,), 40: (EDUCATION, SAFEGUARDING), 63: (SAFEGUARDING,), 91: (EDUCATION, SAFEGUARDING)}
#: Took back what they had agreed; shared without consent a few days ago; shared with the careers service.
TOOK_BACK, WITHOUT_CONSENT, WITH_THE_PANEL = 33, 40, (24, 52)
#: Every so many bring a form that they signed.
SIGNED = 12
#: Every so many are not asked again after a year, or later than promised.
FORGOTTEN, LATE = 9, 7

CAREERS = "Black Country Careers Partnership"


def ask_about_sharing(acts: "Acts", story: "Story", days_ago: float, *, born_on: date, number: int) -> None:
    """Plan what is said when the case file is opened and later, for the case file of that number."""
    adult_on = turns_18_on(born_on)
    opened_on = acts.today - timedelta(days=days_ago)
    lapses = opened_on < adult_on < acts.today and not acts.one_has_lapsed
    acts.one_has_lapsed = acts.one_has_lapsed or lapses
    for purpose in (EDUCATION, SAFEGUARDING):
        decision = REFUSED if purpose in SAY_NO.get(number, ()) else GIVEN
        _say(acts, story, acts.moment(days_ago, "09:40"), purpose, decision, number, by_parent=lapses)
        if days_ago > 365 and not lapses and number % FORGOTTEN:
            again = days_ago - (371 if number % LATE == 0 else 340)
            _say(acts, story, acts.moment(again, "15:40"), purpose, decision, number)
    if number == TOOK_BACK:
        _say(acts, story, acts.moment(min(10, days_ago / 2), "16:10"), EDUCATION, WITHDRAWN, number)
    if number == WITHOUT_CONSENT:
        _share_without(acts, story)
    if number in WITH_THE_PANEL:
        _say(acts, story, acts.moment(days_ago / 2, "11:20"), PANEL, GIVEN, number)
        _open_to_panel(acts, story, days_ago)


def _say(
    acts: "Acts",
    story: "Story",
    moment: datetime,
    purpose: ConsentPurpose,
    decision: ConsentDecision,
    number: int,
    *,
    by_parent: bool = False,
) -> None:
    signed = number % SIGNED == 0 and purpose == EDUCATION

    def act(now: datetime) -> None:
        assert story.learner is not None
        story.learner.refresh_from_db()
        if story.learner.is_closed:
            return
        record_consent(
            learner=story.learner, purpose=purpose, decision=decision, decided_on=local_date(now),
            how=ConsentHow.SIGNED_FORM if signed else ConsentHow.SPOKEN,
            said_by=ConsentSaidBy.PARENT if by_parent else ConsentSaidBy.YOUNG_PERSON,
            said_by_name="Their mother" if by_parent else "",
            form=ContentFile(page_with(b"I agree that my plan is shared with my college. Signed."), "Consent form.pdf") if signed else None,
            by=story.home.officer.user, now=now,
        )  # fmt: skip

    acts.plan(moment, act)


def _share_without(acts: "Acts", story: "Story") -> None:
    acts.plan(
        acts.moment(3, "12:30"),
        lambda now: share_without_consent(
            learner=story.learner, recipient=story.college.agency, purpose=SAFEGUARDING,
            ground=OverrideGround.CHILD_PROTECTION, until=acts.today + timedelta(days=11),
            reason="An adult they fear has been seen near the college. The designated person must know whom to look out for.",
            by=story.key_worker.user, now=now,
        ),
    )  # fmt: skip


def _open_to_panel(acts: "Acts", story: "Story", days_ago: float) -> None:
    acts.plan(
        acts.moment(days_ago / 2, "11:30"),
        lambda now: link_agency(
            learner=story.learner, agency=Agency.objects.get(kind=AgencyKind.OTHER, name=CAREERS),
            purpose=Purpose.PANEL_PARTNER, starts_at=now, by=story.home.key_contact.user, now=now,
        ),
    )  # fmt: skip


def page_with(line: bytes) -> bytes:
    """A page in PDF with one line on it."""
    text = b"BT /F1 14 Tf 72 760 Td (%s) Tj ET" % line
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    return (
        data
        + head
        + table
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(data))
    )
