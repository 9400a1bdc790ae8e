"""Forms of lists of who is on roll."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import Agency
from accounts.service_form import ServiceForm
from agreements.models import Agreement
from learners.models import Learner
from tracking.enums import FileHolds
from tracking.reading.roll import LIMITS
from tracking.selectors.roll import Candidate

NOT_OURS = "none"


class RollForm(ServiceForm):
    """A list and between whom it goes. `agreements` are those under which the person may send lists, `mine` the ids of the
    person’s own agencies.
    """

    partner = forms.ChoiceField(label="Between")
    holds = forms.ChoiceField(label="Who is in the list?", choices=FileHolds.choices, widget=forms.RadioSelect)
    file = forms.FileField(
        label="Your list",
        help_text=f"CSV, Excel (.xlsx) or OpenDocument (.ods), smaller than {LIMITS.megabytes} MB, at most {LIMITS.lines:,} lines.",
        allow_empty_file=True,
        max_length=200,
        error_messages={"required": "Choose a file."},
    )

    choice_hints = {
        "holds": {
            FileHolds.DECLARED: "Each of them is looked for widely, and a person looks at everybody who is not found.",
            FileHolds.EVERYONE: "Those who are none of the Virtual School’s are not kept and nobody looks at them.",
        }
    }

    def __init__(self, *args: Any, agreements: Sequence[Agreement], mine: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pairs = {str(agreement.uuid): (agreement.provider, agreement.virtual_school) for agreement in agreements}
        field = self.fields["partner"]
        assert isinstance(field, forms.ChoiceField)
        choices = [(key, _between(*pair, mine)) for key, pair in self._pairs.items()]
        field.choices = choices if len(choices) == 1 else [("", "Choose"), *choices]
        if choices and all(provider.pk not in mine for provider, _ in self._pairs.values()):
            field.label = "Whose list is it?"
        elif choices:
            field.label = "Who matches it?"

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LIMITS.megabytes * 1024 * 1024:
            raise forms.ValidationError(f"The file must be smaller than {LIMITS.megabytes} MB.")
        return file

    @property
    def pair(self) -> tuple[Agency, Agency]:
        """The provider and the Virtual School that were chosen."""
        return self._pairs[self.cleaned_data["partner"]]


def _between(provider: Agency, school: Agency, mine: Sequence[int]) -> str:
    if provider.pk in mine and school.pk in mine:
        return f"{provider.name}, for {school.name}"
    return school.name if provider.pk in mine else provider.name


class DecideForm(ServiceForm):
    """Who a line means. `candidates` are the young people to choose from; if `none_before` says that it was decided before
    to be none of ours, that comes first.
    """

    who = forms.ChoiceField(label="Who is it?", widget=forms.RadioSelect, error_messages={"required": "Say who it is."})
    why = forms.CharField(
        label="Why",
        required=False,
        max_length=300,
        help_text="Whoever looks later sees it. For example “Same address”.",
    )

    def __init__(self, *args: Any, candidates: Sequence[Candidate], none_before: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._learners = {str(candidate.learner.uuid): candidate.learner for candidate in candidates}
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)
        named = [(str(each.learner.uuid), _named(each.learner)) for each in candidates]
        none = (NOT_OURS, "None of our young people")
        field.choices = [none, *named] if none_before else [*named, none]
        self.choice_hints = {
            "who": {
                **{str(each.learner.uuid): _hint(each) for each in candidates},
                NOT_OURS: f"{none_before}. Then nothing of this line is kept."
                if none_before
                else "Then nothing of this line is kept.",
            }
        }

    @property
    def learner(self) -> Learner | None:
        """Whom was chosen; None for nobody of ours."""
        return self._learners.get(self.cleaned_data["who"])


def _named(learner: Learner) -> str:
    called = f" ({learner.preferred_name})" if learner.preferred_name not in ("", learner.given_name) else ""
    return f"{learner.given_name}{called} {learner.family_name}"


def _hint(candidate: Candidate) -> str:
    born = candidate.learner.date_of_birth
    facts = [f"Born {born.day} {born:%B %Y}", f"ULN {candidate.learner.uln}" if candidate.learner.uln else "no ULN"]
    facts += [
        f"{place.course} at {place.provider.name} from {place.starts_on.day} {place.starts_on:%B %Y}"
        for place in candidate.places
    ]
    if not candidate.places:
        facts.append("no place on record")
    return ". ".join(filter(None, [candidate.fits, "; ".join(facts)])) + "."


class SearchForm(forms.Form):
    """Looks for somebody else."""

    q = forms.CharField(label="Look for somebody else by name or ULN", required=False, max_length=80)

    mark_optional = False
