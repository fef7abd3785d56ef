"""How mailing tools write what they fill in, and what writers leave to be written."""

import re

# What Mailjet fills in in a campaign; case counts. Sources:
# contact properties: mailjet-apiv3-php-simple issue 68; Mailjet's samples also lack the default;
# unsubscribe links, in a language or the campaign's: documentation.mailjet.com, 360042707434;
# the web version and the recipient's address: mailjet-apiv3-php issue 199; the label of the former:
# templates of Mailjet's gallery; sharing links: Mailjet's module for Dolibarr.
# Its template language, `{{data:name}}`, works in transactional mail only (mailjet-apiv3-php issue
# 95), so in a campaign it is as foreign as others.
_DEFAULT = r"""(?: "[^"\n\0]{0,200}" | '[^'\n\0]{0,200}' | \s
                  | [^\s"'\]\0\u2018-\u201f\xab\xbb][^"'\]\n\0\u2018-\u201f\xab\xbb]{0,200} )"""
MAILJET = re.compile(
    rf"""\[\[(?:
        (?:data|var):[\w.-]+ (?: :{_DEFAULT} )?
      | UNSUB_LINK (?: _LOCALE | _[A-Z]{{2}} (?: _[A-Z]{{2}} )? )?
      | PERMALINK (?: _LABEL )?
      | EMAIL_TO
      | SHARE_(?: FACEBOOK | TWITTER | GOOGLE | LINKEDIN )
    )\]\]""",
    re.VERBOSE,
)

