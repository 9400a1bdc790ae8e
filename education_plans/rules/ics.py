"""A meeting as a calendar file (iCalendar, RFC 5545; as an invitation by e-mail, RFC 6047).

It may be read by whoever sees the mailbox, so it says initials, the moment, the place and where to sign in, and names one
invitee: whoever it is sent to. Moments are in UTC, which every calendar shows in its own time.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from icalendar import Calendar, Event, vCalAddress, vText

Method = Literal["PUBLISH", "REQUEST", "CANCEL"]


@dataclass(frozen=True, kw_only=True)
class Party:
    """Somebody in a calendar file."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class CalendarEntry:
    """What a calendar is told of a meeting.

    `uid` stays the same as long as the meeting exists; `sequence` grows with every change, so that a calendar replaces
    what it has. A file to keep (no `invitee`) asks nobody anything: it is published.
    """

    uid: str
    sequence: int
    is_called_off: bool
    starts_at: datetime
    ends_at: datetime
    stamped_at: datetime
    summary: str
    place: str
    description: str
    url: str
    organiser: Party
    invitee: Party | None = None

    @property
    def method(self) -> Method:
        if self.is_called_off:
            return "CANCEL"
        return "REQUEST" if self.invitee else "PUBLISH"


def write_calendar(entry: CalendarEntry) -> str:
    """The file's text, with the line ends that the standard asks for."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", _utc(entry.stamped_at))
    event.add("dtstart", _utc(entry.starts_at))
    event.add("dtend", _utc(entry.ends_at))
    event.add("summary", entry.summary)
    event.add("location", entry.place)
    event.add("description", entry.description)
    event.add("status", "CANCELLED" if entry.is_called_off else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    if entry.url:
        event.add("url", entry.url)
    event["organizer"] = _address(entry.organiser)
    if entry.invitee:
        invitee = _address(entry.invitee)
        invitee.params["role"] = vText("REQ-PARTICIPANT")
        invitee.params["partstat"] = vText("NEEDS-ACTION")
        # No calendar need answer: whoever cannot come says so in Mainstay, or to the person who called the meeting.
        invitee.params["rsvp"] = vText("FALSE")
        event.add("attendee", invitee, encode=False)
    calendar = Calendar()
    calendar.add("prodid", "-//Mainstay//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", entry.method)
    calendar.add_component(event)
    return calendar.to_ical().decode()


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.email}")
    address.params["cn"] = vText(party.name)
    return address
