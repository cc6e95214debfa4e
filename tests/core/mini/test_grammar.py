"""The grammar's parts stand under the sign that their words have, and fit together."""

import re

import pytest

from core.mini.lexicon import WORDS, Frame, Grammar, Lexicon, Sentences

# What says no, or turns a yes around, sorted apart from the lexicon's groups: a part with an odd
# number of these dislikes, any other likes.
NEGATIVE = re.compile(
    r"n't\b|\b(?:"
    # negations
    r"not a single|not too|no patience|no stomach|rather no|rather not|sick and tired|"
    r"no|not|never(?! \[)|cannot|nothing(?! but)|without|(?<!a )little|fewer|fail|zero|"
    r"too(?= \[| \w+ \{)|anything but|enough (?:of|with)|hardly|rarely|seldom|unwelcome|"
    # verbs of dislike
    r"hated?|loathed?|disliked?|detest|despise|abhor|mind|object|objection|averse|against|"
    r"avoid(?:ed)?|skip|shun|"
    r"resent|oppose|reject|delete|discard|turn down|turn up my nose|throw (?:out|away)|scroll past|"
    r"scroll on|swipe past|pass (?:over|on)|stay away|steer clear|keep (?:clear|away)|shy away|"
    r"(?:look|turn) away|get away|cringe|wince|frown|grumble|complain|disapprove|put off|"
    r"turned off|"
    r"(?:put|turn) me (?:off|away)|annoy(?:ed|ing)?|bother(?:ed)?|irritat(?:e|ed|ing)|opposed|"
    r"allergic|fed up|sick|done|through|tired?|weary|disappoint(?:ed)?|distract(?:ed)?|bored?|"
    r"had enough|aversion|problem|issue|quarrel|bad|ugly|dull|unpleasant|tiresome|tasteless|flaw|"
    r"fault|mistake|weakness(?! for)|exception|dim view|filter|weed|sort out|leave me unmoved|"
    r"leave|left out|draw the line|"
    r"low marks|one star|fallen out|lose(?! my heart)|cut out|get rid|roll my eyes|mark down|"
    r"downvote|dismiss|regret|disgust(?:ed|ing)?|appalled|horrified|repel(?:led)?|revolted|recoil|"
    r"shudder|refuse|run a mile|horror|hatred|mad at|angry|see red|curse|ban|outlaw|burn|dread|"
    r"unbearable|hideous|awful|horrible|crime|unforgivable|enemy|gag|despair|rage at|off-putting|"
    r"boring|am over(?! the)|gone off|lukewarm|unmoved|unimpressed|underwhelm(?:ed|ing)|bit much|"
    r"overrated|"
    r"doubts|outgrown|shrug|yawn|trouble|struggle|wary|sceptical|cooling|mixed feelings|afraid|"
    # predicates of dislike
    r"so-so|lost|wear thin|old quickly|get old$|ruin|spoil|kill(?! for)|nerves|disturb(?:ed)?|"
    r"turn-off|minus|"
    r"wrong(?! way)|cheap|have to go|must go|rub me|grate|thumbs down|teeth|head in|goat|bad way|"
    r"banned|worst|terrible|dreadful|nightmare|no-go|eyesore|poison|furious|skin crawl|blood boil|"
    r"scream|creeps|headache|drive me (?:mad|crazy|up)|infuriate|hurt|suck|stink|garbage|rubbish|"
    r"pet hate|my stomach|worse|resist|beaten|"
    # commands of dislike
    r"easy on|ease off|hold back|cut down|spare|keep \{\} away|keep me away|drop|hide|remove|"
    r"exclude|stop(?! for| scrolling)|rank \{\} (?:lower|last)|put \{\} (?:last|at the bottom)|"
    r"down with|away with|take \{\} away|penalise|punish|save me|protect|bin|forget|ditch|scrap|"
    r"shut out|keep out|block|out of my sight"
    r")\b"
)
# Idioms whose words say something else.
IDIOMS = {
    "can take or leave": False,
    "don't want to miss": True,
    "don't see enough": True,
    "can't get enough of": True,
    "can never see enough of": True,
    "never enough {}": True,
    "never say no to": True,
}


@pytest.fixture(scope="module")
def grammar() -> Grammar:
    grammar = Lexicon.load("train").grammar
    assert grammar is not None
    return grammar


def likes(text: str) -> bool:
    """Whether the words of a part like."""
    text = re.sub(r"[*~]", "", text)
    if text in IDIOMS:
        return IDIOMS[text]
    plural = re.sub(r"\[(?!less|much)[^|\]]*\|([^\]]*)\]", r"\1", text)
    plural = plural.replace("[less|fewer]", "fewer")
    return len(NEGATIVE.findall(plural)) % 2 == 0


def parts(sentences: Sentences) -> tuple[Frame, ...]:
    return (*sentences.verbs, *sentences.predicates, *sentences.commands)


@pytest.mark.parametrize("like", [True, False])
def test_every_part_has_the_sign_of_its_group(grammar: Grammar, like: bool) -> None:
    sentences = grammar.like if like else grammar.dislike
    assert [frame.text for frame in parts(sentences) if likes(frame.text) != like] == []
    for words in WORDS:
        assert [said for said in sentences.negated[words] if likes(said) != like] == []
        assert [frame.text for frame in sentences.negators[words] if likes(frame.text)] == []


def test_no_part_likes_and_dislikes(grammar: Grammar) -> None:
    like, dislike = ({frame.text for frame in parts(s)} for s in (grammar.like, grammar.dislike))
    assert like & dislike == set()


def test_there_are_many(grammar: Grammar) -> None:
    for sentences in (grammar.like, grammar.dislike):
        assert len(sentences.verbs) >= 150
        assert len(sentences.predicates) >= 100
        assert len(sentences.commands) >= 50


def test_parts_have_their_gap(grammar: Grammar) -> None:
    for sentences in (grammar.like, grammar.dislike):
        for frame in (*sentences.predicates, *sentences.commands):
            assert frame.text.count("{}") == 1, frame
        assert all(frame.text.startswith("{} ") for frame in sentences.predicates)
        assert all(frame.text.count("{}") <= 1 for frame in sentences.verbs)
        for frame in (*sentences.tails, *(Frame(text, 1.0) for text in sentences.reasons)):
            assert "{" not in frame.text, frame
