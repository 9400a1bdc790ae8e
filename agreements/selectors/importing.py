"""What a table of providers would change, compared with what is recorded. Reads only; the number of queries does not
depend on the number of lines.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from accounts.enums import AgencyKind
from accounts.models import Agency, LocalAuthority, Membership, User
from agreements.enums import BEFORE_SIGNATURE, OVER, AgreementStatus
from agreements.models import Agreement, ProviderImport
from agreements.rules.provider_table import CONSULTATION, PEOPLE, TITLES, Cells, Problem, has_agreement, same_in_file

MOST_AGREEMENTS = 250
"""In one act: each opens the clocks of both sides, and a request has to end."""

LEFT_PEOPLE = "Its people are left as they are: a provider that works with Mainstay already looks after its own."
LEFT_AGREEMENT = "Its agreement with you in force is left as it is."
OVER_AGREEMENT = "Its agreement with you that was signed on this day is over already, and stays so."


@dataclass(frozen=True)
class Step:
    """What one line would do."""

    line: int
    read: Cells
    authority: LocalAuthority
    provider: Agency | None
    #: Which of `PEOPLE` get a role.
    people: tuple[str, ...]
    social_care: Agency | None
    is_agreement_new: bool
    notes: tuple[str, ...]

    @property
    def changes_anything(self) -> bool:
        return self.provider is None or bool(self.people) or self.is_agreement_new

    @property
    def words(self) -> list[str]:
        """What is done, for the preview."""
        said = [] if self.provider else ["Adds the provider"]
        said += [f"Adds {self.read[f'{who}_name']} as {_AS[who]}" for who in self.people]
        if self.is_agreement_new:
            said.append("Records the signed agreement")
        return said


_AS = {"person": "designated person", "cover": "cover person", "admin": "administrator"}


@dataclass(frozen=True)
class Plan:
    """All of it. With a problem nothing is done."""

    steps: tuple[Step, ...]
    problems: tuple[Problem, ...]
    #: Accounts that are there already, by e-mail address in small letters.
    users: dict[str, User]

    @property
    def changing(self) -> list[Step]:
        return [step for step in self.steps if step.changes_anything]

    @property
    def counts(self) -> dict[str, int]:
        return {
            "providers": sum(step.provider is None for step in self.steps),
            "people": len({step.read[f"{who}_email"] for step in self.steps for who in step.people}),
            "agreements": sum(step.is_agreement_new for step in self.steps),
            "unchanged": len(self.steps) - len(self.changing),
        }

    @property
    def digest(self) -> str:
        """Two plans that would do the same have the same one."""
        said = [
            (s.line, s.read, s.provider.pk if s.provider else None, s.people, s.is_agreement_new) for s in self.changing
        ]
        return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def plan_of(wanted: ProviderImport) -> Plan:
    """What the table would do now."""
    school = wanted.virtual_school
    lines: list[tuple[int, Cells]] = [(row["line"], row["cells"]) for row in wanted.rows]
    problems = [Problem(**problem) for problem in wanted.problems]
    problems += same_in_file(lines)
    found = _Found.of(school, lines)
    faulty = {problem.line for problem in problems}
    steps = []
    for number, read in lines:
        if number in faulty:
            continue
        judged = _judge(number, read, school, found)
        if isinstance(judged, Step):
            steps.append(judged)
        else:
            problems += judged
    if sum(step.is_agreement_new for step in steps) > MOST_AGREEMENTS:
        said = (
            f"The table holds more than {MOST_AGREEMENTS} signed agreements. Divide it: each opens clocks of its own."
        )
        problems.append(Problem(0, TITLES["signed_on"], said))
    return Plan(tuple(steps), tuple(sorted(problems, key=lambda p: (p.line, p.column))), found.users)


@dataclass(frozen=True)
class _Found:
    """Everything that is recorded about the lines, read at once."""

    authorities: dict[str, LocalAuthority]
    by_name: dict[str, Agency]
    by_ukprn: dict[str, Agency]
    users: dict[str, User]
    hats: dict[int, list[Membership]]
    agreements: dict[int, list[Agreement]]
    social_care: list[Agency]

    @classmethod
    def of(cls, school: Agency, lines: Sequence[tuple[int, Cells]]) -> "_Found":
        authorities: dict[str, LocalAuthority] = {}
        for authority in LocalAuthority.objects.all():
            for name in (authority.name, authority.dfe_code, authority.ons_code):
                authorities[name.casefold()] = authority
        providers = list(Agency.objects.filter(kind=AgencyKind.PROVIDER).select_related("local_authority"))
        by_name = {provider.name.casefold(): provider for provider in providers}
        named = [by_name[read["name"].casefold()].pk for _, read in lines if read["name"].casefold() in by_name]
        emails = {read[f"{who}_email"] for _, read in lines for who in PEOPLE} - {""}
        hats: dict[int, list[Membership]] = defaultdict(list)
        for hat in Membership.objects.filter(agency__in=named).select_related("user"):
            hats[hat.agency_id].append(hat)
        agreements: dict[int, list[Agreement]] = defaultdict(list)
        for agreement in Agreement.objects.filter(provider__in=named).order_by("pk"):
            agreements[agreement.provider_id].append(agreement)
        return cls(
            authorities=authorities,
            by_name=by_name,
            by_ukprn={provider.ukprn: provider for provider in providers if provider.ukprn},
            users={user.email.lower(): user for user in User.objects.filter(email__in=emails)},
            hats=hats,
            agreements=agreements,
            social_care=list(
                Agency.objects.filter(kind=AgencyKind.SOCIAL_CARE, local_authority=school.local_authority_id).order_by(
                    "sort_name", "pk"
                )
            ),
        )


def _judge(number: int, read: Cells, school: Agency, found: _Found) -> Step | list[Problem]:
    problems: list[Problem] = []

    def wrong(key: str, text: str) -> None:
        problems.append(Problem(number, TITLES[key], text))

    authority = found.authorities.get(read["authority"].casefold())
    if authority is None:
        wrong("authority", f"No local authority has the name or code {read['authority']}.")
    provider = found.by_name.get(read["name"].casefold())
    if provider is not None and authority is not None and provider.local_authority_id != authority.pk:
        wrong("authority", f"{provider} is recorded in {provider.local_authority}. Is it another provider?")
    numbered = found.by_ukprn.get(read["ukprn"]) if read["ukprn"] else None
    if numbered is not None and numbered != provider:
        wrong("ukprn", f"This UKPRN is recorded for {numbered}. Use that name, or correct the number.")
    people, notes = _people(read, provider, school, found)
    for who in people:
        user = found.users.get(read[f"{who}_email"])
        if user is not None and not user.is_active:
            wrong(f"{who}_email", "This address cannot be given a role. Enter another person.")
    care, is_new = None, False
    if has_agreement(read):
        standing = found.agreements.get(provider.pk, []) if provider else []
        ours = [agreement for agreement in standing if agreement.virtual_school_id == school.pk]
        if any(agreement.status == AgreementStatus.IN_FORCE for agreement in ours):
            notes.append(LEFT_AGREEMENT)
        elif any(agreement.status in OVER and str(agreement.signed_on) == read["signed_on"] for agreement in ours):
            notes.append(OVER_AGREEMENT)
        elif any(agreement.status in BEFORE_SIGNATURE for agreement in ours):
            wrong("signed_on", f"An agreement with {provider} is being prepared. Finish that one instead.")
        else:
            is_new = True
            care = _social_care(read, found, wrong)
            outside = authority is not None and authority.pk != school.local_authority_id
            if outside and not all(read[key] for key in CONSULTATION):
                wrong(
                    "consulted_school",
                    "The provider stands in another authority: enter who was consulted at the Virtual School there, when, "
                    "and what they said.",
                )
    if problems:
        return problems
    assert authority
    return Step(number, read, authority, provider, people, care, is_new, tuple(notes))


def _people(read: Cells, provider: Agency | None, school: Agency, found: _Found) -> tuple[tuple[str, ...], list[str]]:
    """Who gets a role. Nobody is put into a provider that has people of its own, or works with another school too: that
    would open the records of its young people to whomever the table names.
    """
    named = tuple(who for who in PEOPLE if read[f"{who}_email"])
    if provider is None or not named:
        return named, []
    others = any(agreement.virtual_school_id != school.pk for agreement in found.agreements.get(provider.pk, []))
    hats = found.hats.get(provider.pk, [])
    if not hats and not others:
        return named, []
    there = {hat.user.email.lower() for hat in hats}
    is_same = all(read[f"{who}_email"] in there for who in named)
    return (), [] if is_same else [LEFT_PEOPLE]


def _social_care(read: Cells, found: _Found, wrong: Callable[[str, str], None]) -> Agency | None:
    if name := read["support_agency"].casefold():
        care = next((agency for agency in found.social_care if agency.name.casefold() == name), None)
        if care is None:
            wrong("support_agency", "No social care agency of your authority has this name.")
        return care
    if len(found.social_care) == 1:
        return found.social_care[0]
    wrong(
        "support_agency",
        "Enter which social care agency supports the agreement."
        if found.social_care
        else "Your authority has no social care agency in Mainstay yet. It has to be recorded first.",
    )
    return None
