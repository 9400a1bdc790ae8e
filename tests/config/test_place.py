"""Where PostgreSQL's files live, and that nobody but the owner reaches them."""

import os
import pwd
import stat
from pathlib import Path

import psycopg2
import pytest

from config.embedded import place, postgres, processes
from config.embedded.temporary import PREFIX, TemporaryServer, remove_abandoned

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def server():
    server = TemporaryServer()
    server.start()
    yield server
    server.stop()


def folder_of(server: TemporaryServer) -> Path:
    return Path(server.url.split("host=")[1])


def test_a_server_of_its_own_is_gone_without_a_trace(server):
    folder = folder_of(server)
    psycopg2.connect(server.url).close()
    server.stop()
    assert not folder.exists()
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(server.url)


def test_letters_sort_and_fold_as_in_production(server):
    connection = psycopg2.connect(server.url)
    with connection.cursor() as cursor:
        cursor.execute("SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding), lower('ÉŁ') FROM pg_database")
        assert set(cursor.fetchall()) == {("b", "C.UTF-8", "UTF8", "éł")}
        cursor.execute("SHOW server_version_num")
        assert cursor.fetchone()[0].startswith("18")
    connection.close()


def test_it_listens_on_no_network_address_and_its_folder_is_closed(server):
    connection = psycopg2.connect(server.url)
    with connection.cursor() as cursor:
        cursor.execute("SHOW listen_addresses")
        assert cursor.fetchone() == ("",)
    connection.close()
    assert mode(folder_of(server)) == 0o700
    assert mode(folder_of(server) / "data") == 0o700


def test_the_owner_too_needs_the_password(server):
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(f"postgresql://mainstay:wrong@/mainstay?host={folder_of(server)}")


def as_another_user(action) -> bool:
    """Whether `action` succeeds in a process of the user `nobody`."""
    nobody = pwd.getpwnam("nobody")
    child = os.fork()
    if child == 0:
        status = 2
        try:
            os.setgroups([])
            os.setgid(nobody.pw_gid)
            os.setuid(nobody.pw_uid)
            action()
            status = 0
        except (OSError, psycopg2.Error):
            status = 1
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in {0, 1}
    return status == 0


@as_root
def test_no_other_local_user_reaches_it_even_with_the_password(server):
    folder = folder_of(server)
    assert not as_another_user(lambda: psycopg2.connect(server.url).close())
    assert not as_another_user(lambda: os.listdir(folder))
    assert not as_another_user(lambda: os.listdir(folder / "data"))
    assert as_another_user(lambda: os.listdir(folder.parent)), "the test itself can run as another user"


def test_two_at_once_do_not_meet(server):
    other = TemporaryServer()
    other.start()
    try:
        assert folder_of(other) != folder_of(server)
        psycopg2.connect(server.url).close()
        psycopg2.connect(other.url).close()
    finally:
        other.stop()
    psycopg2.connect(server.url).close()


def test_what_a_killed_run_left_is_taken_away_and_nothing_else(server, tmp_path):
    for name, owner in {
        "killed": f'{{"pid": {os.getpid()}, "started": 1.0}}',  # this number, another process
        "going-on": f'{{"pid": {os.getpid()}, "started": {processes.Identity.of(os.getpid()).started}}}',
        "strange": "not ours",
    }.items():
        (tmp_path / f"{PREFIX}{name}").mkdir()
        (tmp_path / f"{PREFIX}{name}" / "owner").write_text(owner)
    (tmp_path / "something-else").mkdir()
    remove_abandoned(tmp_path, but=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"{PREFIX}going-on",
        f"{PREFIX}strange",
        "something-else",
    ]


def test_a_stranger_with_the_old_number_is_not_stopped(tmp_path):
    """`postmaster.pid` of a killed server names a number that this process has now."""
    (tmp_path / "postmaster.pid").write_text(f"{os.getpid()}\n{tmp_path}\n")
    assert postgres.stop_leftover(tmp_path) is False


def test_a_number_that_is_used_again_is_another_process():
    me = processes.Identity.of(os.getpid())
    assert me.process() is not None
    assert processes.Identity(pid=me.pid, started=me.started - 60).process() is None


@pytest.fixture
def system_folder(tmp_path, monkeypatch):
    folder = tmp_path / "system"
    monkeypatch.setattr(place, "SYSTEM_FOLDER", folder)
    return folder


def a_project(tmp_path: Path, name: str) -> Path:
    (tmp_path / name / "var").mkdir(parents=True)
    return tmp_path / name


@as_root
class TestDataOfRoot:
    """Root's data stands in a system folder; `var/postgres` leads there."""

    def test_it_is_closed_to_others_and_found_again(self, tmp_path, system_folder):
        project = a_project(tmp_path, "project")
        first = place.for_project(project / "var")
        assert first.data.is_relative_to(system_folder)
        assert (project / "var" / "postgres").readlink() == first.data
        assert mode(first.data.parent) == 0o700
        assert first.data.parent.stat().st_uid == first.account.pw_uid != 0
        assert place.for_project(project / "var") == first

    def test_a_copy_of_the_project_gets_data_of_its_own(self, tmp_path, system_folder):
        project = a_project(tmp_path, "project")
        first = place.for_project(project / "var")
        copy = a_project(tmp_path, "copy")
        (copy / "var" / "postgres").symlink_to(first.data)
        assert place.for_project(copy / "var").data != first.data

    def test_a_project_that_moved_keeps_its_data(self, tmp_path, system_folder):
        project = a_project(tmp_path, "project")
        first = place.for_project(project / "var")
        project.rename(tmp_path / "moved")
        assert place.for_project(tmp_path / "moved" / "var").data == first.data

    def test_a_new_project_on_an_old_path_begins_anew(self, tmp_path, system_folder):
        project = a_project(tmp_path, "project")
        first = place.for_project(project / "var")
        first.data.mkdir()
        (project / "var" / "postgres").unlink()
        again = place.for_project(project / "var")
        assert again.data == first.data
        assert not again.data.exists()

    def test_the_programs_may_be_run_by_all_and_changed_by_root_alone(self, tmp_path, system_folder):
        programs = place.for_project(a_project(tmp_path, "project") / "var").programs
        assert mode(programs / "postgres") == 0o755
        for path in system_folder.glob("programs-*/**/*"):
            assert path.is_symlink() or not path.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH), path
