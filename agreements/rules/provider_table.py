"""The table with which a Virtual School begins: providers, their people, and agreements that were signed before. Pure.

Each line is one provider. What stands in one line is judged here; what has to be compared with what is recorded is
judged in `agreements.selectors.importing`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.tables import Limits

SHEET = "Providers"
LIMITS = Limits(lines=5_000)


@dataclass(frozen=True)
class Column:
    key: str
    title: str
    help: str
    longest: int = 120


@dataclass(frozen=True)
class Problem:
    """What has to be put right: in which line (1 is the header, 0 the whole file), in which column, and what."""

    line: int
    column: str
    text: str


COLUMNS = (
    Column("name", "Provider", "The full name. Always needed."),
    Column("authority", "Local authority", "Where the provider stands: the name, DfE code or ONS code. Always needed."),
    Column("ukprn", "UKPRN", "Eight digits.", 8),
    Column("address", "Address", "In one cell.", 500),
    Column("phone", "Office phone", "Begins with 0 or +.", 30),
    Column("email", "Office e-mail", "An address that is for everybody.", 254),
    Column("website", "Website", "Begins with https:// or http://.", 200),
    Column("person_name", "Designated person", "First and last name."),
    Column("person_email", "Designated person e-mail", "They sign in with it.", 254),
    Column("person_phone", "Designated person phone", "Begins with 0 or +.", 30),
    Column("cover_name", "Cover person", "Who stands in for the designated person."),
    Column("cover_email", "Cover person e-mail", "They sign in with it.", 254),
    Column("cover_phone", "Cover person phone", "Begins with 0 or +.", 30),
    Column("admin_name", "Administrator", "Who looks after the provider’s people in Mainstay. May be the same person."),
    Column("admin_email", "Administrator e-mail", "They sign in with it.", 254),
    Column("admin_phone", "Administrator phone", "Begins with 0 or +.", 30),
    Column(
        "signed_on", "Signed on", "Only for an agreement that is signed already: the day, as 3/9/2025 or 2025-09-03."
    ),
    Column("starts_on", "In force from", "The day."),
    Column("ends_on", "In force until", "The last day; empty if it has none."),
    Column("signatory_name", "Signed for the provider", "The name."),
    Column("signatory_role", "Their role", "For example Principal."),
    Column("signatory_email", "Their e-mail", "", 254),
    Column("head_name", "Signed for the Virtual School", "The name."),
    Column("head_role", "Role at the Virtual School", "For example Head."),
    Column("head_email", "E-mail at the Virtual School", "", 254),
    Column("support_agency", "Social care agency", "Only where your authority has more than one."),
    Column("support_name", "Social care support from", "Who in social care said that they support the agreement."),
    Column("support_role", "Role in social care", ""),
    Column("support_on", "Social care support on", "The day."),
    Column("consulted_school", "Virtual School consulted", "Only for a provider outside your authority."),
    Column("consulted_name", "Consulted person", "Who spoke for it."),
    Column("consulted_on", "Consulted on", "The day."),
    Column("consulted_outcome", "What they said", "", 1_000),
)
REQUIRED = ("name", "authority")
PEOPLE = ("person", "cover", "admin")
AGREEMENT = (
    "signed_on", "starts_on", "signatory_name", "signatory_role", "signatory_email", "head_name", "head_role",
    "head_email", "support_name", "support_role", "support_on",
)  # fmt: skip
CONSULTATION = ("consulted_school", "consulted_name", "consulted_on", "consulted_outcome")
#: Also about an agreement, but not always needed.
_MAYBE = ("ends_on", "support_agency")

TITLES = {column.key: column.title for column in COLUMNS}
_BY_KEY = {column.key: column for column in COLUMNS}
_DATES = tuple(key for key in TITLES if key.endswith("_on"))
_PHONES = tuple(key for key in TITLES if key == "phone" or key.endswith("_phone"))
_EMAILS = tuple(key for key in TITLES if key == "email" or key.endswith("_email"))
_EMAIL = re.compile(r"[^@\s\"(),:;<>\[\\\]]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,63}")
_PHONE = re.compile(r"(?:\+|0)[0-9 ()./-]{5,29}")

Cells = dict[str, str]


def columns_of(header: Sequence[str]) -> tuple[list[str | None], list[Problem]]:
    """Which column stands at each place of the header. Capitals and spaces do not matter; nothing else is guessed."""
    known = {_plain(title): key for key, title in TITLES.items()}
    keys: list[str | None] = []
    problems = []
    for place, title in enumerate(header, 1):
        key = known.get(_plain(title))
        if key is None:
            said = f"“{title}” is no column of the template." if title else f"Column {place} has no name."
            problems.append(Problem(1, title, said))
        elif key in keys:
            problems.append(Problem(1, title, "This column is there twice."))
        keys.append(key)
    problems += [Problem(1, TITLES[key], "This column is missing.") for key in REQUIRED if key not in keys]
    return keys, problems


def read_line(number: int, cells: Mapping[str, str], today: date) -> tuple[Cells, list[Problem]]:
    """One line tidied (days as 2025-09-03, e-mail addresses in small letters), and everything that is wrong in it."""
    read: Cells = {key: cells.get(key, "").strip() for key in TITLES}
    wrong: dict[str, str] = {}
    for key in TITLES:
        if key != "address":
            read[key] = " ".join(read[key].split())
    for key in REQUIRED:
        if not read[key]:
            wrong[key] = "is missing."
    for key in _EMAILS:
        read[key] = read[key].lower()
        if read[key] and not _EMAIL.fullmatch(read[key]):
            wrong[key] = "is not an e-mail address."
    for key in _PHONES:
        if read[key] and not _PHONE.fullmatch(read[key]):
            wrong[key] = (
                "must begin with 0 or + and hold digits only. Spreadsheets drop the first 0: format it as text."
            )
    for key in _DATES:
        read[key], wrong_day = _day(read[key])
        if wrong_day:
            wrong[key] = wrong_day
    if read["ukprn"] and not re.fullmatch(r"[0-9]{8}", read["ukprn"]):
        wrong["ukprn"] = "must have eight digits."
    if read["website"] and not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", read["website"]):
        wrong["website"] = "must begin with https:// or http://."
    for key, value in read.items():
        if len(value) > _BY_KEY[key].longest:
            wrong[key] = f"is longer than {_BY_KEY[key].longest} characters."
    _judge_people(read, wrong)
    _judge_agreement(read, wrong, today)
    return read, [Problem(number, TITLES[key], f"{TITLES[key]} {text}") for key, text in wrong.items()]


def _judge_people(read: Cells, wrong: dict[str, str]) -> None:
    for who in PEOPLE:
        parts = [f"{who}_name", f"{who}_email", f"{who}_phone"]
        if any(read[part] for part in parts):
            for part in parts[:2]:
                if not read[part]:
                    wrong.setdefault(part, "is missing.")
    if read["cover_email"] and not read["person_email"]:
        wrong.setdefault("person_email", "is missing: nobody can stand in for nobody.")
    if read["cover_email"] and read["cover_email"] == read["person_email"]:
        wrong.setdefault("cover_email", "is the designated person’s own. Somebody cannot stand in for themselves.")
    if read["admin_email"]:
        for who in ("person", "cover"):
            same = read["admin_email"] == read[f"{who}_email"]
            if same and read["admin_name"].casefold() != read[f"{who}_name"].casefold():
                wrong.setdefault("admin_name", "is another name than stands elsewhere with this e-mail address.")


def has_agreement(read: Mapping[str, str]) -> bool:
    """Whether the line tells of an agreement that is signed already."""
    return any(read[key] for key in (*AGREEMENT, *CONSULTATION, *_MAYBE))


def _judge_agreement(read: Cells, wrong: dict[str, str], today: date) -> None:
    if not has_agreement(read):
        return
    for key in AGREEMENT:
        if not read[key]:
            wrong.setdefault(key, "is missing: an agreement that is signed needs all of it.")
    if any(read[key] for key in CONSULTATION):
        for key in CONSULTATION:
            if not read[key]:
                wrong.setdefault(key, "is missing: a consultation needs all of it.")
    day = {key: date.fromisoformat(read[key]) for key in _DATES if read[key] and key not in wrong}
    for key in ("signed_on", "support_on", "consulted_on"):
        if key in day and day[key] > today:
            wrong[key] = "is in the future."
    if "ends_on" in day and day["ends_on"] < today:
        wrong["ends_on"] = "is over already. Only agreements that still run are brought in."
    elif "ends_on" in day and "starts_on" in day and day["ends_on"] < day["starts_on"]:
        wrong["ends_on"] = "is before it begins."


def same_in_file(lines: Iterable[tuple[int, Cells]]) -> list[Problem]:
    """What contradicts itself between lines: one provider twice, one number or address for two."""
    problems = []
    seen: dict[tuple[str, str], tuple[int, str]] = {}
    for number, read in lines:
        for key in ("name", "ukprn"):
            value = read[key].casefold()
            if not value:
                continue
            first, _ = seen.setdefault((key, value), (number, ""))
            if first != number:
                problems.append(Problem(number, TITLES[key], f"{TITLES[key]} stands in line {first} already."))
        for who in PEOPLE:
            email, name = read[f"{who}_email"], read[f"{who}_name"]
            if not email:
                continue
            first, said = seen.setdefault(("email", email), (number, name))
            if first != number and said.casefold() != name.casefold():
                title = TITLES[f"{who}_email"]
                problems.append(Problem(number, title, f"{title} stands in line {first} with another name."))
    return problems


def _day(text: str) -> tuple[str, str]:
    """A day as 2025-09-03, and what is wrong. Days come before months, as in Britain."""
    if not text:
        return "", ""
    if match := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ]00:00(?::00)?)?", text):
        year, month, day = match.groups()
    elif match := re.fullmatch(r"([0-9]{1,2})[/. ]([0-9]{1,2})[/. ]([0-9]{4})", text):
        day, month, year = match.groups()
    else:
        return text, "is not a day. Enter it like 3/9/2025 or 2025-09-03."
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return text, "is a day that does not exist. The day comes before the month."
    if not 2000 <= found.year <= 2100:
        return text, "must be between the years 2000 and 2100."
    return found.isoformat(), ""


def _plain(title: str) -> str:
    return " ".join(title.replace("*", " ").casefold().split())
