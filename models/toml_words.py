"""A text that is no TOML: the line, and how to write what probably was meant."""

import re
from collections.abc import Callable
from datetime import datetime

PLACE = re.compile(r"(.*) \(at line (\d+), column \d+\)", re.DOTALL)
KEY_AND_VALUE = re.compile(r"\s*([\w\"'.-]+?)\s*(==|=>|:=|=|:)\s*(.*?)\s*")
COMMENT = re.compile(r"\s+#[^\"']*$")
DOUBLE = re.compile("[“”„‟«»]")  # of other keyboards, and of word processors
SINGLE = re.compile("[\u2018\u2019\u201a\u201b]")
DATE = r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
DAY_FIRST = r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})"
CLOCK = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?P<rest>:\d{2}(?:\.\d+)?)?"
OFFSET = r"(?P<offset>Z|[+-]\d{2}:\d{2})?"
MOMENT = re.compile(rf"(?:{DATE})[Tt,\s]+{CLOCK}\s?(?:Uhr|h)?{OFFSET}")
GERMAN = re.compile(rf"(?:{DAY_FIRST})(?:[,\s]+(?:um )?{CLOCK}\s?(?:Uhr|h)?)?{OFFSET}")
TIME = re.compile(CLOCK)
WRITTEN_OTHERWISE = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b.*|\d{4}[/.]\d{1,2}[/.]\d{1,2}\b.*"
)
GROUPS = re.compile(
    r"(?<![\w.\"'])\d{1,3}(?:([,.' \u00a0\u202f\u2019])\d{3})(?:\1\d{3})*(?![\w.\"'])"
)
SEPARATORS = {",": "comma", ".": "point", "'": "apostrophe", "\u2019": "apostrophe"}
DECIMAL = re.compile(r"(\d+),(\d{1,2})")
SPAN = re.compile(r"(?<![\w\"'])((?:\d+(?:\.\d+)?[dhms])+)(?![\w\"'])")
WORDS_FOR = {
    **dict.fromkeys(("true", "yes", "on", "ja"), "true"),
    **dict.fromkeys(("false", "no", "off", "nein"), "false"),
}
NOTHING = frozenset({"none", "null", "nil"})
PAIRS = {'"': '"', "'": "'", "[": "]", "{": "}"}
EXAMPLE = '"2026-12-01T09:15"'
LONGEST, LONGEST_LINE = 80, 1000


def toml_words(text: str, wrong: ValueError) -> str:
    """Name the line that is no TOML, with how to write it where that can be told."""
    found = PLACE.fullmatch(str(wrong))
    if found is None:  # it has no line: the end of the file, or a number of thousands of digits
        return _unclosed(text) if "at end of document" in str(wrong) else str(wrong)
    said, number = found[1], int(found[2])
    line = text.split("\n")[number - 1].removesuffix("\r")
    return f"line {number}: {_advice(line, said) or said[:1].lower() + said[1:]}"


def _unclosed(text: str) -> str:
    """Find what was opened and never closed before the end of the file."""
    opened = [
        number
        for number, line in enumerate(text.split("\n"), 1)
        if (pair := KEY_AND_VALUE.fullmatch(COMMENT.sub("", line[:LONGEST_LINE].rstrip())))
        and (len(pair[3]) == 1 or pair[3][-1:] != PAIRS.get(pair[3][:1], pair[3][-1:]))
    ]
    where = f"line {opened[-1]}: " if opened else ""
    return f"{where}a quote or a bracket is opened and not closed before the end of the file"


def _advice(line: str, said: str) -> str:
    """Say how to write a line; empty when that is anybody's guess."""
    code = COMMENT.sub("", line[:LONGEST_LINE]).strip()
    for rule in (_repeated, _remark, _header, _assignment, _anywhere):
        if advice := rule(code, said):
            return advice
    return ""


def _repeated(code: str, said: str) -> str:
    if not re.search("twice|overwrite|Duplicate|immutable", said):
        return ""
    if re.fullmatch(r"\[+\s*rounds\s*\]+", code):
        return "write [[rounds]], with two brackets, above each round"
    if code.startswith("["):
        return f"{_short(code)} stands twice; keep one of them"
    pair = KEY_AND_VALUE.fullmatch(code)
    return f"{_short(pair[1])} stands twice in its table; keep one of them" if pair else ""


def _remark(code: str, _: str) -> str:
    return "a remark begins with #" if code.startswith(("//", ";", "--", "/*")) else ""


def _header(code: str, _: str) -> str:
    name = re.fullmatch(r"[\[({<]*\s*(campaign|rounds|audience|lifecycle)\s*[\])}>]*\s*[:=]?", code)
    return f"write {_table(name[1])} alone on its line" if name else ""


def _table(name: str) -> str:
    return "[[rounds]]" if name == "rounds" else f"[{name}]"


