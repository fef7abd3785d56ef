from pathlib import Path

import pytest

from workers.embedded.errors import StateInUse
from workers.embedded.state import StateDirectory


def test_the_state_is_closed_to_others(tmp_path: Path) -> None:
    state = StateDirectory(tmp_path / ".campaign")

    state.create()
    state.create()

    assert state.path.stat().st_mode & 0o777 == 0o700
    assert state.logs.stat().st_mode & 0o777 == 0o700


def test_one_command_at_a_time_uses_the_state(tmp_path: Path) -> None:
    state = StateDirectory(tmp_path / ".campaign")

    with state.held(), pytest.raises(StateInUse, match="in use by another"), state.held():
        pass
    with state.held():
        pass
