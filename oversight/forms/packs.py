"""Forms about board packs: what one is made of, its words, its publication and its correction."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.form_choices import choose_one_of
from accounts.form_text import LinesField
from accounts.models import Agency
from accounts.service_form import ServiceForm
from accounts.wording import short_day
from education_plans.rules.months import first_of, months_from, name_of
from oversight.enums import PackAudience, PackSection
from oversight.models import BoardMeeting, BoardPack, Strategy
from oversight.rules.pack_words import mark_of
from oversight.selectors.pack_page import mark_of_pack
from oversight.services.packs import ChangedMeanwhile, ChangedSinceRead, Layout

LONGEST = 6_000
_PLACE = {"class": "govuk-input--width-2", "inputmode": "numeric"}
#: The summary stands first, always.
_PLACED = [section for section in PackSection if section != PackSection.SUMMARY]
_COMMON = 3


class PackForm(ServiceForm):
    """Months, readers, strategies, and where each section stands. Of a correction, only what it is made of."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="Whose pack is it?", to_field_name="uuid")
    title = forms.CharField(label="Title", max_length=120)
    first = forms.ChoiceField(label="From which month?")
    until = forms.ChoiceField(label="To which month?")
    audience = forms.ChoiceField(
        label="Who reads it?", choices=PackAudience.choices, widget=forms.RadioSelect,
        help_text="Of a pack that leaves the authority small numbers are hidden, and no list goes with it.",
    )  # fmt: skip
    strategies = forms.ModelMultipleChoiceField(
        Strategy.objects.none(), label="Whose KPIs are in it?", to_field_name="uuid", required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )  # fmt: skip

    meeting = forms.ChoiceField(label="For which meeting?", required=False, help_text="Its page then shows the pack.")

    def __init__(
        self, *args: Any, months: Sequence[date], strategies: QuerySet[Strategy], meetings: Iterable[BoardMeeting],
        agencies: QuerySet[Agency] | None = None, is_correction: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._meetings = {str(one.uuid): one for one in meetings}
        told = [(uuid, f"{one.board.name}, {short_day(one.starts_at)}") for uuid, one in self._meetings.items()]
        self.fields["meeting"].choices = [("", "None"), *told]  # type: ignore[attr-defined]
        self.fields["strategies"].queryset = strategies  # type: ignore[attr-defined]
        for name in ("first", "until"):
            self.fields[name].choices = [(f"{month:%Y-%m}", name_of(month)) for month in months]  # type: ignore[attr-defined]
        for section in _PLACED:
            must = section == PackSection.AREA
            self.fields[f"place_{section.value}"] = forms.IntegerField(
                label=f"Place of “{section.label}”", min_value=1, max_value=99, required=must,
                help_text="Every pack tells of it." if must else "Leave it empty to leave the section out.",
                widget=forms.TextInput(attrs=_PLACE),
            )  # fmt: skip
        if agencies is None:
            del self.fields["agency"]
        else:
            choose_one_of(self, "agency", agencies)
        if is_correction:
            for name in ("first", "until", "audience"):
                self.fields[name].disabled = True

    def layout(self) -> Layout:
        data = self.cleaned_data
        placed = [(data[f"place_{section.value}"], section) for section in _PLACED if data[f"place_{section.value}"]]
        return Layout(
            title=data["title"], first=_month(data["first"]), until=_month(data["until"]),
            audience=PackAudience(data["audience"]), strategies=list(data["strategies"]),
            meeting=self._meetings.get(data["meeting"]),
            sections=[section for _, section in sorted(placed, key=lambda one: one[0])],
        )  # fmt: skip

    @staticmethod
    def initial_of(pack: BoardPack) -> dict[str, Any]:
        """What stands in the form for a pack that exists."""
        return {
            "title": pack.title, "first": f"{pack.starts_on:%Y-%m}", "until": f"{first_of(pack.ends_on):%Y-%m}",
            "audience": pack.audience, "strategies": [str(uuid) for uuid in pack.strategies.values_list("uuid", flat=True)],
            "meeting": str(pack.meeting.uuid) if pack.meeting else "", **_places(pack.sections),
        }  # fmt: skip

    @staticmethod
    def initial_after(
        last: BoardPack | None, today: date, strategies: Iterable[Strategy], meeting: BoardMeeting | None = None
    ) -> dict[str, Any]:
        """What a new pack begins with: the layout of the last one, for the months after it as far as they are over; without
        one the usual sections, for the last three months.
        """
        asked = str(meeting.uuid) if meeting else ""
        until = months_from(first_of(today), -1)
        if last is None:
            return {
                "title": "Board pack", "first": f"{months_from(until, 1 - _COMMON):%Y-%m}", "until": f"{until:%Y-%m}",
                "audience": PackAudience.INSIDE, "strategies": [str(one.uuid) for one in strategies],
                "meeting": asked, **_places([section.value for section in PackSection]),
            }  # fmt: skip
        after = months_from(first_of(last.ends_on), 1)
        return {
            **PackForm.initial_of(last), "first": f"{min(after, until):%Y-%m}", "until": f"{until:%Y-%m}", "meeting": asked,
        }  # fmt: skip


def _places(sections: Sequence[str]) -> dict[str, int]:
    placed = [section for section in sections if section != PackSection.SUMMARY]
    return {f"place_{section}": place for place, section in enumerate(placed, start=1)}


def _month(value: str) -> date:
    return date.fromisoformat(f"{value}-01")


class WordsForm(ServiceForm):
    """The words of one section, and what they were when it was opened. If somebody changed them meanwhile, what was typed stays,
    `stands` is what is there now, and the next saving answers that.
    """

    text = LinesField(
        label="What the board should know", max_length=LONGEST, rows=10, required=False,
        help_text="In plain words. Name nobody, and say nothing from which somebody could be known.",
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    #: None: nobody changed them.
    stands: str | None = None

    def refuse(self, error: Exception) -> None:
        super().refuse(error)
        if isinstance(error, ChangedMeanwhile):
            self.stands = error.stands
            self.data = self.data.copy()
            self.data["seen"] = mark_of(error.stands)

    @staticmethod
    def initial_of(text: str) -> dict[str, str]:
        return {"text": text, "seen": mark_of(text)}


class PublishForm(ServiceForm):
    """What the person read; `is_read` is asked only where something in the words might tell of somebody, and `quotes` only where
    young people or carers are quoted.
    """

    is_read = forms.BooleanField(label="I have read these places: they tell of nobody", required=False)
    quotes = forms.MultipleChoiceField(
        label="Which of these words go into the pack?", required=False,
        help_text="Tick those that you have read and from which nobody else can be known. The others are left out.",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(
        self, *args: Any, pack: BoardPack, asks: bool, quotes: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, initial={"seen": mark_of_pack(pack)}, **kwargs)
        if not asks:
            del self.fields["is_read"]
        if quotes:
            self.fields["quotes"].choices = quotes  # type: ignore[attr-defined]
        else:
            del self.fields["quotes"]

    def refuse(self, error: Exception) -> None:
        """Of a pack that was changed meanwhile the page shows what it is now, to be read anew."""
        super().refuse(error)
        if isinstance(error, ChangedSinceRead):
            self.data = self.data.copy()
            self.data["seen"] = self.initial["seen"]
            self.data.pop("is_read", None)


class CorrectForm(ServiceForm):
    reason = forms.CharField(
        label="What is wrong, and why", max_length=300, help_text="It stands in the new version for everybody who reads it. Name nobody."
    )  # fmt: skip
