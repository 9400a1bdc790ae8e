"""Questions about agreements, the people in their posts, and the directory."""

from agreements.selectors.posts import Post, designated_people_at, designated_person_at, key_contact_at, key_contacts_at

__all__ = ["Post", "designated_people_at", "designated_person_at", "key_contact_at", "key_contacts_at"]
