"""What a young person says on their own page, and what people who work with them write about it."""

from typing import Any

from django import forms

from accounts.form_fields import DayField, MomentField
from accounts.form_text import LinesField
from accounts.service_form import ServiceForm
from education_plans.enums import Answer, Mood, ViewAbout, ViewResponse
from education_plans.forms.agreeing import OfWordsForm
from education_plans.rules.own_page import FACES

LONGEST = 2_000

_MOODS = [(mood.value, f"{FACES[mood]} {mood.label}") for mood in Mood]


class BirthdayForm(forms.Form):
    birthday = DayField(label="When is your birthday?", help_text="For example, 27 3 2008")


class SayForm(ServiceForm):
    """How is it going? A face, words, or both."""

    about = forms.ChoiceField(
        label="What is it about?",
        choices=[(about.value, about.label) for about in ViewAbout if about != ViewAbout.PLAN],
        widget=forms.RadioSelect,
        initial=ViewAbout.GENERAL,
    )
    mood = forms.ChoiceField(label="How is it going?", choices=_MOODS, widget=forms.RadioSelect, required=False)
    words = LinesField(
        label="Say it in your words", rows=4, max_length=LONGEST, required=False,
        help_text="Choose a face, write something, or both.",
    )  # fmt: skip

    mark_optional = False


class MeetingSayForm(ServiceForm):
    """What they want to say before a meeting."""

    mood = forms.ChoiceField(label="How is it going?", choices=_MOODS, widget=forms.RadioSelect, required=False)
    words = LinesField(
        label="What do you want us to talk about?", rows=5, max_length=LONGEST, required=False,
        help_text="What is good? What should change? Who should be there?",
    )  # fmt: skip

    mark_optional = False


class OwnAnswerForm(OfWordsForm):
    """Whether they agree with their plan."""

    answer = forms.ChoiceField(
        label="Do you agree with your plan?",
        choices=[(Answer.AGREES.value, "Yes, I agree"), (Answer.DISAGREES.value, "No, I do not agree")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no"},
    )
    says = LinesField(label="What is not right?", rows=4, max_length=LONGEST, required=False)

    reveals = {"answer": {Answer.DISAGREES.value: ["says"]}}
    mark_optional = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("answer") == Answer.DISAGREES and not cleaned.get("says", "").strip():
            self.add_error("says", "Tell us what is not right")
        return cleaned


class AskReviewForm(ServiceForm):
    why = LinesField(
        label="What do you want to talk about?", rows=4, max_length=LONGEST, required=False,
        help_text="You do not have to say why.",
    )  # fmt: skip

    mark_optional = False


class HelpForm(ServiceForm):
    is_urgent = forms.ChoiceField(
        label="How soon do you need help?",
        choices=[("now", "Now. It cannot wait"), ("soon", "Soon")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how soon you need help"},
    )
    words = LinesField(
        label="What has happened?", rows=4, max_length=LONGEST, required=False, help_text="You do not have to say."
    )

    mark_optional = False


class GiveLinkForm(ServiceForm):
    """How the young person gets their link."""

    how = forms.ChoiceField(
        label="How do they get the link?",
        choices=[("show", "I show it to them now, or send it from my own phone"), ("email", "By e-mail to them")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how they get the link"},
    )
    email = forms.CharField(label="Their e-mail address", max_length=254, required=False)

    reveals = {"how": {"email": ["email"]}}
    choice_hints = {
        "how": {"show": "You see a QR code that their phone can read, and the link to send as a text message."}
    }
    mark_optional = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("how") == "email" and not cleaned.get("email"):
            self.add_error("email", "Enter their e-mail address")
        return cleaned


class RecordViewForm(ServiceForm):
    """What a young person said to somebody, in their own words."""

    about = forms.ChoiceField(label="What is it about?", choices=ViewAbout, widget=forms.RadioSelect)
    mood = forms.ChoiceField(
        label="How did they say it is going?", choices=_MOODS, widget=forms.RadioSelect, required=False
    )
    words = LinesField(
        label="What did they say?", rows=5, max_length=LONGEST, required=False, help_text="In their own words."
    )
    said_at = MomentField(label="When did they say it?")


class AnswerViewForm(ServiceForm):
    response = forms.ChoiceField(
        label="What is the answer?",
        choices=ViewResponse,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the answer is"},
    )
    response_words = LinesField(
        label="What was done, or why can it not be done?", rows=5, max_length=LONGEST,
        help_text="The young person reads this on their own page. Write to them, in plain words.",
        error_messages={"required": "Write what was done, or why it cannot be done. The young person reads it"},
    )  # fmt: skip


class AnswerHelpForm(ServiceForm):
    answer = LinesField(
        label="What was done?", rows=4, max_length=LONGEST, error_messages={"required": "Write what was done"}
    )


class EmergencyForm(ServiceForm):
    description = LinesField(
        label="What is the emergency?", rows=4, max_length=LONGEST,
        error_messages={"required": "Enter what the emergency is"},
    )  # fmt: skip
