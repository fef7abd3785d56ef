"""Fill a JSON schema: the OpenAPI-like form and JSON Schema, in both spellings."""

from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from sandbox.gemini.analyst import Analyst
from sandbox.gemini.body import pick
from sandbox.gemini.failures import GeminiError
from sandbox.gemini.fitting import fit
from sandbox.gemini.roles import Field

MAX_DEPTH = 32
Schema = Mapping[str, Any]
FORMATS = {
    "date-time": "2026-01-01T00:00:00Z",
    "date": "2026-01-01",
    "time": "00:00:00Z",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "uri": "https://example.com/",
    "email": "someone@example.com",
}


class Filler:
    """Produce a value that fits one schema, with an analyst's words in it."""

    def __init__(self, root: Schema, analyst: Analyst) -> None:
        self._root = root
        self._analyst = analyst

    def value(self) -> Any:
        """Return the whole answer."""
        return self._fill(self._root, Field(), 0)

    def _fill(self, schema: Schema, field: Field, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise GeminiError(400, "The specified schema is nested too deeply.")
        schema = self._resolve(schema)
        if "const" in schema:
            return schema["const"]
        if options := pick(schema, "enum"):
            return self._analyst.choose(field, options)
        if branches := pick(schema, "anyOf") or pick(schema, "oneOf"):
            return self._fill(_first_real(branches, schema), field, depth + 1)
        return self._plain(schema, field, depth)

    def _plain(self, schema: Schema, field: Field, depth: int) -> Any:
        makers: dict[str, Callable[[], Any]] = {
            "object": lambda: self._object(schema, field, depth),
            "array": lambda: self._array(schema, field, depth),
            "boolean": lambda: self._analyst.truth(field),
            "integer": lambda: int(self._number(schema, field, whole=True)),
            "number": lambda: float(self._number(schema, field, whole=False)),
            "null": lambda: None,
        }
        return makers.get(_kind(schema), lambda: self._text(schema, field))()

    def _resolve(self, schema: Schema) -> Schema:
        for _ in range(MAX_DEPTH):
            pointer = schema.get("$ref") or pick(schema, "ref")
            if isinstance(pointer, str):
                target: Any = self._root
                for step in pointer.removeprefix("#/").split("/"):
                    target = pick(target, step)
                if not isinstance(target, Mapping):
                    raise GeminiError(400, f"The schema refers to {pointer}, which is not there.")
                beside = {name: one for name, one in schema.items() if name not in {"$ref", "ref"}}
                schema = {**target, **beside}
            elif all_of := pick(schema, "allOf"):
                beside = {k: v for k, v in schema.items() if k not in {"allOf", "all_of"}}
                schema = _merged([beside, *map(self._resolve, all_of)])
            else:
                return schema
        raise GeminiError(400, "The schema refers to itself.")

    def _object(self, schema: Schema, field: Field, depth: int) -> dict[str, Any]:
        properties = pick(schema, "properties", {})
        required = pick(schema, "required", [])
        order = pick(schema, "propertyOrdering") or list(properties)
        names = [name for name in order if name in properties]
        names += [name for name in properties if name not in names]
        value = {}
        for name in names:
            # An optional branch that refers back to its own kind would never end.
            if name not in required and field.path.count(name) > 0:
                continue
            inner = properties[name]
            hint = str(pick(inner, "description", ""))
            below = Field((*field.path, name), field.rows, hint)
            value[name] = self._fill(inner, below, depth + 1)
        return value

    def _array(self, schema: Schema, field: Field, depth: int) -> list[Any]:
        below = (*field.path, "[]")
        if prefix := pick(schema, "prefixItems"):
            return [
                self._fill(one, Field(below, (*field.rows, row)), depth + 1)
                for row, one in enumerate(prefix)
            ]
        least, most = _whole(pick(schema, "minItems"), 0), _whole(pick(schema, "maxItems"), None)
        count = max(self._analyst.rows(field), least or 0)
        if most is not None:
            count = min(count, most)
        items = pick(schema, "items", {})
        options = pick(self._resolve(items), "enum") if isinstance(items, Mapping) else None
        if options and pick(schema, "uniqueItems"):
            return list(options)[: max(min(count, len(options)), 0)]
        return [
            self._fill(items, Field(below, (*field.rows, row)), depth + 1) for row in range(count)
        ]

    def _number(self, schema: Schema, field: Field, *, whole: bool) -> Decimal:
        low, high = _bound(schema, "minimum"), _bound(schema, "maximum")
        step = Decimal(1) if whole else Decimal("0.0001")
        if (above := _bound(schema, "exclusiveMinimum")) is not None:
            low = above + step
        if (below := _bound(schema, "exclusiveMaximum")) is not None:
            high = below - step
        value = self._analyst.number(field, low, high)
        if whole:
            value = value.to_integral_value(ROUND_FLOOR)
            low = None if low is None else low.to_integral_value(ROUND_CEILING)
            high = None if high is None else high.to_integral_value(ROUND_FLOOR)
        if low is not None:
            value = max(value, low)
        return value if high is None else min(value, high)

    def _text(self, schema: Schema, field: Field) -> str:
        if (known := FORMATS.get(str(pick(schema, "format")))) is not None:
            return known
        least = _whole(pick(schema, "minLength"), 0) or 0
        return fit(self._analyst.text(field), least, _whole(pick(schema, "maxLength"), None))


def _kind(schema: Schema) -> str:
    kind = pick(schema, "type")
    if isinstance(kind, list):
        kind = next((one for one in kind if str(one).lower() != "null"), "null")
    if kind:
        return str(kind).lower()
    if pick(schema, "properties"):
        return "object"
    return "array" if pick(schema, "items") else "string"


def _first_real(branches: list[Schema], schema: Schema) -> Schema:
    real = [one for one in branches if _kind(one) != "null"]
    beside = {k: v for k, v in schema.items() if k in {"title", "description"}}
    return {**beside, **(real or branches)[0]}


def _merged(schemas: list[Schema]) -> Schema:
    merged: dict[str, Any] = {}
    for schema in schemas:
        properties = {**pick(merged, "properties", {}), **pick(schema, "properties", {})}
        required = [*pick(merged, "required", []), *pick(schema, "required", [])]
        merged |= dict(schema)
        if properties:
            merged |= {"properties": properties, "required": required}
    return merged


def _bound(schema: Schema, name: str) -> Decimal | None:
    value = pick(schema, name)
    if value is None or isinstance(value, bool):
        return None
    return Decimal(str(value))


def _whole(value: Any, default: int | None) -> int | None:
    return default if value is None else int(value)
