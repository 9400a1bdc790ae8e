"""What the sharing page of a young person shows: to their own agencies everything, to another agency its own part."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from accounts.clock import local_date
from accounts.enums import Purpose
from accounts.models import Agency
from deadlines.models import Deadline
from learners.enums import ConsentPurpose
from learners.models import AgencyLink, Consent, Learner, SharingOverride
from learners.rules import SHARED_THROUGH, Standing
from learners.selectors.sharing import Sharing, answer_in_words, may_share, standing_of

#: The colour of each state's tag, beside its words.
_TAGS = {
    Standing.NEVER_ASKED: ("Not asked yet", "grey"),
    Standing.GIVEN: ("Agreed", "green"),
    Standing.LAPSED: ("To be asked: now 18", "yellow"),
    Standing.REFUSED: ("Said no", "red"),
    Standing.WITHDRAWN: ("Taken back", "red"),
}


@dataclass(frozen=True)
class Agreed:
    """One purpose as it stands."""

    purpose: ConsentPurpose
    consent: Consent | None
    words: str
    tag: str
    colour: str
    clock: Deadline | None
    history: Sequence[Consent] = field(default_factory=list)

    @property
    def earlier(self) -> Sequence[Consent]:
        """What was said before, newest first."""
        return self.history[1:]


def what_is_agreed(learner: Learner, now: datetime) -> list[Agreed]:
    """Every purpose with the answer that counts, what was said before, and the clock of asking again. Two queries."""
    said: dict[str, list[Consent]] = {}
    answers = learner.consents.select_related("form", "recorded_by").order_by("-recorded_at", "-id")
    for answer in answers:
        said.setdefault(answer.purpose, []).append(answer)
    running = Deadline.objects.open().filter(learner=learner, duty_code="consent_check")
    clocks = {deadline.subject_uuid: deadline for deadline in running}
    today = local_date(now)
    found = []
    for purpose in ConsentPurpose:
        history = said.get(purpose, [])
        latest = history[0] if history else None
        tag, colour = _TAGS[standing_of(latest, learner, today)]
        found.append(
            Agreed(
                purpose=purpose,
                consent=latest,
                words=answer_in_words(latest, learner, now),
                tag=tag,
                colour=colour,
                clock=clocks.get(latest.uuid) if latest else None,
                history=history,
            )
        )
    return found


@dataclass(frozen=True)
class WithoutConsent:
    """One sharing without consent, with the last local day on which it holds or held."""

    override: SharingOverride
    last_day: date
    is_over: bool


def overrides_of(learner: Learner, now: datetime) -> list[WithoutConsent]:
    """Every sharing without consent, newest first."""
    rows = learner.sharing_overrides.select_related("recipient", "author").order_by("-starts_at", "-id")
    return [WithoutConsent(row, _last_day(row), row.ends_at <= now) for row in rows]


def _last_day(override: SharingOverride) -> date:
    """It ends with a local midnight, or earlier on the day on which somebody ended it."""
    return local_date(override.ends_at - timedelta(microseconds=1))


def links_of(learner: Learner) -> Sequence[AgencyLink]:
    """Who has the record, and who had it: those in force first."""
    links = learner.links.select_related("agency").order_by("starts_at", "id")
    return sorted(links, key=lambda link: link.ends_at is not None)


@dataclass(frozen=True)
class SharedWithUs:
    """One purpose as another agency may know of it."""

    purpose: ConsentPurpose
    sharing: Sharing

    @property
    def last_day(self) -> date | None:
        """The last day, where it is shared without consent."""
        return _last_day(self.sharing.override) if self.sharing.override else None


def shared_with(learner: Learner, agency: Agency, now: datetime) -> list[SharedWithUs]:
    """What of the record is shared with `agency`, and why or why not, for each purpose of its links."""
    through = learner.links.active(now).filter(agency=agency).values_list("purpose", flat=True)
    purposes = [purpose for link in sorted(set(through)) for purpose in SHARED_THROUGH.get(Purpose(link), ())]
    return [SharedWithUs(purpose, may_share(learner, agency, purpose, now)) for purpose in purposes]


def form_shared_with(learner: Learner, agency: Agency, form_id: int, now: datetime) -> SharedWithUs | None:
    """The purpose for which a signed form is the basis that `agency` relies on now, so that it may see the proof (P8);
    None for any other file.
    """
    for shared in shared_with(learner, agency, now):
        consent = shared.sharing.consent
        if shared.sharing.allowed and consent is not None and consent.form_id == form_id:
            return shared
    return None
