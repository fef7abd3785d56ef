"""An install asks no resolver: the lock has all, and each requirement is met inside it."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKS = {
    "requirements.lock": ("local", "build"),
    "requirements-dev.lock": ("local", "build", "dev"),
}
PINNED = re.compile(
    r"^(?P<what>[A-Za-z0-9][^\\;]*==[^\\;\s]+)\s*(?:;(?P<marker>[^\\]*))?", re.MULTILINE
)
INSTALLERS = ("Makefile", "Dockerfile", ".ci/run", "README.md", *sorted(
    str(page.relative_to(ROOT)) for page in (ROOT / "docs").rglob("*.md")
))  # fmt: skip


@dataclass(frozen=True)
class Pin:
    """One distribution of a lock."""

    version: str
    extras: frozenset[str]


def read_lock(text: str) -> dict[str, Pin]:
    """Read what a lock pins for this machine: by name, the version, and with which extras."""
    pins: dict[str, Pin] = {}
    for found in PINNED.finditer(text):
        wanted = Requirement(found["what"])
        if applies(found["marker"]):
            version = str(wanted.specifier).removeprefix("==")
            pins[canonicalize_name(wanted.name)] = Pin(version, frozenset(wanted.extras))
    return pins


def applies(marker: Marker | str | None, extras: Iterable[str] = ()) -> bool:
    """Say whether a marker holds here, for any of the extras or for none."""
    if marker is None:
        return True
    marker = marker if isinstance(marker, Marker) else Marker(marker)
    environment = {name: str(value) for name, value in default_environment().items()}
    return any(marker.evaluate(environment | {"extra": extra}) for extra in ("", *extras))


def unmet(
    source: str, wanted: Iterable[Requirement], extras: Iterable[str], pins: Mapping[str, Pin]
) -> Iterator[str]:
    """Name each requirement that the lock does not meet: absent, another version, an extra less."""
    extras = tuple(extras)
    for one in wanted:
        if not applies(one.marker, extras):
            continue
        pin = pins.get(canonicalize_name(one.name))
        if pin is None:
            yield f"{source} wants {one}: not in the lock"
        elif not one.specifier.contains(pin.version, prereleases=True):
            yield f"{source} wants {one}: the lock has {pin.version}"
        elif not set(one.extras) <= pin.extras:
            yield f"{source} wants {one}: the lock has it without {set(one.extras) - pin.extras}"


def ours(groups: Iterable[str]) -> list[Requirement]:
    """Read what pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    more = [line for group in groups for line in project["optional-dependencies"][group]]
    return [Requirement(line) for line in (*project["dependencies"], *more)]


def faults_of(pins: Mapping[str, Pin], groups: Iterable[str]) -> list[str]:
    """Walk every distribution of a lock."""
    faults = [*unmet("pyproject.toml", ours(groups), (), pins)]
    for name, pin in pins.items():
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            faults.append(f"{name} {pin.version} is not installed")
            continue
        if installed.version != pin.version:
            faults.append(f"{name}: {installed.version} is installed, locked is {pin.version}")
        wanted = [Requirement(line) for line in installed.requires or ()]
        faults += unmet(name, wanted, pin.extras, pins)
    return faults


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_met_inside_the_lock(lock: str) -> None:
    pins = read_lock((ROOT / lock).read_text())

    assert len(pins) > 50
    assert faults_of(pins, LOCKS[lock]) == []


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("google-auth[requests]==", "google-auth==", "without {'requests'}"),
        ("requests==", "requests-gone==", "not in the lock"),
        ("google-genai==3", "google-genai==2", "the lock has 2"),
    ],
)
def test_a_lock_that_lacks_something_is_noticed(was: str, becomes: str, told: str) -> None:
    text = (ROOT / "requirements.lock").read_text()
    broken = re.sub(rf"^{re.escape(was)}", becomes, text, flags=re.MULTILINE)
    assert broken != text

    faults = faults_of(read_lock(broken), LOCKS["requirements.lock"])

    assert any(told in fault for fault in faults), faults


def test_both_locks_pin_the_same() -> None:
    small, large = ({*PINNED.findall((ROOT / lock).read_text())} for lock in LOCKS)

    assert small < large


def test_every_pin_has_hashes_and_no_address() -> None:
    for lock in LOCKS:
        text = (ROOT / lock).read_text()
        assert "://" not in text
        assert not re.search(r"^[a-z][^\\\n]*==[^\\\n]*$", text, re.MULTILINE)


@pytest.mark.parametrize("page", INSTALLERS)
def test_no_install_asks_a_resolver(page: str) -> None:
    """`pip install` stands nowhere without --no-deps, but to fetch the tool that makes the lock."""
    text = (ROOT / page).read_text().replace("\\\n", " ")

    asks = [
        line.strip()
        for line in text.splitlines()
        if "pip install" in line and "--no-deps" not in line and "quiet uv" not in line
    ]

    assert asks == []


def test_what_is_installed_fits_together() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout
