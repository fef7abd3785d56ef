"""Text from outside, as it may be stored and shown.

What is hashed, compared or copied stays as it came. Everything that goes into the database is
cleaned by its column (models/columns.py), and everything that people see before it is put into a
message, a page or the Temporal UI.
"""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from pydantic import BaseModel

M = TypeVar("M", bound="BaseModel")

LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")  # C0 and C1, but tab and newline
SURROGATES = re.compile("[\ud800-\udfff]")
# They turn the order of letters around, unseen. The marks that Arabic and Hebrew need do not.
OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
MARKDOWN = re.compile(r"([\\`*_\[\]<>#&~|!@])|:(?=//)|(?<=www)\.", re.IGNORECASE)


def clean(text: str) -> str:
    """Keep the words, their lines and tabs; cleaning twice is cleaning once.

    Control characters are left out, half characters become U+FFFD, every line end is a newline,
    and what would turn the direction of writing is spelled out: `<U+202E>`.
    """
    if text.isprintable():
        return text
    text = whole(CONTROLS.sub("", LINE_ENDS.sub("\n", text)))
    return OVERRIDES.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)


def whole(text: str) -> str:
    """Join the halves of a character, and replace a lone one, which no UTF-8 can hold."""
    if SURROGATES.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def one_line(text: str) -> str:
    """Clean a name, or anything else that has no lines."""
    return " ".join(clean(text).split())


def each(change: Callable[[str], str], value: Any) -> Any:  # Any: JSON, or a dumped model
    """Change every text inside a value, keys included."""
    match value:
        case str():
            return change(value) if type(value) is str else value  # a closed word is ours
        case Mapping():
            return {each(change, key): each(change, inner) for key, inner in value.items()}
        case list():
            return [each(change, inner) for inner in value]
        case tuple():
            return tuple(each(change, inner) for inner in value)
        case _:
            return value


def shown(model: M, change: Callable[[str], str] = clean) -> M:
    """Give a model as people may see it: every text in it cleaned."""
    return type(model).model_validate(each(change, model.model_dump()))


def markdown(text: str) -> str:
    """Write text from outside on one line of Markdown, so that it marks and links nothing."""
    return MARKDOWN.sub(lambda found: f"\\{found[0]}", one_line(text))


def unmarked(text: str) -> str:
    """Read back what `markdown` wrote."""
    return re.sub(r"\\(?=[\\`*_\[\]<>#&~|!@:.])", "", text)


def code(text: str) -> str:
    """Write text from outside as code, in which nothing is marked."""
    inside = one_line(text).replace("`", "'")
    return f"`{inside or '-'}`"
