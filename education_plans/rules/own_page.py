"""What holds of a young person's own page. Pure: no clock, no database."""

from datetime import timedelta

from education_plans.enums import Mood

#: The link and the device are one step, the birthday the second: so many wrong ones in a row, and the link ends.
BIRTHDAY_TRIES = 5

#: Without a request for so long the page asks for the birthday again.
IDLE = timedelta(minutes=30)

#: Random bytes of a link and of the name of a device: 256 bits.
SECRET_BYTES = 32

#: A face for each answer, from the signs that phones have known since 2010. It stands beside the word, never instead of it.
FACES: dict[Mood, str] = {
    Mood.GREAT: "😃",
    Mood.GOOD: "😊",
    Mood.OK: "😐",
    Mood.NOT_GOOD: "😞",
    Mood.BAD: "😢",
}


def tries_left(wrong: int) -> int:
    """How many wrong birthdays are still forgiven."""
    return max(0, BIRTHDAY_TRIES - wrong)
