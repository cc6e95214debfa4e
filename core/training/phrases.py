"""How phrasings fill the gaps of a frame: which fit, what agrees with them in number, and which of
their words name something."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

_HEAD = re.compile(
    r" (of|with|without|that|which|where|whose|who|in|on|at|by|from|for|to|like|as|after|"
    r"against|around|free|full|taken|shot|than|rather|instead|under|behind|through|into|near|"
    r"seen|placed|gone|turned|running|leading|vanishing|made|so|no|not|you|away|dead|lost|straight|beside|right|"
    r"over|above|below|between|next|beyond|across|inside|during|still|together|throughout|everywhere)\b"
)
_PLURALS = frozenset({"people", "men", "women", "children", "geese", "deer", "sheep"})
_NO_PLURALS = re.compile(r".*(ss|us|is|'s)$|(chaos|christmas|lens|wes|always)$")
_PAIR = re.compile(r"\w+ and \w+$|the .+ and the ")
_SAID_OF_IT = re.compile(
    r"(ed|en|ing|lit|held|kept|left|built|cut|up|down|off|out|wide|small|far|close|both|all)$"
)
_NEGATION = re.compile(
    r"(no|not|nothing|nobody|never|hardly|anything|without|as|at least|more|less|fewer|plenty|"
    r"letting)\b"
)
# What may not follow "no", "more" or "too much": "more a filled frame", "no my dog".
_DETERMINED = re.compile(
    r"(a|an|the|one|two|three|four|all|both|each|every\w*|some\w*|any\w*|just|only|few|many|lots|"
    r"plenty|most|my|your|our|this|that|different|nobody)\b|"
    r"\w+ing (the|a|an|out|in|away|to|aside|up)\b|\S+ \w+'s |\w+'s |[A-Z0-9]",
)
_PICTURE = re.compile(
    r"\b(photo|picture|image|shot|frame|print|portrait|snapshot|composition|photograph)",
    re.IGNORECASE,
)
_ABOUT_PICTURES = re.compile(
    r"\b(photo|picture|image|shot|frame|posts?|gallery|album|phone|(every|any|no)thing with|"
    r"ones? with)\b|photos|pictures|\}( should come| together)? with(out)? \{|shoot .* with \{",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"n't\b|\b(not|never|no|nothing|neither|nor|without|cannot|hardly|few|avoid|hate|tired?|bored)\b",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"(\b(no|more|less|fewer|much|many|any|some|enough|most|zero|your|a|all the|none of|lots of|"
    r"full of|plenty of|bit of|touch of|pinch of|hint of|amounts of|trace of|lot of|little|person)|"
    r"\|(many|fewer)\]) $",
    re.IGNORECASE,
)
# Adverbs stand alone only: "not at night", "grain, never smoothed skin", "in the middle".
_ADVERBIAL = re.compile(
    r"(not|never|hardly ever|as|at least|without|by)\b|(in|on|at|to|off|after|during) "
)
_ALONE = re.compile(r"(^|[:,;+/&=>-] ?)$")
# "No" stands alone or after a plain verb: "I want no water", but not "I am a fan of no water".
_NO = re.compile(r"(no|nothing|nobody)\b")
_TAKES_NO = re.compile(
    r"(^|[:,;+/&=>-] ?|\b(with|want|prefer|like|love|enjoy|me|see|have|need|and|but|is) )$",
    re.IGNORECASE,
)
# "Using the thirds grid" is done: "I love using it", but not "my boss wants using it".
_DOING = re.compile(r"\w+ing (the|a|an|out|in|away|to|aside|everything|close\w*)\b")
_TAKES_DOING = re.compile(
    r"(^|[:,;+/&=>-] ?|\b(like|love|enjoy|hate|prefer|avoid|dislike|mind|of|for|about|against|with|"
    r"by|on|to|into|is|adore|and|no|stand|bear|loathe|detest|find) )$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r" (?!and\b|but\b|please\b|with\b|instead\b)[\w\[]")
_PART = re.compile(r"\{\w*\}|\[[^|\]]*\|[^\]]*\]")

# "No leaves", "as little blue as possible", "walls that aren't yellow" name what there is to be
# less or none of, "more sky", "never without sky" what there is to be more of.
_SOME = (
    r"(?:(?:any|an?|the|that|(?:too |so )?(?:much|many)|a single|a bit of|a trace of|"
    r"a spot of|every trace of)(?= ) )?"
)
_DEGREE = r"(?:(?:too|so|very|really|quite|at all|anything|ever|overly) )?"
_AT_ALL = r"(?: at all| whatsoever| in (?:it|them)| as possible| in sight)?"
_PICTURES = (
    r"(?:(?:a|an|any|all|the|some) )?(?:pictures?|photos?|photographs?|images?|shots?|frames?|"
    r"scenes?|views?|landscapes?|compositions?|files?|pics?|snaps?|cities|streets?|places?|framing|"
    r"edits?|rooms?|walls|towns?|villages?|fields|hills|gardens?|beaches|spots|scenery|concrete|"
    r"layouts?|slides|work|(?:any|some)thing)"
)
_NONE_WITH = r"no|few|less|fewer|(?:very )?little|(?:hardly|barely) any|not an?|not one"
_WITHOUT = (
    rf"(?:without|with (?:{_NONE_WITH})|free of|free from|lacking|short of|that avoid|that lacks?|"
    rf"where (?:there's|there is|there are|you see) (?:{_NONE_WITH})|"
    rf"where there (?:isn't|aren't)|that (?:have|has|show|shows) (?:{_NONE_WITH})|"
    r"that (?:don't|doesn't) (?:have|show))"
)
_LESS_OF = (
    rf"(?:{_PICTURES} with )?(?:(?:the|its|their|all|all the) )?{_SOME}"
    r"(?!.*\b(?:detail|with)\b)(.+?) "
    r"(?:removed|taken out|left out|cropped out|edited out|nowhere to be seen)",
    r"(?!no )(.+?) (?:kept|held) to a minimum",
    r"as (?:little|few) (.+?)",
    rf"nothing with {_SOME}(.+?)",
    r"any(?:thing|where) (?:but|other than|except) (.+?)",
    rf"{_PICTURES} {_WITHOUT} {_SOME}(.+?)",
    r"[\w ,'-]+? (?:that|which|who)(?:'s not| isn't| aren't| wasn't| weren't| (?:is|are|were) "
    rf"(?:not|never|no longer|anything but)| hasn't been| haven't been) {_DEGREE}(.+?)",
    r"(?:when|where) [\w '-]+? (?:isn't|aren't|is not|are not) (.+?)",
    r"(?:when|where) (?:nothing|no \w+) (?:is|are|looks|look) (.+?)",
)
_MORE_OF = (
    rf"(?:never|not|nothing|hardly ever|(?:no|not an?|never an?) \w+) without {_SOME}(.+?)",
    r"(?:never|not) too (?:little|few) (.+?)",
    r"(?!not? |less |fewer )(.+?) (?:rather than|instead of) .+",
    r"as (?:much|many) (.+?)",
    r"(?:(?:a bit |a lot |lots |much |even |far )?more|plenty of|lots of|a lot of|loads of) (.+?)",
    rf"{_PICTURES} (?:with|full of|that have) (?!(?:{_NONE_WITH}) )(?:plenty of |lots of )?(.+?)",
)
_NONE_OF = (
    r"(?:no|zero|not one|hardly|hardly any|hardly ever|barely any|scarcely any|without|never|not|"
    r"nothing|anything but|less|fewer|very little|(?:a lack|an absence|the absence) of|avoiding|"
    rf"free of|free from) {_DEGREE}{_SOME}(.+?)",
)
_CORES = tuple(
    (sign, re.compile(pattern + _AT_ALL, re.IGNORECASE))
    for sign, patterns in ((-1, _LESS_OF), (1, _MORE_OF), (-1, _NONE_OF))
    for pattern in patterns
)
_OF_TWO = re.compile(r"(?<!anything )(?<!anywhere )\b(but|nor|only)\b", re.IGNORECASE)
_LACKS = re.compile(
    r"\b(free|lack\w*|avoid\w*|little|less|fewer|more|plenty|lots?|when|where|how|if)\b|"
    r"\w{3}less\b"
)


@cache
def core_of(phrasing: str) -> tuple[int, int, int]:
    """Which words of a phrasing name something, first and behind the last, counted between blanks,
    and whether there is to be more (1) or less and none (-1) of it.

    "No leaves": (1, 2, -1). A phrasing that says what there is names it as a whole: "bare trees":
    (0, 2, 1).
    """
    words = phrasing.count(" ") + 1
    if _OF_TWO.search(phrasing) is None:
        for sign, pattern in _CORES:
            found = pattern.fullmatch(phrasing)
            if found is not None:
                first = phrasing.count(" ", 0, found.start(1))
                return first, first + found[1].count(" ") + 1, sign
    return 0, words, 1


@cache
def is_plural(phrasing: str) -> bool:
    """Whether a noun phrase takes "are", as far as its first words show."""
    head = _HEAD.split(phrasing, maxsplit=1)[0].lower()
    words = head.replace(",", "").split() or [""]
    if _DOING.match(phrasing):
        return False
    if _PAIR.match(head) and not head.startswith("black"):
        return True
    # "highlights kept", "people laughing": what is said of a noun follows it
    nouns = [word for word, then in pairwise(words) if _SAID_OF_IT.search(then)]
    return any(map(_is_plural_word, (*nouns, words[-1])))


def _is_plural_word(word: str) -> bool:
    return word in _PLURALS or (word.endswith("s") and _NO_PLURALS.match(word) is None)


@cache
def is_negated(phrasing: str) -> bool:
    """Whether it begins with a negation or a comparison, so that it takes no other: "no water"."""
    return _NEGATION.match(phrasing) is not None


@cache
def says_no(phrasing: str) -> bool:
    """Whether it cannot be said of it that there is none of it: it has a negation or a quantity
    ("walls without a window", "more grain") or is no thing ("when it rains")."""
    return bool(is_negated(phrasing) or _NEGATIVE.search(phrasing) or _LACKS.search(phrasing))


def takes_no_negation(text: str, gap: str) -> bool:
    """Whether what fills the gap must not begin with a negation.

    "I never tire of no people" and "no clutter bores me" would say two things, and nobody says "I
    find no people lovely".
    """
    before, _, after = text.partition(gap)
    return bool(
        _NEGATIVE.search(before + after) or _QUANTITY.search(before) or _GOES_ON.match(after)
    )


def fitting(phrasings: Sequence[str], text: str, gap: str) -> Sequence[str]:
    """The phrasings that make English of the frame, or all where none does.

    Nobody says "more a filled frame" or "photos with dark photos".
    """
    before = text[: text.index(gap)]
    bare = _QUANTITY.search(before) is not None
    pictures = _ABOUT_PICTURES.search(text) is not None
    alone = _ALONE.search(before) is not None
    takes_no = _TAKES_NO.search(before) is not None
    takes_doing = _TAKES_DOING.search(before) is not None
    found = [
        phrasing
        for phrasing in phrasings
        if not (bare and _is_determined(phrasing))
        and not (pictures and _is_picture(phrasing))
        and (alone or _ADVERBIAL.match(phrasing) is None)
        and (takes_doing or _DOING.match(phrasing) is None)
        and (takes_no or _NO.match(phrasing) is None)
    ]
    return found or phrasings


def fill(text: str, fillings: Mapping[str, str]) -> str:
    """The frame with its gaps filled; each "[is|are]" agrees with the last gap before it, or, where
    there is none, with the next one."""
    parts = list(_PART.finditer(text))
    gaps = [part for part in parts if part.group() in fillings]

    def put(part: re.Match[str]) -> str:
        if part.group() in fillings:
            return fillings[part.group()]
        if not gaps or part.group().startswith("{"):
            return part.group()
        before = [gap for gap in gaps if gap.start() < part.start()]
        subject = fillings[(before[-1] if before else gaps[0]).group()]
        singular, plural = part.group()[1:-1].split("|")
        return plural if is_plural(subject) else singular

    return _PART.sub(put, text)


@cache
def _is_determined(phrasing: str) -> bool:
    return _DETERMINED.match(phrasing) is not None


@cache
def _is_picture(phrasing: str) -> bool:
    return _PICTURE.search(phrasing) is not None
