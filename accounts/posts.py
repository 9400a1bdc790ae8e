"""Posts that people hold: who fills one at a moment, and who covers it."""

from datetime import datetime

from accounts.models import Membership, User


class Staffed:
    """A post with a holder and a cover, each None unless that person could act at the moment in question."""

    holder: User | None
    cover: User | None

    @property
    def person(self) -> User | None:
        """Whom to call: the holder, else the cover."""
        return self.holder or self.cover

    @property
    def is_vacant(self) -> bool:
        """Nobody can be reached in this post."""
        return self.person is None

    @property
    def is_covered(self) -> bool:
        """The cover person stands in, because there is no holder who could act."""
        return self.holder is None and self.cover is not None


def acting(membership: Membership | None, at: datetime) -> User | None:
    """The person behind a hat, if the hat was in force at `at` and the person may sign in."""
    if membership is None or not membership.user.is_active or membership.starts_at > at:
        return None
    if membership.ends_at is not None and membership.ends_at <= at:
        return None
    return membership.user
