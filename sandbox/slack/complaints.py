"""What is wrong with a block, each complaint with the JSON pointer to its place."""

from collections.abc import Sequence
from typing import Any

TEXT_KINDS = ("mrkdwn", "plain_text")


class Complaints:
    """Collect complaints about one place in the blocks and the places below it."""

    def __init__(self, path: str, found: list[str] | None = None) -> None:
        self._path = path
        self.found: list[str] = [] if found is None else found

    def at(self, *steps: str | int) -> "Complaints":
        """Return the same collection for a place further down."""
        return Complaints("/".join([self._path, *map(str, steps)]), self.found)

    def add(self, complaint: str, *steps: str | int) -> None:
        """Note a complaint about this place or one below it."""
        path = "/".join([self._path, *map(str, steps)])
        self.found.append(f"{complaint} [json-pointer:{path}]")

    def text(self, owner: dict[str, Any], name: str, most: int, *, required: bool = False) -> None:
        """Check a bare text field: its type, its presence and its length."""
        value = owner.get(name)
        if value is None:
            if required:
                self.add(f"missing required field: {name}")
        elif not isinstance(value, str):
            self.add("must be a string", name)
        else:
            self._length(value, most, name, least=1 if required else 0)

    def text_object(
        self,
        owner: dict[str, Any],
        name: str,
        most: int,
        *,
        kinds: Sequence[str] = TEXT_KINDS,
        required: bool = False,
    ) -> None:
        """Check a text object that sits in a field."""
        if owner.get(name) is None:
            if required:
                self.add(f"missing required field: {name}")
            return
        self.at(name).own_text(owner[name], most, kinds=kinds)

    def own_text(self, value: Any, most: int, *, kinds: Sequence[str] = TEXT_KINDS) -> None:
        """Check that this place itself is a text object."""
        if not isinstance(value, dict):
            self.add("must be a text object")
        elif value.get("type") not in kinds:
            self.add(f"must be one of: {', '.join(kinds)}", "type")
        elif not isinstance(value.get("text"), str):
            self.add("missing required field: text")
        else:
            self._length(value["text"], most, "text", least=1)

    def items(self, owner: dict[str, Any], name: str, most: int) -> list[Any]:
        """Check that a field is a list of one to ``most`` items and return it."""
        value = owner.get(name)
        if not isinstance(value, list):
            self.add(f"missing required field: {name}")
            return []
        if not value:
            self.add("no fewer than 1 items allowed", name)
        if len(value) > most:
            self.add(f"no more than {most} items allowed", name)
        return value

    def unique(self, values: list[Any], name: str) -> None:
        """Check that no id occurs twice."""
        given = [value for value in values if value]
        for value in dict.fromkeys(given):
            if given.count(value) > 1:
                self.add(f'`{name}` "{value}" already exists')

    def _length(self, value: str, most: int, name: str, *, least: int) -> None:
        if len(value) > most:
            self.add(f"must be less than {most + 1} characters", name)
        if len(value) < least:
            self.add(f"must be more than {least - 1} characters", name)
