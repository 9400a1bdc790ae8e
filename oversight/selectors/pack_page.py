"""What stands at the top of a board pack, and what is to be read once more before it is published."""

from accounts.wording import short_day, written_day
from oversight.models import BoardPack
from oversight.rules.pack_words import mark_of, telling


def period_of(pack: BoardPack) -> str:
    return f"{written_day(pack.starts_on)} to {written_day(pack.ends_on)}"


def standing_of(pack: BoardPack) -> str:
    """Which version it is, and when it was made."""
    made = f"Figures counted {short_day(pack.ended_at)}" if pack.ended_at else "Figures not counted yet"
    version = f"Version {pack.version}. {made}. "
    if pack.reason:
        version += f"Corrected: {pack.reason} "
    return f"{version}{f'Published {short_day(pack.published_at)}.' if pack.is_published else 'A draft.'}"


def places_to_read(pack: BoardPack) -> list[str]:
    """Places in the words of a pack that leaves the authority which might tell of somebody."""
    if not pack.leaves:
        return []
    said = [pack.title, pack.reason, *(pack.words.get(section, "") for section in pack.sections)]
    return [place for text in said for place in telling(text)]


def mark_of_pack(pack: BoardPack) -> str:
    """By which the page that publishes knows whether words and figures are still those that were read."""
    return mark_of(pack.title, pack.sections, pack.words, pack.ended_at)
