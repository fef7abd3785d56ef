"""Every word of ours is defined once, in docs/glossary.md."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "glossary.md").read_text()
WORDS = [word for word in re.findall(r"^\| (\w[\w -]*) \|", PAGE, re.MULTILINE) if word != "word"]


def test_the_parts_of_a_workflow_are_defined() -> None:
    """A class that is no workflow, enum or exception is a word that somebody thought of."""
    parts = {
        node.name.lower()
        for path in (ROOT / "workflows").glob("*.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef) and not node.bases and not node.decorator_list
    }

    assert {"desk", "voice"} <= parts
    assert parts - set(WORDS) == set()


def test_no_word_is_defined_twice() -> None:
    assert len(WORDS) == len(set(WORDS))
