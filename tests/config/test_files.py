"""Files that no run here exercises: container files, lock files, the set-up's first lines."""

import os
import re
import shutil
import subprocess

import pytest
import yaml
from django.conf import settings

from config.embedded import postgres

ROOT = settings.BASE_DIR
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = ("web", "worker", "beat", "migrate", "backup")
#: Read by the images of others, or by compose itself; not by ours.
OTHERS = {"POSTGRES_PASSWORD", "SITE_ADDRESS", "BACKUP_FOLDER"}
#: They do one thing and end.
ENDING = {"migrate", "backup"}


def names_read_by_mainstay() -> set[str]:
    read = re.findall(r'env\.\w+\(\s*"(\w+)"', (ROOT / "config" / "settings.py").read_text())
    read += re.findall(r'environ\.get\("(\w+)"', (ROOT / "config" / "gunicorn.py").read_text())
    return set(read)


def test_every_name_that_compose_gives_is_read():
    for service in OURS:
        unknown = set(COMPOSE["services"][service]["environment"]) - names_read_by_mainstay()
        assert unknown == set(), service


def test_compose_gives_everything_that_production_demands():
    given = set(COMPOSE["services"]["web"]["environment"])
    demanded = {"SECRET_KEY", "ALLOWED_HOSTS", "MAINSTAY_BASE_URL", "DATABASE_URL", "BROKER_URL"}
    assert demanded | {"EMAIL_HOST", "DEFAULT_FROM_EMAIL"} <= given
    assert COMPOSE["services"]["web"]["environment"]["MAINSTAY_MODE"] == "production"


def test_secrets_come_from_the_environment_and_have_no_default():
    text = (ROOT / "docker-compose.yml").read_text()
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD"):
        uses = re.findall(rf"\$\{{{name}\b([^}}]*)\}}", text)
        assert uses, name
        assert all(use.startswith(":?") for use in uses), name
    example = (ROOT / "deploy" / "env.example").read_text()
    assert re.search(r"^SECRET_KEY=$", example, re.MULTILINE)
    assert re.search(r"^POSTGRES_PASSWORD=$", example, re.MULTILINE)


def test_every_name_that_compose_asks_for_is_explained():
    asked = set(re.findall(r"\$\{(\w+)[:?}]", (ROOT / "docker-compose.yml").read_text()))
    explained = set(re.findall(r"^(\w+)=", (ROOT / "deploy" / "env.example").read_text(), re.MULTILINE))
    assert {name for name in asked if name not in names_read_by_mainstay() | OTHERS} == set()
    assert asked - explained <= {"LOG_LEVEL", "WEB_CONCURRENCY"}


def test_what_is_explained_reaches_the_containers():
    asked = set(re.findall(r"\$\{(\w+)[:?}]", (ROOT / "docker-compose.yml").read_text()))
    explained = set(re.findall(r"^(\w+)=", (ROOT / "deploy" / "env.example").read_text(), re.MULTILINE))
    assert explained & names_read_by_mainstay() - asked == set()


def test_containers_are_watched_and_none_runs_as_root():
    for name, service in COMPOSE["services"].items():
        assert name in ENDING or "healthcheck" in service, name
        assert service["cap_drop"] == ["ALL"], name
        assert "user" in service or service["image"].startswith("mainstay"), name
    stages = re.split(r"^FROM ", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    for stage in stages:
        if any(f" AS {name}" in stage for name in ("mainstay", "backup", "proxy")):
            assert re.search(r"^USER \w+", stage, re.MULTILINE)


def test_what_ends_by_itself_is_started_again():
    """A worker that loses its broker at the wrong moment ends, and only this brings it back."""
    for name, service in COMPOSE["services"].items():
        assert service["restart"] == ("no" if name in ENDING else "unless-stopped"), name


def test_both_ways_to_run_sort_alike():
    database = COMPOSE["services"]["database"]
    assert database["image"] == "postgres:18"
    assert sorted(database["environment"]["POSTGRES_INITDB_ARGS"].split()) == sorted(postgres.LOCALE)


@pytest.mark.parametrize("name", ["installer", "runtime", "embedded", "dev"])
def test_lock_file_pins_with_hashes_and_names_no_address(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    requirements = [block for block in re.split(r"\n(?=\S)", text) if not block.startswith("#")]
    assert requirements
    assert all("==" in block and "--hash=sha256:" in block for block in requirements)
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_front_end_lock_file_names_no_address():
    assert '"resolved"' not in (ROOT / "frontend" / "package-lock.json").read_text()


def test_make_names_all_that_is_missing_in_one_line(tmp_path):
    for name in ("sh", "make", "sed", "awk", "find"):
        (tmp_path / name).symlink_to(shutil.which(name))
    refused = subprocess.run(
        ["make", "--no-print-directory", "run"],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert refused.returncode != 0
    assert "sudo apt install python3 python3-venv git" in refused.stdout + refused.stderr


def test_the_test_database_is_the_embedded_one_unless_another_is_named():
    assert settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert os.environ["DATABASE_URL"].startswith("postgres")
