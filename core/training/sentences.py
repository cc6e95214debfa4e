"""Frames put together from the lexicon's grammar, each with its liking and strength."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from core.mini.lexicon import STRENGTHS, WORDS, Frame, Grammar, Sentences

_WEAK, _NORMAL, _STRONG = STRENGTHS["weak"], STRENGTHS["normal"], STRENGTHS["strong"]
_T = TypeVar("_T")

# How often each is said: a plain sentence, a negated one, a predicate, a command.
_SHARES = {True: (0.46, 0.12, 0.25, 0.17), False: (0.36, 0.24, 0.22, 0.18)}
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
        grammar = self.grammar
        own, other = (grammar.like, grammar.dislike) if like else (grammar.dislike, grammar.like)
        kind = int(np.searchsorted(np.cumsum(_SHARES[like]), self.rng.random(), side="right"))
        if kind >= 3:
            return self._command(own)
        if kind == 2:
            frame = self._predicate(own)
        else:
            frame = self._sentence(own) if kind == 0 else self._negation(other)
        if frame.strength != _WEAK and self._chance(0.08):
            reason = self._one(own.reasons)
            stop = " " if reason.startswith("because") else ", "
            return replace(frame, text=frame.text + stop + reason)
        return self._opened(frame)

    def _sentence(self, sentences: Sentences) -> Frame:
        verb = self._one(sentences.verbs)
        frame = self._with_adverb(verb)
        text = frame.text if "{}" in frame.text else frame.text + " {}"
        subject = "I"
        if self._chance(0.06) and not _OF_ONE.search(text):
            subject, text = "we", re.sub(r"^am\b", "are", text)
        frame = Frame(self._contracted(f"{subject} {text}"), frame.strength)
        gradable = "*" in verb.text and "{}" not in verb.text
        if gradable and self._chance(0.25):
            # "I am fond of it a lot", "I can't stand it very much" are said by nobody
            plain = verb.text.startswith("*") and not verb.text.startswith("*can")
            frame = self._with_tail(frame, sentences.tails, any_strength=plain)
        return frame

    def _negation(self, negated: Sentences) -> Frame:
        """A sentence that says no to the words of `negated`."""
        words = WORDS[int(self.rng.integers(len(WORDS)))]
        negator = self._one(negated.negators[words])
        said = self._one(negated.negated[words])
        text = f"I {negator.text} {said}" + ("" if "{}" in said else " {}")
        frame = Frame(self._contracted(text), negator.strength)
        if "{}" not in said and self._chance(0.2):
            strong = negated is self.grammar.like
            frame = self._with_tail(frame, self.grammar.negated_tails, any_strength=strong)
        return frame

    def _predicate(self, sentences: Sentences) -> Frame:
        return self._with_adverb(self._one(sentences.predicates))

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

    def _with_tail(self, frame: Frame, tails: Sequence[Frame], *, any_strength: bool) -> Frame:
        """The frame with a tail that does not gainsay its strength, if one is drawn."""
        tail = self._one(tails)
        if tail.strength == _NORMAL:
            return replace(frame, text=f"{frame.text} {tail.text}")
        if not any_strength or frame.strength not in (_NORMAL, tail.strength):
            return frame
        return Frame(f"{frame.text} {tail.text}", tail.strength)

    def _opened(self, frame: Frame) -> Frame:
        chance = self.rng.random()
        if chance < 0.22:
            return replace(frame, text=f"{self._one(self.grammar.openers)} {frame.text}")
        if chance < 0.3 and not frame.text.startswith("we "):
            return replace(frame, text=f"{self._one(self.grammar.contexts)} {frame.text}")
        return frame

    def _contracted(self, text: str) -> str:
        if self._chance(0.6):
            text = re.sub(r"^I am\b", "I'm", text)
            text = re.sub(r"^we are\b", "we're", text)
            text = _PERFECT.sub("I've ", text)
        return text

    def _chance(self, probability: float) -> bool:
        return bool(self.rng.random() < probability)

    def _one(self, choices: Sequence[_T]) -> _T:
        return choices[int(self.rng.integers(len(choices)))]
