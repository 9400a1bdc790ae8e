"""Words of the notifications app."""

from django.db import models


class Channel(models.TextChoices):
    EMAIL = "email", "E-mail"
    IN_APP = "in_app", "In Mainstay"


class MessageState(models.TextChoices):
    QUEUED = "queued", "Waiting to be sent"
    HELD = "held", "Waiting for the daily digest"
    SENT = "sent", "Sent"
    DIGESTED = "digested", "Sent in a daily digest"
    FAILED = "failed", "Could not be delivered"
    BOUNCED = "bounced", "Came back undelivered"
    CANCELLED = "cancelled", "Not sent: no longer applies"
    WITHHELD = "withheld", "Not sent: they may not know of this young person"


#: States in which a message did not reach its recipient, and never will by itself.
UNDELIVERED = (MessageState.FAILED, MessageState.BOUNCED, MessageState.WITHHELD)
#: Of these the ones that somebody can put right: what was held back was not to arrive.
DEAD = (MessageState.FAILED, MessageState.BOUNCED)


class MessageKind(models.TextChoices):
    """What a message is about. Safeguarding kinds are always sent at once (see `SAFEGUARDING_KINDS`)."""

    REMINDER = "reminder", "A deadline is coming up"
    DUE = "due", "A deadline is due today"
    OVERDUE = "overdue", "A deadline has been missed"
    ESCALATION = "escalation", "A deadline that cannot wait"
    INCIDENT_NOTICE = "incident_notice", "A young person may not be able to stay"
    EMERGENCY = "emergency", "An emergency"
    MEETING = "meeting", "A professionals’ meeting"
    EXCLUSION = "exclusion", "A permanent exclusion or the end of a course"
    BREAK_GLASS = "break_glass", "Emergency access to a restricted record"
    KEY_WORKER_CHANGED = "key_worker_changed", "A key worker has changed"
    CONTACT_CHANGED = ("contact_changed", "A designated person or key contact has changed")
    ENROLMENT = "enrolment", "A young person starts or leaves"
    PLAN = "plan", "An education plan or its review"
    PLAN_MEETING = "plan_meeting", "A meeting about a plan: called, moved or called off"
    YOUNG_PERSON = "young_person", "What a young person says or asks for"
    CALL_FOR_HELP = "call_for_help", "A young person asks for help now"
    PANEL = "panel", "Something a panel asks of you"
    INFORMATION_REQUEST = "information_request", "Somebody outside asks about a young person"
    OWN_PAGE = "own_page", "The link to a young person’s own page"
    FEEDBACK = "feedback", "Questions to a young person or a carer, by a personal link"
    BULLETIN = "bulletin", "A bulletin for carers"
    AGREEMENT = "agreement", "An agreement, its signature or its review"
    CHALLENGE = "challenge", "A challenge between agencies"
    COMPLAINT = "complaint", "A complaint given to you"
    COMPLIMENT = "compliment", "Somebody praises your work"
    LIAISON = "liaison", "Joint training, briefings, bids and projects"
    SUPPORT = "support", "Support between Virtual Schools"
    SHARED = "shared", "A record is shared without consent"
    HAND_OVER = "hand_over", "Work that passes from one colleague to another"
    LIST_READY = "list_ready", "A list you asked for is ready"
    DELIVERY_FAILED = "delivery_failed", "A message could not be delivered"
    DIGEST = "digest", "Daily digest"
    ROLE = "role", "Somebody’s role at an agency"
    ACCOUNT = "account", "Your account"


#: Sent at once whatever the person prefers: a young person's place or safety hangs on them.
SAFEGUARDING_KINDS = frozenset(
    {
        MessageKind.INCIDENT_NOTICE,
        MessageKind.EMERGENCY,
        MessageKind.MEETING,
        MessageKind.EXCLUSION,
        MessageKind.BREAK_GLASS,
        MessageKind.CALL_FOR_HELP,
        MessageKind.ESCALATION,
        MessageKind.DELIVERY_FAILED,
    }
)

#: Neither shown among the preferences nor ever held back.
ALWAYS_IMMEDIATE = SAFEGUARDING_KINDS | {
    MessageKind.SHARED, MessageKind.DIGEST, MessageKind.ACCOUNT, MessageKind.ROLE, MessageKind.OWN_PAGE,
    MessageKind.PLAN_MEETING, MessageKind.FEEDBACK, MessageKind.BULLETIN,
}  # fmt: skip

#: Their bodies hold a link that opens something for whoever has it, so they are erased once sent.
SECRET_KINDS = frozenset({MessageKind.ACCOUNT, MessageKind.OWN_PAGE, MessageKind.FEEDBACK, MessageKind.BULLETIN})

#: Their words are true on the day they were written only (“due in 7 days”, “today’s digest”).
OF_THE_DAY = frozenset({MessageKind.REMINDER, MessageKind.DUE, MessageKind.DIGEST})

#: Sent before anything else that is waiting.
URGENT = SAFEGUARDING_KINDS | {MessageKind.ACCOUNT}

#: What people may put into the daily digest.
CHOOSABLE_KINDS = tuple(kind for kind in MessageKind if kind not in ALWAYS_IMMEDIATE)


class Frequency(models.TextChoices):
    IMMEDIATE = "immediate", "At once"
    DAILY = "daily", "In one daily digest"


class AttemptOutcome(models.TextChoices):
    ACCEPTED = "accepted", "Accepted by the mail server"
    DEFERRED = "deferred", "Not now: will be tried again"
    REFUSED = "refused", "Refused by the mail server"
    BOUNCED = "bounced", "Came back undelivered"
    RETRIED = "retried", "Sent again by an operator"
    GIVEN_UP = "given_up", "Given up by an operator"
    DROPPED = "dropped", "Thrown away after a backup was restored"
