"""Frames put together from the lexicon's grammar, each with its liking and strength."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from core.mini.lexicon import STRENGTHS, WORDS, Frame, Grammar, Sentences

_WEAK, _NORMAL, _STRONG = STRENGTHS["weak"], STRENGTHS["normal"], STRENGTHS["strong"]
_T = TypeVar("_T")

# How often each is said, by liking: a plain sentence, a negated one, a predicate; else a command.
_SHARES = {True: (0.46, 0.12, 0.25), False: (0.36, 0.24, 0.22)}
_MARKS = re.compile(r"[*~]")
_PERFECT = re.compile(r"\bI have (?=(always|had|never|fallen|come|learnt|grown|gone|outgrown)\b)")
_OF_ONE = re.compile(r"\b(I|me|my|myself|was|who|someone)\b")


def draw_frame(grammar: Grammar, rng: np.random.Generator, *, like: bool) -> Frame:
    """Draw a frame that likes, or one that dislikes. The same generator state gives the same."""
    return _Draw(grammar, rng).frame(like)


@dataclass(frozen=True, slots=True)
class _Draw:
    grammar: Grammar
    rng: np.random.Generator

    def frame(self, like: bool) -> Frame:
        own = self.grammar.like if like else self.grammar.dislike
        kind = int(np.searchsorted(np.cumsum(_SHARES[like]), self.rng.random(), side="right"))
        if kind == len(_SHARES[like]):
            return self._command(own)
        frame, tails = self._core(kind, like)
        while frame.text in self.grammar.unsaid:
            frame, tails = self._core(kind, like)
        if kind == 0 and self._chance(0.06):
            frame = _of_many(frame)
        if tails and self._chance(0.25):
            frame = self._with_tail(frame, tails)
        if self._chance(0.6):
            frame = _contracted(frame)
        if frame.strength != _WEAK and self._chance(0.08):
            reason = self._one(own.reasons)
            stop = " " if reason.startswith("because") else ", "
            return replace(frame, text=frame.text + stop + reason)
        return self._opened(frame)

    def _core(self, kind: int, like: bool) -> tuple[Frame, Sequence[Frame]]:
        """A sentence, and the tails that it may have."""
        own, other = self.grammar.like, self.grammar.dislike
        if not like:
            own, other = other, own
        if kind == 0:
            return self._sentence(own)
        if kind == 1:
            return self._negation(other)
        return self._with_adverb(self._one(own.predicates)), ()

    def _sentence(self, sentences: Sentences) -> tuple[Frame, Sequence[Frame]]:
        verb = self._one(sentences.verbs)
        frame = self._with_adverb(verb)
        if "{}" in verb.text:
            return replace(frame, text=f"I {frame.text}"), ()
        tails: Sequence[Frame] = sentences.tails if "*" in verb.text else ()
        # "I am fond of it a lot", "I can't stand it very much": said by nobody
        if not verb.text.startswith("*") or verb.text.startswith("*can"):
            tails = _normal(tails)
        return replace(frame, text=f"I {frame.text} {{}}"), tails

    def _negation(self, negated: Sentences) -> tuple[Frame, Sequence[Frame]]:
        """A sentence that says no to the words of `negated`."""
        words = WORDS[int(self.rng.integers(len(WORDS)))]
        negator = self._one(negated.negators[words])
        said = self._one(negated.negated[words])
        if "{}" in said:
            return replace(negator, text=f"I {negator.text} {said}"), ()
        tails: Sequence[Frame] = self.grammar.negated_tails
        if negated is self.grammar.dislike:  # "I don't mind it at all" is no strong like
            tails = _normal(tails)
        return replace(negator, text=f"I {negator.text} {said} {{}}"), tails

    def _command(self, sentences: Sentences) -> Frame:
        frame = self._one(sentences.commands)
        if self._chance(0.2):
            return replace(frame, text=f"{frame.text}, {self._one(self.grammar.polite_after)}")
        return frame

    def _with_adverb(self, frame: Frame) -> Frame:
        """The frame with an adverb at its mark, or without its mark."""
        marks = _MARKS.findall(frame.text)
        if not marks or not self._chance(0.35):
            return replace(frame, text=_MARKS.sub("", frame.text))
        if frame.strength == _STRONG:
            adverb = Frame(self._one(self.grammar.intensifiers), _STRONG)
        elif marks[0] == "*" and self._chance(0.6):
            adverb = self._one(self.grammar.degree)
        else:
            adverb = self._one(self.grammar.frequency)
        return Frame(_MARKS.sub(adverb.text + " ", frame.text), adverb.strength)

    def _with_tail(self, frame: Frame, tails: Sequence[Frame]) -> Frame:
        """The frame with a tail that does not gainsay its strength, if such a one is drawn."""
        tail = self._one(tails)
        if tail.strength == _NORMAL:
            return replace(frame, text=f"{frame.text} {tail.text}")
        if frame.strength not in (_NORMAL, tail.strength):
            return frame
        return Frame(f"{frame.text} {tail.text}", tail.strength)

    def _opened(self, frame: Frame) -> Frame:
        chance = self.rng.random()
        if chance < 0.22:
            return replace(frame, text=f"{self._one(self.grammar.openers)} {frame.text}")
        if chance < 0.3 and not frame.text.startswith("we"):
            return replace(frame, text=f"{self._one(self.grammar.contexts)} {frame.text}")
        return frame

    def _chance(self, probability: float) -> bool:
        return bool(self.rng.random() < probability)

    def _one(self, choices: Sequence[_T]) -> _T:
        return choices[int(self.rng.integers(len(choices)))]


def _normal(tails: Sequence[Frame]) -> tuple[Frame, ...]:
    return tuple(tail for tail in tails if tail.strength == _NORMAL)


def _of_many(frame: Frame) -> Frame:
    said = frame.text.removeprefix("I ")
    if _OF_ONE.search(said):
        return frame
    return replace(frame, text="we " + re.sub(r"^am\b", "are", said))


def _contracted(frame: Frame) -> Frame:
    text = re.sub(r"^I am\b", "I'm", frame.text)
    text = re.sub(r"^we are\b", "we're", text)
    return replace(frame, text=_PERFECT.sub("I've ", text))
