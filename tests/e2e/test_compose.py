"""The compose file, as far as it can be judged without a Docker engine."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
COMPOSE = (ROOT / "docker-compose.temporal.yml").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_compose_names_database_temporal_with_ui_setup_and_worker() -> None:
    services = COMPOSE.split("\nservices:\n")[1].split("\nvolumes:\n")[0]

    assert re.findall(r"^  ([a-z]+):$", services, re.MULTILINE) == [
        "postgresql",
        "temporal",
        "setup",
        "worker",
    ]
    assert "8233:8233" in services


def test_image_holds_every_package() -> None:
    copied = set(re.findall(r"^COPY ([a-z]+) ", DOCKERFILE, re.MULTILINE))
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}

    assert packages <= copied


def test_no_secret_is_written_into_the_compose_file() -> None:
    assert not re.search(r"PASSWORD: [^$\s]", COMPOSE)