def _assignment(code: str, _: str) -> str:
    pair = KEY_AND_VALUE.fullmatch(code.removeprefix("- "))
    if pair is None:
        return "" if "=" in code else "a line is a [table], or key = value, or a # remark"
    key, sign, value = pair.groups()
    if not value:
        return f"{_short(key)} has no value"
    right, how = _value(key, value)
    if sign != "=":
        return f"write {_short(f'{key} = {right or value}')} with one = between key and value"
    return f"write {_short(f'{key} = {right}')} {how}".rstrip() if right else how


def _value(key: str, value: str) -> tuple[str, str]:
    """Give a value as TOML has it, and in words what was mended; empty where nobody can tell."""
    for rule in (_straight, _moment, _number, _word, _quoted, _spans, _text):
        right, how = rule(key, value)
        if how:
            return right, how
    return "", ""


def _straight(_: str, value: str) -> tuple[str, str]:
    single = SINGLE.match(value) is not None
    if not single and not DOUBLE.search(value):
        return "", ""
    straight = DOUBLE.sub('"', value)
    return (SINGLE.sub('"', straight) if single else straight), "with straight quotes"


def _moment(key: str, value: str) -> tuple[str, str]:
    if found := MOMENT.fullmatch(value) or GERMAN.fullmatch(value):
        part = found.groupdict()
        hour, minute = int(part["hour"] or 9), part["minute"] or "15"
        day = f"{part['year']}-{int(part['month']):02}-{int(part['day']):02}"
        time = f"{hour:02}:{minute}{part['rest'] or ''}{part['offset'] or ''}"
        first = "" if value.startswith(part["year"]) else ", the year first"
        try:
            datetime.fromisoformat(f"{day}T{time}")
        except ValueError:
            return "", f"there is no such date or time: {_short(value)}"
        return f'"{day}T{time}"', f"in quotes{first}"
    if "launch" in key and (TIME.fullmatch(value) or WRITTEN_OTHERWISE.fullmatch(value)):
        return EXAMPLE, "in quotes, the date before the time and the year first"
    if found := TIME.fullmatch(value):
        return f'"{int(found["hour"]):02}:{found["minute"]}{found["rest"] or ""}"', "in quotes"
    return "", ""


def _number(_: str, value: str) -> tuple[str, str]:
    if found := GROUPS.fullmatch(value):
        separator = SEPARATORS.get(found[1], "space")
        return re.sub(r"\D", "", value), f"without the {separator}"
    if found := DECIMAL.fullmatch(value):
        return f"{found[1]}.{found[2]}", "with a point"
    if re.fullmatch(r"0+\d+", value):
        return value.lstrip("0") or "0", "without zeros before it"
    if re.fullmatch(r"\d+[,;]", value):
        return value[:-1], "without a sign at the end"
    if re.fullmatch(r"\d[\d.,_]*\s*[^\W\d].*|\d[\d.,_]*\s*%", value) and not SPAN.fullmatch(value):
        return "", "write the number alone, or a text in quotes"
    return "", ""


def _word(_: str, value: str) -> tuple[str, str]:
    if (word := value.lower()) in WORDS_FOR:
        return WORDS_FOR[word], f"instead of {value}"
    if word in NOTHING:
        return "", "leave out what has no value"
    return ("", "") if not SPAN.fullmatch(value) else (f'"{value}"', "in quotes")


def _quoted(key: str, value: str) -> tuple[str, str]:
    quote = value[0]
    if quote not in "\"'":
        return "", ""
    if quote == '"' and "\\" in value:
        return "", "write \\\\ for a \\ inside quotes"
    if len(value) == 1 or not value.endswith(quote):
        return "", f"the text of {_short(key)} has no closing quote"
    return "", f"write \\{quote} for a quote inside quotes"


def _spans(_: str, value: str) -> tuple[str, str]:
    """Mend numbers and durations inside a list or an inline table."""
    if value[0] not in "[{":
        return "", ""
    if mended := _grouped(value):
        return mended
    quoted = SPAN.sub(r'"\1"', value)
    return (quoted, "with durations in quotes") if quoted != value else ("", "")


def _text(key: str, value: str) -> tuple[str, str]:
    if value[0] in "[{+-.0123456789":
        return "", ""
    return (EXAMPLE if "launch" in key else f'"{value}"'), "in quotes"


def _grouped(value: str) -> tuple[str, str] | None:
    found = GROUPS.search(value)
    if found is None or found[1] == " ":
        return None
    plain: Callable[[re.Match[str]], str] = lambda one: re.sub(r"\D", "", one[0])  # noqa: E731
    return GROUPS.sub(plain, value), f"without the {SEPARATORS.get(found[1], 'space')}"


def _anywhere(code: str, _: str) -> str:
    """Find a bare time in the middle of a line."""
    found = re.search(rf"(?<![\"'\d]){DATE}[Tt ]{CLOCK}", code)
    return f"write times in quotes, as in {EXAMPLE}" if found else ""


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
