# ruff: noqa: RUF001  signs that are mistaken for others are what is tested
"""What nobody fills in is found, and what people write to people is not."""

from dataclasses import replace

import pytest

from activities.checks.placeholders import faults_of
from activities.content.page import read_page
from clients.mailjet.rows import DraftContent
from tests.fakes import a_draft


def faults(html: str = "", text: str = "") -> list[str]:
    content = DraftContent(html=html, text=text)
    return [str(fault) for fault in faults_of(a_draft(), content, read_page(html))]


def test_subject_sender_name_and_headers_are_looked_at() -> None:
    draft = replace(a_draft(), subject="Hi {{name}}", sender_name="[COMPANY]")
    content = DraftContent(html="", text="", headers={"Subject": "*|X|*"})

    assert [str(fault) for fault in faults_of(draft, content, read_page(""))] == [
        "'{{name}}' in the subject",
        "'[COMPANY]' in the sender name",
        "'*|X|*' in a header",
    ]


UNFILLED = (
    "[[FOO]]", "[[HEADLINE]]", "[[data:name]", "[[data:]]", "[[data:name:]]", "[[ data:name ]]",
    "[[data:first name]]", '[[data:name:"x]]', "[[data:name:“x”]]", '[[data:name : ""]]',
    "[[unsub_link_en]]", "[[SHARE_PINTEREST]]", "*|FNAME|*", "{{x}}", "{{ contact.FIRSTNAME }}",
    '{{data:firstname:"x"}}', "{% if a %}", "%%x%%", "%%=v(@x)=%%", "[MERGE_X]", "[MERGE1]",
    "::a.b::", "::unsubscribeUrl::", "{first_name}", "{name}", "{$name}", "{!Contact.Name}",
    "{contactfield=firstname|there}", "${x}", "#{name}", "<%= x %>", "[first_name]", "[First Name]",
    "[firstname,fallback=there]", "@@x@@", "##NEWSMAN:email##", "%FIRSTNAME%", "%recipient.name%",
    "$$x$$", "$name$", "<<First Name>>", "«First_Name»", "||X_Y||", "((first_name))",
    "~Contact.FirstName~", "__FIRST_NAME__", "[* link.unsub *]", "｛｛name｝｝", "{\u200b{name}}",
    "Insert preheader text here", "Insert date here", "[insert date]", "[Your Name]",
    "Price: XXX", "Dear XXX,", "XXX", "XX %", "lorem ipsum", "Lorem Ipsum dolor", "TODO", "TODO: x",
    "TBD", "FIXME", "Your text here", "Your headline goes here", "Title goes here", "Click to edit",
    "Click here to edit text", "Placeholder text", "dd/mm/yyyy", "Dear undefined,",
    "[object Object]",
)  # fmt: skip
FINE = (
    "[[data:name]]", '[[data:name:"my friend"]]', '[[var:x:"y"]]', "[[EMAIL_TO]]", "[[PERMALINK]]",
    "[[UNSUB_LINK_FR]]", "[[SHARE_FACEBOOK]]", "$5 or $6", "US$5", "5$ - 6$",
    "100% natural, 50% off", "Save 20%: now 30%", "xxx-large",
    "Super Bowl XXX", "Chapter XXX", "XXXVI", "XXL", "love, xxx",
    "¡TODO AL 50%!", "ES TODO", "todo está aquí", "[1] [PDF] [EN] [VIDEO]", "[Add to cart]",
    "Enter your email here to win", "Click here to change your preferences", "Edit this photo",
    "The text here is long", "a {2} b", "{ a: b }", "f(x) = {x}", "std::vector::iterator",
    "::before", "Hello :: world", "C# and F##",
    "#春季促销#", "«Bonjour»", "Hi Nan", "(see below)", "a || b",
    "Tickets @ $10", "Venue: TBA", "［お知らせ］", "¯\\_(ツ)_/¯", "snake_case and _this_",
)  # fmt: skip


