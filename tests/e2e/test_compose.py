"""The compose file, as far as it can be judged without a Docker engine."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from compose_spec import PyOptions

from cli.catalogue import COMMANDS

ROOT = Path(__file__).parent.parent.parent
COMPOSE = (ROOT / "docker-compose.temporal.yml").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
NAMED_VOLUME = re.compile(r"[A-Za-z0-9][\w.-]*(?=:)")  # a path begins with `.`, `/` or `~`
ADDRESS = re.compile(r"\b([a-z][\w-]*):\d{2,5}\b")


def parse(text: str) -> dict[str, Any]:  # Any: YAML
    """Read a compose file strictly, its merge keys applied."""
    options = PyOptions()
    options.apply_merge = True
    return options.from_yaml(text).to_dict()


def dangling(compose: dict[str, Any]) -> Iterator[str]:  # Any: as above
    """Name what a service asks for and the file does not have; the parser does not look."""
    for name, service in compose["services"].items():
        volumes = map(NAMED_VOLUME.match, service.get("volumes", ()))
        asked_for = {
            ("service", "services"): {*service.get("depends_on", ())}
            | {*ADDRESS.findall(" ".join(service.get("environment", {}).values()))},
            ("volume", "volumes"): {found.group() for found in volumes if found},
            ("network", "networks"): {*service.get("networks", ())},
        }
        for (kind, place), wanted in asked_for.items():
            yield from (f"{name}: no {kind} {one}" for one in wanted - set(compose.get(place, ())))


def test_compose_names_database_temporal_with_ui_setup_and_worker() -> None:
    services = parse(COMPOSE)["services"]

    assert set(services) == {"postgresql", "temporal", "setup", "worker"}
    assert "127.0.0.1:8233:8233" in services["temporal"]["ports"]
    for name in ("setup", "worker"):
        assert services[name]["build"]
        assert services[name]["command"][0] in COMMANDS


def test_whatever_a_service_asks_for_is_in_the_file() -> None:
    assert [*dangling(parse(COMPOSE))] == []


@pytest.mark.parametrize(
    ("was", "becomes", "missing"),
    [
        ("      temporal: { condition", "      tempral: { condition", "setup: no service tempral"),
        ("- temporal:/data", "- temporl:/data", "temporal: no volume temporl"),
        ("\nvolumes:\n  postgresql:\n", "\nvolumes:\n", "postgresql: no volume postgresql"),
        ("    stop_grace", "    networks: [inner]\n    stop_grace", "worker: no network inner"),
        ("ADDRESS: temporal:7233", "ADDRESS: tempral:7233", "worker: no service tempral"),
    ],
)
def test_what_is_asked_for_and_missing_is_noticed(was: str, becomes: str, missing: str) -> None:
    assert was in COMPOSE

    assert missing in [*dangling(parse(COMPOSE.replace(was, becomes)))]


@pytest.mark.parametrize(
    ("was", "becomes"),
    [("restart:", "restrat:"), ("127.0.0.1:7233:7233", "127.0.0.1:72330:7233"), ("\n  worker:\n",
      "\n worker:\n")],
)  # fmt: skip
def test_a_compose_file_that_docker_would_refuse_is_refused(was: str, becomes: str) -> None:
    assert was in COMPOSE

    with pytest.raises(ValueError, match=r"."):
        parse(COMPOSE.replace(was, becomes))


def test_image_holds_every_package() -> None:
    copied = set(re.findall(r"^COPY ([a-z]+) ", DOCKERFILE, re.MULTILINE))
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}

    assert packages <= copied


def test_no_secret_is_written_into_the_compose_file() -> None:
    assert not re.search(r"PASSWORD: [^$\s]", COMPOSE)
