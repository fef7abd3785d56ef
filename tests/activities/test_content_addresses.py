"""Whether readers can follow an address."""

import pytest

from activities.checks.links_and_images import faults_of
from activities.content.addresses import addresses_in_text, objection_to, quoted
from activities.content.page import Address, Kind, read_page

ANCHORS = frozenset({"offer", "größe", "a b"})


@pytest.mark.parametrize(
    ("target", "fault"),
    [
        ("https://example.com/", ""),
        (" https://example.com/a\n", ""),
        ("HTTPS://EXAMPLE.COM:8443/a?b=c#d", ""),
        ("https://8.8.8.8/", ""),
        ("https://münchen.de/straße", ""),
        ("https://_dmarc.example.com./", ""),
        ("[[UNSUB_LINK_EN]]", ""),
        ('[[data:url:"https://example.com"]]', ""),
        ("https://example.com/?e=[[EMAIL_TO]]&x=[[data:name]]", ""),
        ("https://[[data:shop]]/x", ""),
        ("https://shop-[[data:shop]].example.com/x", ""),
        ("https://www.facebook.com/sharer?u=[[PERMALINK]]", ""),
        ("mailto:ada@example.com?subject=Hi", ""),
        ("mailto:[[EMAIL_TO]]", ""),
        ("tel:+49%2030%201234", ""),
        ("sms:+49301234", ""),
        ("#offer", ""),
        ("#gr%C3%B6%C3%9Fe", ""),
        ("#top", ""),
        ("", "empty"),
        (" ", "empty"),
        ("#", "leads nowhere"),
        ("#missing", "no such place in the mail"),
        ("#Offer", "no such place in the mail"),
        ("http://example.com/", "not https"),
        ("https://https://example.com", "no domain"),
        ("https://[[UNSUB_LINK_EN]]", "the placeholder is a whole address"),
        ("http://[[PERMALINK]]", "the placeholder is a whole address"),
        ("//example.com/a", "relative"),
        ("/a", "relative"),
        ("www.example.com", "relative"),
        ("index.html", "relative"),
        ("file:///C:/Users/ada/a.png", "a file: address"),
        ("C:\\a.png", "a c: address"),
        ("javascript:void(0)", "a javascript: address"),
        ("JavaScript:x", "a javascript: address"),
        ("data:text/html,x", "a data: address"),
        ("cid:logo", "a cid: address"),
        ("ftp://example.com/", "a ftp: address"),
        ("mailto:", "nobody to write to or call"),
        ("mailto:ada", "nobody to write to or call"),
        ("tel:", "nobody to write to or call"),
        ("sms:now", "nobody to write to or call"),
        ("https://", "no host"),
        ("https:///a", "no host"),
        ("https:\\\\example.com", "no host"),
        ("https://wiki/a", "no domain"),
        ("https://localhost/", "not public"),
        ("https://a.localhost:3000/", "not public"),
        ("https://printer.local/", "not public"),
        ("https://wiki.internal/", "not public"),
        ("https://shop.test/", "not public"),
        ("https://router.home.arpa/", "not public"),
        ("https://shop.example/", "not public"),
        ("https://127.0.0.1/", "a private address"),
        ("https://127.1/", "a private address"),
        ("https://2130706433/", "a private address"),
        ("https://0x7f.1/", "a private address"),
        ("https://0177.0.0.1/", "a private address"),
        ("https://10.1.2.3/", "a private address"),
        ("https://172.16.0.1/", "a private address"),
        ("https://192.168.1.1:8080/", "a private address"),
        ("https://169.254.1.1/", "a private address"),
        ("https://100.64.0.1/", "a private address"),
        ("https://0.0.0.0/", "a private address"),
        ("https://[::1]/", "a private address"),
        ("https://[fd00::1]/", "a private address"),
        ("https://[fe80::1%25eth0]/", "a private address"),
        ("https://[::ffff:10.0.0.1]/", "a private address"),
        ("https://1.2.3.4.5/", "malformed host"),
        ("https://-a.example.com/", "malformed host"),
        ("https://a..example.com/", "malformed host"),
        ("https://exa mple.com/", "malformed host"),
        (f"https://{'a' * 64}.com/", "malformed host"),
        ("https://example.com/a b", "a space in it"),
        ("https://example.com:port/", "malformed"),
        ("https://[::1/", "malformed"),
        ("https://ada:secret@example.com/", "a user name in it"),
        ("https://bank.com@example.com/", "a user name in it"),
        ("https://picsum.photos/200", "a filler image"),
        ("https://example.com/{{id}}", ""),  # another check's
    ],
)
def test_a_link_is_judged_by_its_address(target: str, fault: str) -> None:
    assert objection_to(Address(target, Kind.LINK), ANCHORS) == fault


