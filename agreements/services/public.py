"""What of an agreement and of its people everybody may see."""

from datetime import datetime

from django.db import transaction

from accounts import history
from accounts.models import User
from agreements.models import Agreement, Contact
from agreements.services.contacts import ContactError


class PostLeft(ContactError):
    def __init__(self) -> None:
        super().__init__("This person does not hold the post any more.")


@transaction.atomic
def show_agreement(*, agreement: Agreement, is_public: bool, by: User | None, now: datetime) -> Agreement:
    """Whether the public pages name this agreement once it is in force."""
    locked = Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    if locked.is_public != is_public:
        locked.is_public = is_public
        reason = "Shown on the public pages" if is_public else "Taken off the public pages"
        history.save(locked, by=by, reason=reason, at=now, update_fields=["is_public"])
    return locked


@transaction.atomic
def show_contact(*, contact: Contact, is_public: bool, by: User | None, now: datetime) -> Contact:
    """Whether the public pages show who holds a post, with e-mail address and number. It holds for this person alone:
    whoever follows is asked anew. Raises PostLeft.
    """
    locked = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    if locked.ends_at is not None and locked.ends_at <= now:
        raise PostLeft
    if locked.is_public != is_public:
        locked.is_public = is_public
        reason = "Shown on the public pages" if is_public else "Taken off the public pages"
        history.save(locked, by=by, reason=reason, at=now, update_fields=["is_public"])
    return locked
