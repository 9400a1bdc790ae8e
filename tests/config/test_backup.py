"""Backup and restore of a small world: what comes back, what is refused, and that a refusal changes nothing."""

import json
import os
import stat
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from accounts.clock import database_now
from accounts.models import Agency
from config.backup import drill, manifest
from config.backup.code import Code
from config.backup.database import Database, contents
from config.backup.dump import LOCK, dump
from config.backup.manifest import DATABASE, FILES, Unusable
from config.backup.restore import restore
from notifications.services import queue_one
from tests.notifications.conftest import note

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(world, tmp_path):
    """The tests' world, and an e-mail that is still to be sent."""
    now = database_now()
    queue_one(note(world.head.user), now=now)
    database = Database(os.environ["DATABASE_URL"]).called(connection.settings_dict["NAME"])
    files = tmp_path / "files"
    (files / "forms").mkdir(parents=True)
    (files / "forms" / "one").write_bytes(b"signed")
    return database, files


@pytest.fixture
def backup(place, tmp_path) -> Path:
    database, files = place
    return dump(database=database, files=files, to=tmp_path / "backups")


@pytest.fixture
def target(place):
    """A database beside, gone with the test."""
    database = place[0].called(f"{place[0].name}_target")
    yield database
    database.drop()


def code(files: Path) -> Code:
    return Code({**os.environ, "MAINSTAY_FILES": str(files)})


def put_back(backup, target, files, **fields):
    return restore(folder=backup, database=target, files=files, code=code(files), say=lambda text: None, **fields)


def test_a_backup_is_whole_says_what_it_holds_and_is_its_owners_alone(backup, place):
    made = manifest.read(backup)
    assert made.rows["accounts_agency"] == Agency.objects.count() > 0
    assert made.files == 1
    assert any(name.startswith("notifications.0010") for name in made.migrations)
    assert {path.name for path in backup.iterdir()} == {"manifest.json", DATABASE, FILES}
    assert {stat.S_IMODE(path.stat().st_mode) for path in backup.iterdir()} == {0o600}
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700
    assert {path.name for path in backup.parent.iterdir()} == {backup.name, LOCK}, "nothing unfinished beside it"


@pytest.mark.exhaustive
def test_the_database_and_its_count_are_of_one_moment(place, tmp_path):
    """A row that comes while the backup is being made is neither counted nor dumped."""
    database, files = place

    class Watched(Database):
        def run(self, program, *arguments):
            with Database(self.url).asking() as cursor:
                cursor.execute("INSERT INTO notifications_silence (about, since) VALUES (gen_random_uuid(), now())")
            super().run(program, *arguments)

    folder = dump(database=Watched(database.url), files=files, to=tmp_path)
    assert manifest.read(folder).rows["notifications_silence"] == 0
    beside = database.called(f"{database.name}_moment")
    beside.create()
    try:
        beside.run("pg_restore", "--no-owner", "--dbname", beside.name, folder / DATABASE)
        with beside.asking() as cursor:
            cursor.execute("SELECT count(*) FROM notifications_silence")
            assert cursor.fetchone() == (0,)
    finally:
        beside.drop()


def test_a_dump_that_fails_leaves_nothing(place, tmp_path):
    with pytest.raises((Unusable, psycopg2.OperationalError)):
        dump(database=place[0].called("nowhere"), files=place[1], to=tmp_path / "backups")
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [LOCK]


def test_a_damaged_part_a_missing_one_and_no_manifest_are_refused_before_anything_is_touched(backup, target, tmp_path):
    for part in (DATABASE, FILES):
        with (backup / part).open("r+b") as file:
            file.seek(100)
            file.write(b"\x00\x01\x02")
    with pytest.raises(Unusable, match=r"database.dump is damaged .*; files.tar is damaged"):
        put_back(backup, target, tmp_path / "new")
    (backup / FILES).unlink()
    with pytest.raises(Unusable, match="files.tar is missing"):
        put_back(backup, target, tmp_path / "new")
    (backup / "manifest.json").write_text("{")
    with pytest.raises(Unusable, match="cannot be read"):
        put_back(backup, target, tmp_path / "new")
    (backup / "manifest.json").write_text('{"format": 1}')
    with pytest.raises(Unusable, match="does not say"):
        put_back(backup, target, tmp_path / "new")
    (backup / "manifest.json").unlink()
    with pytest.raises(Unusable, match="broken off"):
        put_back(backup, target, tmp_path / "new")
    assert not target.exists()
    assert not (tmp_path / "new").exists()


def test_a_database_in_use_and_newer_code_are_refused(backup, place, target, tmp_path):
    with pytest.raises(Unusable, match="--replace"):
        put_back(backup, place[0], tmp_path / "new")
    with edited(backup) as content:
        content["migrations"].append("notifications.0999_not_written_yet")
    with pytest.raises(Unusable, match="newer code"):
        put_back(backup, target, tmp_path / "new")
    assert not target.exists()


def test_what_comes_back_is_what_was_there_and_what_waited_is_held(backup, place, target, tmp_path):
    with place[0].asking() as cursor:
        before = contents(cursor)
    back = put_back(backup, target, tmp_path / "new", with_contents=True)
    assert back.contents == before
    assert (back.kept, back.steps, back.wrong_files) == ("", 0, [])
    assert back.held == "1 e-mails are put on hold."
    assert (tmp_path / "new" / "forms" / "one").read_bytes() == b"signed"
    with target.asking() as cursor:
        cursor.execute("SELECT count(*) FROM notifications_message WHERE state = 'queued' AND on_hold_since IS NULL")
        assert cursor.fetchone() == (0,)


@pytest.mark.exhaustive
def test_rows_that_do_not_agree_leave_everything_as_it_was(backup, target, tmp_path):
    with edited(backup) as content:
        content["rows"]["accounts_agency"] += 1
    with pytest.raises(Unusable, match="accounts_agency"):
        put_back(backup, target, tmp_path / "new")
    assert not target.exists()
    assert not target.called(f"{target.name}_restoring").exists()


@pytest.mark.exhaustive
def test_replaced_what_was_there_is_kept_beside_and_older_code_is_brought_up_to_date(backup, target, tmp_path):
    put_back(backup, target, tmp_path / "new")
    with target.asking() as cursor:  # as if it had been made before the newest migration of an app
        cursor.execute("ALTER TABLE deadlines_sweeprun DROP COLUMN by_stand_in")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'deadlines' AND name = '0008_by_stand_in'")
    older = dump(database=target, files=tmp_path / "new", to=tmp_path / "older")
    back = put_back(older, target, tmp_path / "new", replace=True)
    try:
        assert back.steps == 1
        assert target.called(back.kept).is_in_use()
        with target.asking() as cursor:
            cursor.execute("SELECT count(*) FILTER (WHERE by_stand_in) FROM deadlines_sweeprun")
            assert cursor.fetchone() == (0,)
    finally:
        target.called(back.kept).drop()


@pytest.mark.exhaustive
def test_the_drill_itself_on_a_small_world(place, target, tmp_path):
    database, files = place
    folder = dump(database=database, files=files, to=tmp_path / "first")
    put_back(folder, target, files)
    one = drill.Drill(
        database=target, files=files, backups=tmp_path / "backups", code=code(files).on(target.url), say=lambda t: None
    )
    assert one.run(), one.table()
    assert "Everything came back." in one.table()


@contextmanager
def edited(backup: Path):
    path = backup / "manifest.json"
    content = json.loads(path.read_text())
    yield content
    path.write_text(json.dumps(content))