@pytest.mark.parametrize("words", UNFILLED)
def test_unfilled_is_found_in_a_text(words: str) -> None:
    assert faults(text=f"Hello\n{words}\nbye")


@pytest.mark.parametrize("words", FINE)
def test_what_people_write_is_no_alarm(words: str) -> None:
    assert faults(text=f"Hello\n{words}\nbye") == []
    assert faults(html=f"<p>{words.replace('<', '&lt;')}</p>") == []


@pytest.mark.parametrize(
    ("html", "where"),
    [
        ("<p>{{x}}", "the HTML part"),
        ("<p>&#123;&#123;x&#125;&#125;", "the HTML part"),
        ("<p>{{<b>x</b>}}", "the HTML part"),
        ("<p>{{ x\n}}", "the HTML part"),
        ("<p>a<br>XXX<br>b", "the HTML part"),
        ("<p>Price:<b>XXX</b>", "the HTML part"),
        ("<p>[[<b>data:name</b>]]", "the HTML part"),
        ("<p>[[data:<!-- -->name]]", "the HTML part"),
        ("<p>&#91;&#91;UNSUB_LINK_EN&#93;&#93;", "the HTML part"),
        ("<p>[[da&#8203;ta:name]]", "the HTML part"),
        ("<p><<name>>", "the HTML part"),
        ("<p><%= x %>", "the HTML part"),
        ("<code>[[name]]</code>", "the HTML part"),
        ("<code>TODO</code>", "the HTML part"),
        ("<title>*|MC:SUBJECT|*</title>", "the title"),
        ("<div style='display:none'>Insert preheader text here</div>Hi", "the preheader"),
        ("<!--[if mso]><p>{{x}}<![endif]-->", "the HTML part for Outlook"),
        ("<!--[if mso]><v:rect href='{{x}}'>y<![endif]-->", "the HTML part for Outlook"),
        ('<img alt="{{x}}" src="https://example.com/a">', "the HTML part"),
        ('<a title="*|X|*">', "the HTML part"),
        ('<a href="https://example.com/?id={{id}}">', "the HTML part"),
        ('<a href="https://example.com/?id=%7B%7Bid%7D%7D">', "the HTML part"),
        ('<a href="https://example.com/%FIRSTNAME%">', "the HTML part"),
        ('<a href="%5B%5BUNSUB_LINK_EN%5D%5D">', "the HTML part"),
        ('<a href="[[data:url:"x"]]">', "the HTML part"),
        ('<img src="{image_url}">', "the HTML part"),
        ('<img srcset="{{a}} 2x">', "the HTML part"),
        ('<p style="color:{{c}}">', "a style"),
        ("<style>.a{color:*|C|*}</style>", "a style"),
    ],
)
def test_unfilled_is_found_wherever_a_reader_meets_it(html: str, where: str) -> None:
    found = faults(html)

    assert found
    assert found[0].endswith(f" in {where}")


@pytest.mark.parametrize(
    "html",
    [
        "<!-- {{x}} -->y",
        "<style>@media screen{.a{color:red}}</style>x",
        '<p style="margin:0 {x}">x',
        '<script type="application/ld+json">{"a":[[1,2]],"b":"{{x}}"}</script>x',
        "<!--[if mso]><xml><o:PixelsPerInch>96</o:PixelsPerInch></xml><![endif]-->x",
        "<code>{first_name} {{x}} ${y}</code>",
        '<a href="https://example.com/a%20b%C3%A9?x=%AB%20CDE">x',
        '<a href="https://example.com/?fields[user_name]=1">x',
        '<a href="https://example.com/{A504E000-4F89-11D3-9A0C-0305E82C3301}">x',
        '<a href="https://example.com/?e=[[EMAIL_TO]]">[[data:name:&quot;you&quot;]]',
        '<img src="data:image/png;base64,XXX{{x}}">',
    ],
)
def test_what_readers_do_not_meet_is_no_alarm(html: str) -> None:
    assert faults(html) == []
