"""Questions about agreements, the people in their posts, and the directory."""

from agreements.selectors.posts import (
    Post,
    careers_contact_at,
    designated_people_at,
    designated_person_at,
    key_contact_at,
    key_contacts_at,
)

__all__ = [
    "Post",
    "careers_contact_at",
    "designated_people_at",
    "designated_person_at",
    "key_contact_at",
    "key_contacts_at",
]
