"""What a reader of an HTML part sees, and can click."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.checks.content_parts import emptiness
from activities.content.addresses import objection_to
from activities.content.page import Page, read_page
from activities.content.placeholders import unfilled
from activities.content.texts import Where
from activities.content.unsubscribing import leads_away

HREF = "[[UNSUB_LINK_EN]]"
LINK = f'<a href="{HREF}">Leave</a>'
PIXEL = "https://example.com/a.png"
MOBILE = "@media (max-width:600px)"


def seen(html: str) -> tuple[bool, bool]:
    """Say whether an unsubscribe link is seen in Outlook, and elsewhere."""
    links = [link for link in read_page(html).links if leads_away(link.target)]
    return any(link.in_outlook for link in links), any(link.elsewhere for link in links)


@pytest.mark.parametrize(
    "html",
    [
        LINK,
        "<p>Ada</p><footer><p>" + LINK,
        f'<A HREF=" {HREF} ">Leave</A>',
        f'<a href="{HREF}?utm_medium=email">Leave</a>',
        '<a href="[[UNSUB_LINK_LOCALE]]">Leave</a>',
        '<a href="[[UNSUB_LINK]]">Leave</a>',
        '<a href="https://app.mailjet.com/unsub?x=1">Leave</a>',
        f'<a href="{HREF}"><img src="{PIXEL}" alt="Leave"></a>',
        f'<a href="{HREF}"><b><i>Leave</i></b></a>',
        f'<a href="{HREF}">❌</a>',
        f"<!--[if !mso]><!-->{LINK}<!--<![endif]-->",
        f"<noscript>{LINK}</noscript>",
        f'<p style="font-size:0px"><span style="font-size:13px">{LINK}</span></p>',
        f'<p style="visibility:hidden"><span style="visibility:visible">{LINK}</span></p>',
        f'<p style="max-height:0">{LINK}</p>',
        f'<table><tr><td bgcolor="#ffffff" background="{PIXEL}" style="color:#fff">{LINK}',
        f'<p style="background:#fff;color:#fff">{LINK}',  # a link has a colour of its own
        f"<style>.h{{display:none}}</style><p class=other>{LINK}",
        f"<style>{MOBILE}{{.h{{display:none!important}}}}</style><p class=h>{LINK}",
        f"<style>.h{{display:none}}{MOBILE}{{.h{{display:block}}}}</style><p class=h>{LINK}",
        f"<style>p.h{{display:block}} .h{{display:none}}</style><p class=h>{LINK}",
        f"<style>.h{{display:none}}</style><p class=h style='display:block'>{LINK}",
        f"<style>@media print{{.h{{display:none}}}}</style><p class=h>{LINK}",
        f'<p style="mso-hide:all">{LINK}</p><!--[if mso]>{LINK}<![endif]-->',
    ],
)
def test_a_link_that_readers_see_counts(html: str) -> None:
    assert seen(html) == (True, True)


@pytest.mark.parametrize(
    "html",
    [
        "<p>Hello</p>",
        f"<p>{HREF}</p>",
        f"<!-- {LINK} -->",
        f"<!-- never closed {LINK}",
        f"<style>{LINK}</style>",
        f"<script>{LINK}</script>",
        f"<template>{LINK}</template>",
        f"<title>{LINK}</title>",
        f"<textarea>{LINK}</textarea>",
        f"<p hidden>{LINK}",
        f'<p style="display:none">{LINK}',
        f'<p style="DISPLAY : None !important">{LINK}',
        f'<p style="display:/* */none">{LINK}',
        f'<div style="display:none"><div style="display:block">{LINK}',
        f'<p style="visibility:hidden">{LINK}',
        f'<p style="font-size:0">{LINK}',
        f'<p style="font-size:1px">{LINK}',
        f'<p style="font:0/0 a">{LINK}',
        f'<p style="font-size:0"><span style="font-size:1em">{LINK}',
        f'<p style="opacity:0">{LINK}',
        f'<p style="max-height:0;overflow:hidden">{LINK}',
        f'<p style="width:0;height:0;overflow:hidden">{LINK}',
        f'<p style="position:absolute;left:-9999px">{LINK}',
        f'<p style="text-indent:-9999px">{LINK}',
        f'<p style="pointer-events:none">{LINK}',
        f'<a href="{HREF}" style="color:#ffffff;background-color:white">Leave</a>',
        f'<p bgcolor="#fff"><a href="{HREF}" style="color:#fff">Leave</a>',
        f'<a href="{HREF}" style="color:transparent">Leave</a>',
        f"<style>.h{{display:none}}</style><p class=h>{LINK}",
        f"<style>.h{{display:none!important}}</style><p class=h style='display:block'>{LINK}",
        f"<style>#h a{{visibility:hidden}}</style><p id=h>{LINK}",
        f"<style>p.h, p.i{{display:none}} .i{{display:block}}</style><p class=i>{LINK}",
        f"<style>.h{{display:none}}@media print{{.h{{display:block}}}}</style><p class=h>{LINK}",
        f'<a href="{HREF}"></a>',
        f'<a href="{HREF}"> &nbsp;&zwnj;&#8203;</a>',
        f'<a href="{HREF}">|</a>',
        f'<a href="{HREF}"><img src="{PIXEL}" width=0 height=0></a>',
        f'<a href="{HREF}"><img src="{PIXEL}" style="width:1px;height:1px"></a>',
        f'<a href="{HREF}"><img src=""></a>',
        f'<a href="{HREF}"><!-- Leave --></a>',
        f'<a name="{HREF}">Leave</a>',
        f'<a href="https://{HREF}">Leave</a>',
        '<a href="[[unsub_link_en]]">Leave</a>',
        '<a href="[[UNSUB_LINK_ENGLISH]]">Leave</a>',
        '<a href="https://example.com/?to=mailjet.com/unsub">Leave</a>',
        '<a href="https://mailjet.com.example.com/unsub">Leave</a>',
        '<a href="https://x1.mjt.lu/unsub2?m=of-another-reader">Leave</a>',
        '<a href="http://[">Leave</a>',
    ],
)
def test_a_link_that_nobody_sees_or_that_leads_elsewhere_does_not_count(html: str) -> None:
    assert seen(html) == (False, False)


def test_outlook_and_all_others_are_told_apart() -> None:
    assert seen(f"<!--[if mso]>{LINK}<![endif]-->") == (True, False)
    assert seen(f"<p><!--[if (gte mso 9)|(IE)]>{LINK}<![endif]--></p>") == (True, False)
    assert seen(f'<p style="mso-hide:all">{LINK}</p>') == (False, True)


@pytest.mark.parametrize(
    ("html", "why"),
    [
        (f"<p>Hello</p>{LINK}", ""),
        (f'<img src="{PIXEL}">{LINK}', ""),
        (f'<table background="{PIXEL}"><tr><td>{LINK}', ""),
        (LINK, "nothing but the unsubscribe link"),
        (f"<p>&nbsp;</p><p>{LINK} | </p>", "nothing but the unsubscribe link"),
        (f"<p style='display:none'>Hello</p>{LINK}", "nothing but the unsubscribe link"),
        (f'<img src="{PIXEL}" width=1 height=1>{LINK}', "nothing but the unsubscribe link"),
        ("<p></p>", "shows nothing"),
        ("<!-- Hello -->", "shows nothing"),
        ("<title>Hello</title>", "shows nothing"),
        ("<div>" * 1000 + "Hello", "too deep"),
    ],
)
def test_a_mail_shows_more_than_its_unsubscribe_link(html: str, why: str) -> None:
    said = emptiness(read_page(html))

    assert (why in said) if why else not said


def test_what_is_hidden_before_all_else_is_the_preheader() -> None:
    page = read_page(
        "<title>News</title><div style='display:none'>In short</div><p>Hello</p><p hidden>Later</p>"
    )

    assert [(text.words, text.where) for text in page.texts] == [
        ("News", Where.TITLE),
        ("In short", Where.PREHEADER),
        ("Hello", Where.HTML),
        ("Later", Where.HTML),
    ]


def judge_all(html: str) -> Page:
    page = read_page(html)
    for text in page.texts:
        unfilled(text, html)
    for address in page.addresses:
        objection_to(address, page.anchors)
    emptiness(page)
    return page


PIECES = (
    "<p>", "</p>", "<a href=", "<style>", "</style>", "{", "}", "<!--", "-->", "<![endif]-->",
    "[if mso]>", "[[", "]]", "{{", "*|", "url(", "'", '"', "style=", "<div hidden>", "</div>", "\0",
    "\ud800", "http://[", "data:", "@media x{", ":not(", "&#0;", "<table><a>", "é", "\u202e",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)))
def test_no_html_breaks_the_reading(html: str) -> None:
    judge_all(html)


HALF_A_MEGABYTE = 500_000


@pytest.mark.parametrize(
    "piece",
    [
        "<p style='color:red;font-size:12px'>Hello <a href='https://example.com/?id=1'>Read</a></p>",
        "<div>", "<p>", "<b>", "<!--", "<!--[if mso]><b>x</b><![endif]-->", "<", "{{", "[[", "${",
        "::a", "##a", "insert your ", "your text ", "%A", "X", "[a_", "((a_a", "__AB_", "~a.",
        "&#x200b;", "http://a/ ",
    ],
)  # fmt: skip
def test_half_a_megabyte_is_read_in_time(piece: str) -> None:
    html = piece * (HALF_A_MEGABYTE // len(piece))

    began = time.process_time()
    judge_all(html)

    # Under a second on an idle machine; a regular expression that tries again would take minutes.
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "source", ["{" * 100_000, "@media x{" * 50_000, ":not(" * 50_000, "a " * 3000]
)
def test_no_style_sheet_breaks_the_reading(source: str) -> None:
    assert seen(f"<style>{source}{{color:red}}</style>{LINK}") == (True, True)
    assert seen(f"<p style='{source}'>{LINK}") == (True, True)
