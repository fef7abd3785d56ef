"""Names of domains, and which of them belong together."""

import pytest

from clients.domains import in_ascii, lineage, organizational


@pytest.mark.parametrize(
    ("domain", "names"),
    [
        ("example.com", ("example.com",)),
        ("News.Example.com.", ("news.example.com", "example.com")),
        ("a.b.example.co.uk", ("a.b.example.co.uk", "b.example.co.uk", "example.co.uk")),
        ("co.uk", ("co.uk",)),
        ("localhost", ("localhost",)),
        ("news.münchen.de", ("news.xn--mnchen-3ya.de", "xn--mnchen-3ya.de")),
        ("", ("",)),
    ],
)
def test_a_domain_belongs_to_those_above_it_up_to_the_registered_one(
    domain: str, names: tuple[str, ...]
) -> None:
    assert lineage(domain) == names
    assert organizational(domain) == names[-1]


def test_what_is_no_domain_stays_as_it_is() -> None:
    assert in_ascii("-ü-.example") == "-ü-.example"