@pytest.mark.parametrize(
    ("target", "fault"),
    [
        ("https://example.com/a.png", ""),
        ("data:image/gif;base64,R0lGODlhAQABAAAAACw=", ""),
        ("data:image/png;base64," + "A" * 2000, "2,022 characters that mail programs do not show"),
        ("http://example.com/a.png", "not https"),
        ("", "empty"),
        ("cid:logo", "a cid: address"),
        ("#offer", "relative"),
        ("mailto:ada@example.com", "a mailto: address"),
    ],
)
def test_an_image_is_judged_by_its_address(target: str, fault: str) -> None:
    assert objection_to(Address(target, Kind.IMAGE), ANCHORS) == fault


@pytest.mark.parametrize(
    "html",
    [
        '<a href="{}">x</a>',
        '<map><area href="{}"></map>',
        '<form action="{}">',
        '<button formaction="{}">x</button>',
        '<base href="{}">',
        '<img src="{}">',
        '<img srcset="https://example.com/a 1x, {} 2x">',
        '<picture><source srcset="{} 600w"></picture>',
        '<table background="{}">',
        '<video poster="{}">',
        '<input type=image src="{}">',
        '<link rel=stylesheet href="{}">',
        '<p style="background:url({})">',
        "<p style=\"background-image:url('{}')\">",
        "<style>@media x{{.a{{background:url({})}}}}</style>",
        "<style>@font-face{{src:url('{}')}}</style>",
        '<!--[if mso]><v:fill src="{}"><![endif]-->',
        '<!--[if mso]><v:roundrect href="{}"><![endif]-->',
    ],
)
def test_every_way_to_name_an_address_is_looked_at(html: str) -> None:
    for target, fine in (("https://example.com/a", True), ("https://localhost/a", False)):
        page = read_page(html.format(target))
        faults = faults_of(page.addresses, page)

        assert page.addresses
        assert (faults == []) is fine


@pytest.mark.parametrize(
    ("html", "number"),
    [
        ("<a>no link</a><a name=x>no link</a>", 0),
        ("<form><img src=https://example.com/a.png></form>", 0),
        ("<a href>x</a><a href=''>y</a>", 1),
        ("<img>", 1),
        ("<img alt=x src>", 1),
        ("<!-- <a href='http://x'>--><template><a href=''></template>", 0),
        ("<a href='#x'>to x</a><h2 id=x>", 0),
        ("<a href='#x'>to x</a><a name=x>", 0),
        ("<a href='#x'>to x</a>", 1),
        ("<link rel=preconnect href=//example.com>", 0),
    ],
)
def test_missing_and_unneeded_addresses_are_told_apart(html: str, number: int) -> None:
    page = read_page(html)

    assert len(faults_of(page.addresses, page)) == number


def test_links_of_the_text_part_are_found_without_the_sentence_around_them() -> None:
    text = "See https://example.com/a, (https://example.com/b) or http://localhost:8025/x! [1]"

    assert [address.target for address in addresses_in_text(text)] == [
        "https://example.com/a",
        "https://example.com/b",
        "http://localhost:8025/x",
    ]


def test_no_password_is_quoted() -> None:
    assert quoted("https://ada:secret@example.com/") == "https://ada:…@example.com/"
