"""The disk of `var/` is full: e-mails of the one-command mode are written whole or not at all, and later."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from accounts.clock import database_now
from notifications.enums import MessageState
from notifications.models import Message
from tests.faults import jobs
from tests.faults.post import fill_outbox
from tests.faults.processes import Crew
from tests.faults.table import Line

MAILS = 12
SOUND = "notifications.backends.FolderBackend"
NAIVE = "tests.faults.naive.WritingInPlace"
#: Of each e-mail; more than a block of the disk.
BODY = "The plan is due.\n" * 600
A_ROUND = timedelta(minutes=6)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 kB with room for two of the e-mails."""
    folder = tmp_path / "var"
    folder.mkdir()
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("THE FULL DISK WAS NOT TESTED: only root can mount a small one")
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("THE FULL DISK WAS NOT TESTED: this machine allows nobody to mount a small one")
    (folder / "database").write_bytes(b"x" * 56 * 4096)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill() -> None:
    fill_outbox(MAILS, now=database_now())
    Message.objects.update(body=BODY)


def whole(folder: Path) -> tuple[int, int]:
    """(e-mails that can be read from beginning to end, files that are something else)."""
    files = [path for path in folder.iterdir() if path.name != "database"]
    emails = [message_from_bytes(path.read_bytes(), policy=default) for path in files if not path.name.startswith(".")]
    sound = sum(1 for email in emails if email.get_content().rstrip().endswith("/deadlines/"))  # its last words
    return sound, len(files) - sound


def test_written_whole_or_not_at_all_and_later(
    crew: Crew, small_disk: Path, tell_table: Callable[[Line], None]
) -> None:
    fill()
    result = crew.run(jobs.deliver_to_folder, small_disk, timedelta(), SOUND)
    written, broken = whole(small_disk)
    assert result["deferred"] > 0, "there was room for all of them, so this proved nothing"
    assert (written, broken) == (result["accepted"], 0)
    assert Message.objects.filter(state=MessageState.SENT).count() == written
    assert not Message.objects.failed().exists()

    (small_disk / "database").unlink()
    crew.run(jobs.deliver_to_folder, small_disk, A_ROUND, SOUND)
    written, broken = whole(small_disk)
    tell_table(Line("e-mails to a full disk, then to one with room", MAILS, MAILS - written, broken))
    assert (written, broken) == (MAILS, 0)
    assert Message.objects.filter(state=MessageState.SENT).count() == MAILS


def test_one_that_is_written_in_place_is_left_half_so_this_test_can_fail(
    crew: Crew, small_disk: Path, tell_table: Callable[[Line], None]
) -> None:
    fill()
    crew.run(jobs.deliver_to_folder, small_disk, timedelta(), NAIVE)
    written, broken = whole(small_disk)
    tell_table(Line("naive e-mails to a full disk: half ones", MAILS, broken, 0))
    assert broken > 0