# A name as tools write it: with an underline, or one of those that every list has.
FIELD = (
    r"(?:[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+"
    r"|(?:(?:first|last|full|sur|user|nick|company|customer|contact|recipient|sender)[ -]?)?name"
    r"|[fl]name|salutation|e-?mail(?:[ -]?address)?|company|unsubscribe(?:[ -]?(?:link|url))?"
    r"|web[ -]?version|view[ -]?online)"
)
MAILJETS_FORM = re.compile(r"\[\[[^\]\n]{0,200}\]{0,2}")  # but none of its set, once that is marked
# Unmistakable even in a style sheet.
FOREIGN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\{\{[^}\n]{0,200}\}{0,2}",  # Handlebars, Liquid, Jinja, Mailjet's template language
        r"\{%[^%\n]{0,200}%\}",
        r"\*\|[^|\n]{1,200}\|\*",  # Mailchimp
        r"%%[^%\s][^%\n]{0,200}%%",  # Salesforce
        r"<%[^%\n]{0,200}%>",  # ERB, Adobe Campaign
    )
)
# Wherever readers or addresses are meant.
FOREIGN_IN_TEXT = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\\)[$#]\{[^}\n]{1,200}\}",
        r"(?<![\w:]):: ?[a-z_][\w.]{0,60} ?::(?![\w:])",  # Mailcoach
        r"@@[a-z_][\w.]{0,60}@@",
        r"##[a-z_][\w.:-]{0,60}##",  # NewsMAN
        r"\$\$[a-z_][\w.]{0,60}\$\$",
        r"(?<![\w$])\$[a-z_][\w.]{1,60}\$(?![\w$])",
        r"\|\|[a-z][a-z0-9_]{2,60}\|\|",
        r"(?<![\w$\\{}])\{(?![0-9a-f-]{36}\})[$!]?[a-z_][\w.-]{1,60}(?:[=|:,][^{}\n]{0,60})?\}(?!\})",
        r"<<\s?[a-z][\w .-]{0,60}>>",
        r"«\s?[a-z]\w*_\w{0,60}»",  # Word's mail merge
    )
)
TAG_LIKE = re.compile(r"<<[A-Za-z][\w .-]{0,60}>>")  # the same, where HTML takes it for a tag
PERCENT = re.compile(r"(?<![\w%])%(?:[A-Z][A-Z0-9_]{2,40}|[a-z]+(?:[._][a-z0-9]+){1,6})%(?![\w%])")
# In an address `[first_name]` is a parameter, and `__x__` may be anything.
FOREIGN_IN_PROSE = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (rf"\(\({FIELD}\)\)", re.IGNORECASE),
        (r"~[a-z]\w{0,40}\.\w{1,40}~", re.IGNORECASE),
        (r"\[[*%@]\s?[a-z][^\]\n]{0,80}[*%]\]", re.IGNORECASE),
        (rf"(?<![\w\]\[])\[{FIELD}(?:,[^\]\n]{{0,60}})?\](?![\w\]\[(])", re.IGNORECASE),
        (r"\[MERGE\d{0,3}\]", re.IGNORECASE),
        (r"(?<![\w_])__[A-Z][A-Z0-9]{2,}(?:_[A-Z0-9]+){0,4}__(?![\w_])", 0),
    )
)
# What a program wrote where it had nothing.
NOTHING = (
    re.compile(r"\[object Object\]"),
    re.compile(r"\b(?i:dear|hi|hello|hey|liebe[rs]?|hallo|bonjour) +(?:null|undefined|None|NaN)\b"),
)
# Words that writers leave for themselves, in addresses too. `TODO` is a Spanish and Portuguese word
# for all: shouted among others it is that.
GAPS = (
    re.compile(r"\bFIXME\b|\bTBD\b|\bTBC\b"),
    re.compile(r"\bTODO\b(?= *[:(\])}])|(?<![A-ZÀ-Ý] )(?<![\w¡])TODO\b(?! +[A-ZÀ-Ý]{2}| A\b)"),
    re.compile(r"(?<![\w-])X{3,}(?![\w-])"),
    re.compile(r"\blorem[ +_-]?ipsum\b", re.IGNORECASE),
)
# What editors put in to be replaced. Readers are asked to click, enter and change things too, so
# only what is said of a mail's own parts counts.
TEXT = (
    r"(?:(?:pre-?header|body|preview|sample|dummy|your|custom|some) )?"
    r"(?:text|title|head(?:line|ing)|"
    r"sub-?(?:title|head(?:line|ing)?)|pre-?header|subject(?: line)?|copy|content|caption|"
    r"description|tagline|teaser)"
)
THING = (
    rf"(?:{TEXT}|image|picture|photo|logo|link|url|name|button|message|date|price|offer|address|"
    r"company(?: name)?|intro(?:duction)?|code|cta)"
)
ONE = r"(?:(?:your|the|this|a|an|some|my) )?"
FILLER = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        r"\bdolor sit amet\b",
        rf"\binsert {ONE}(?:\w{{1,20}} )?{THING}(?: text)?(?: goes)? here\b",
        rf"\binsert {ONE}{THING}\b(?= *(?:$|[\])}}.]))",
        r"\binsert here\b",
        rf"\b(?:enter|type|add|put|write|edit|replace) {ONE}{TEXT}(?: text)? here\b",
        rf"\b(?:your|my|some|custom) (?:\w{{1,20}} )?{THING}(?: text)?(?: goes| comes)? here\b",
        rf"\b{TEXT} (?:goes|comes) here\b|^\W*{TEXT} here\W*$",
        rf"\bclick (?:here )?to (?:edit|add|insert|change|replace) {ONE}{TEXT}\b",
        r"\bclick to edit\b(?! (?:your|my|the))",
        rf"\b(?:edit|replace) this {TEXT}\b",
        r"\bthis is (?:a|your|the) (?:pre-?header|placeholder|preview text|sample text|dummy)\b",
        r"\b(?:placeholder|dummy|sample|filler) (?:text|image|copy|content|headline|subject)\b",
        r"\[ ?(?:insert|placeholder|fill in|todo|tbd|tbc)\b[^\]\n]{0,80}\]",
        rf"\[ ?(?:enter|add|put|your|replace) {ONE}(?:\w{{1,20}} )?{THING}[^\]\n]{{0,40}}\]",
        r"\bXX ?[%€$£]|[%€$£] ?XX\b|\bXX[.,/]XX\b",
        r"\b(?:dd|jj|tt)[./-]mm[./-](?:yy|jj|aa){1,2}\b|\byyyy-mm-dd\b",
        r"\basdf(?:gh(?:jkl)?)?\b",
    )
)
# Thirty of something is no gap: Super Bowl XXX, Chapter XXX.
NUMERAL = re.compile(
    r"\b(?:bowl|chapter|volume|vol\.?|part|book|article|title|section|edition|psalm|act|games|"
    r"olympiad|canto|appendix|annex|no\.?|pope|king|louis) $",
    re.IGNORECASE,
)
FILLER_HOSTS = frozenset({
    "dummyimage.com", "fakeimg.pl", "fillmurray.com", "loremflickr.com", "lorempixel.com",
    "picsum.photos", "placehold.co", "placehold.it", "placehold.jp", "placeholder.com",
    "placekitten.com", "via.placeholder.com",
})  # fmt: skip
