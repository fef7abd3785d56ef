"""Writable properties of a resource, and of a contact: their types, and refusals of others."""

from collections.abc import Callable, Mapping

from sandbox.mailjet.envelope import RefusedError

TRUE_WORDS = frozenset({"true", "1"})
FALSE_WORDS = frozenset({"false", "0", ""})


def text(value: object) -> str:
    """Read a string; Mailjet stores numbers sent for one as their digits."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
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
    word = str(value).lower() if isinstance(value, int | str) else None
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ValueError("true or false is expected")


def decimal(value: object) -> float:
    """Read a number, also from a string."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("a number is expected")  # noqa: TRY004  as above
    try:
        return float(value)
    except OverflowError:
        raise ValueError("a smaller number is expected") from None


# The types of contact properties, and how a value of each is read.
DATA_TYPES: Mapping[str, Callable[[object], object]] = {
    "str": text,
    "int": number,
    "float": decimal,
    "bool": flag,
    "datetime": text,
}


def values(wanted: object, types: Mapping[str, str]) -> dict[str, object]:
    """Return values of contact properties in their types; null clears one.

    A property that is not defined is refused, as is a value of another type.
    """
    refusal = RefusedError(400, "Object properties invalid")
    if wanted is None:
        return {}
    if not isinstance(wanted, dict) or wanted.keys() - types.keys():
        raise refusal
    try:
        return {
            name: None if value is None else DATA_TYPES[types[name]](value)
            for name, value in wanted.items()
        }
    except ValueError:
        raise refusal from None


def objects(wanted: object, name: str) -> list[dict[str, object]]:
    """Return a list of JSON objects that must be there, or refuse the body."""
    if not isinstance(wanted, list) or not wanted:
        raise RefusedError(400, f"Missing mandatory property: {name}")
    if not all(isinstance(each, dict) for each in wanted):
        raise RefusedError(400, f"MJ08 Property {name} is invalid: a list of objects is expected")
    return wanted


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
