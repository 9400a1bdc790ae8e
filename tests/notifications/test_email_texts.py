"""Every e-mail about a young person says who by initials, that there is something to do, and nothing else about them."""

import re
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "templates"
#: Account mail and the digest speak of nobody; the note about a failed e-mail is shown inside Mainstay only.
OTHERS = {
    "address_changed.txt", "address_changed_subject.txt", "delivery_failed.txt", "digest.txt", "given_up.txt", "invitation.txt",
    "invitation_subject.txt", "password_reset.txt", "password_reset_subject.txt", "second_step_forgotten.txt",
    "second_step_forgotten_subject.txt",
    # To a signatory’s own address, with or without an account: about an agreement between agencies, and no young person.
    "signature_complete.txt", "signature_reminder.txt", "signature_request.txt", "signature_withdrawn.txt",
    # To a young person’s own address: the link to their page, and no name.
    "own_link.txt",
    # To a carer’s or a young person’s own address: who asks, until when, a link; and news for carers, of no young person.
    "feedback_questions.txt", "carers_bulletin.txt",
    # To operators: about the working of Mainstay, and no young person.
    "sweep_stopped.txt",
}  # fmt: skip

#: What is said about roles at an agency: of adults at work, and of nobody else. `what` is made of names of roles.
ABOUT_ROLES = {"agency", "role", "earlier_role", "what", "ends_at"}

#: Work that passes from one colleague to another: at which agency, how much of it, from when.
ABOUT_WORK = {"agency", "line", "line.words", "line.from", "number", "last_on"}
WORK = {"delegation_begins.txt", "delegation_ended.txt", "work_left.txt", "work_passes.txt"}

#: What partners tell each other: which agency, what kind of thing, on or by which day. No title, which may name somebody.
ABOUT_PARTNERS = {"agency", "kind", "held_on", "answer_by"}
PARTNERS = {
    "event_invitation.txt",
    "event_cancelled.txt",
    "project_notice.txt",
    "library_shared.txt",
    "cohort_asked.txt",
    "roll_returned.txt",
    "records_asked.txt",
}

#: A challenge, or the yearly review: which agency did what, and not a word of what was said.
BETWEEN_AGENCIES = ("challenge_", "review_")

#: A meeting about a plan, something to do after it, a section to complete: when, by when, on which day.
ABOUT_MEETINGS = {"starts_at", "due_on", "on"}
MEETINGS = {
    "plan_meeting_called.txt", "plan_meeting_moved.txt", "plan_meeting_off.txt", "plan_meeting_unasked.txt", "meeting_action.txt",
    "occasion.txt", "section_asked.txt", "panel_action.txt", "feedback_call.txt",
}  # fmt: skip

#: What a board asks of those who lead rows of its strategies: of which agency it is, when it meets, by when they answer.
ABOUT_UPDATES = {"agency", "starts_at", "due_on"}
UPDATES = {"update_asked.txt", "update_moved.txt", "update_off.txt"}

#: A list somebody asked for: of which kind, for which agency, how long it is, or in our own words why there is none. Not
#: what somebody called it, which may name a young person.
ABOUT_LISTS = {"kind", "agency", "number", "why"}
LISTS = {"list_ready.txt", "list_not_made.txt"}

#: To somebody outside, or to the young person: they cannot sign in, so it also says where, and who invites them.
TO_OUTSIDE = ("plan_meeting_outside_", "plan_meeting_young_person_")
FOR_OUTSIDE = {"initials", "starts_at", "place", "join_link", "caller", "caller_email"}

TEXTS = sorted(
    path for path in FOLDER.glob("*/email/*.txt") if path.name not in OTHERS and not path.name.startswith(TO_OUTSIDE)
)
LETTERS = sorted(path for path in FOLDER.glob("*/email/*.txt") if path.name.startswith(TO_OUTSIDE))

#: The signing of an agreement: between which two agencies, from when.
ABOUT_SIGNING = {"virtual_school", "provider", "starts_on"}

#: All that these texts may say: initials, moments, the words of a duty, the post of the reader. `contact` is a post at
#: an agency and about no young person.
ALLOWED = {
    "about", "initials", "title", "met_by", "due_words", "due_moment", "post", "posts", "contact.agency",
    "contact.starts_at", "enrolment.starts_on", "enrolment.ended_on", "key_worker.starts_at", "key_worker.ends_at",
    "occurred_at", "scheduled_for", "effective_on", "due_at",
}  # fmt: skip


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(FOLDER)))
def test_it_says_initials_and_what_to_do_next(path: Path) -> None:
    text = path.read_text()
    said = set(re.findall(r"{{\s*([\w.]+)", text))
    allowed = ALLOWED | (ABOUT_ROLES if path.parts[-3] == "accounts" else set())
    allowed |= ABOUT_WORK if path.name in WORK else set()
    allowed |= ABOUT_PARTNERS if path.name in PARTNERS or path.name.startswith(BETWEEN_AGENCIES) else set()
    allowed |= ABOUT_MEETINGS if path.name in MEETINGS else set()
    allowed |= ABOUT_UPDATES if path.name in UPDATES else set()
    allowed |= ABOUT_LISTS if path.name in LISTS else set()
    allowed |= ABOUT_SIGNING if path.name.startswith("signing_") else set()
    assert said <= allowed, "an e-mail may not say this: it can be read before anybody has signed in"
    assert "Sign in" in text
    assert text.removeprefix("{% load mainstay %}").startswith("Subject: ")


def test_there_are_texts() -> None:
    assert len(TEXTS) > 10


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_letter_to_somebody_outside_says_when_and_where_and_no_more(path: Path) -> None:
    text = path.read_text()
    assert set(re.findall(r"{{\s*([\w.]+)", text)) <= FOR_OUTSIDE
    assert "Sign in" not in text
    assert text.removeprefix("{% load mainstay %}").startswith("Subject: ")
