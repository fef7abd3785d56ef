"""Writable properties of a resource: their types, and what Mailjet says to others."""

from collections.abc import Callable, Mapping

from sandbox.mailjet.envelope import RefusedError

TRUE_WORDS = frozenset({"true", "1"})
FALSE_WORDS = frozenset({"false", "0", ""})


def text(value: object) -> str:
    """Read a string; Mailjet stores numbers sent for one as their digits."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return str(value)
    raise ValueError("a string is expected")


def number(value: object) -> int:
    """Read a whole number, also from a string of digits."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("a number is expected")  # noqa: TRY004  told apart by nobody
    return int(value)


def flag(value: object) -> bool:
    """Read a boolean, also from the strings of the vendor's samples."""
    if isinstance(value, bool):
        return value
    word = str(value).lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ValueError("true or false is expected")


def check(
    kind: str,
    body: Mapping[str, object],
    writable: Mapping[str, Callable[[object], object]],
    read_only: frozenset[str] = frozenset(),
) -> dict[str, object]:
    """Return the body's properties in their types, or refuse it as Mailjet would."""
    checked: dict[str, object] = {}
    for name, value in body.items():
        if name in read_only:
            message = f'Internal error: MJ19 Setting a value for property "{name}" is not allowed'
            raise RefusedError(401, message)
        if name not in writable:
            message = f'Invalid json input: object ""->"{kind}" has no property "{name}"'
            raise RefusedError(400, message)
        try:
            checked[name] = writable[name](value)
        except ValueError as problem:
            raise RefusedError(
                400,
                f"MJ08 Property {name} is invalid: MJ04 {problem}",
                {"Properties": [{name: str(problem)}]},
            ) from None
    return checked
