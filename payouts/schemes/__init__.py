"""Reward schemes: versioned documents of a closed vocabulary, and their pure evaluation."""

from payouts.schemes.choices import Part, Share, apply_choice
from payouts.schemes.defaults import default_scheme
from payouts.schemes.document import Choice, Component, Condition, Scheme
from payouts.schemes.evaluate import evaluate
from payouts.schemes.evaluation import Change, Evaluation, Line, Quote
from payouts.schemes.facts import Facts, facts_from_document, facts_to_document
from payouts.schemes.quoting import differences, maximum, net_per_hour, quote
from payouts.schemes.validation import scheme_from_document
from payouts.schemes.words import change_words, line_words, money_words

__all__ = [
    "Change",
    "Choice",
    "Component",
    "Condition",
    "Evaluation",
    "Facts",
    "Line",
    "Part",
    "Quote",
    "Scheme",
    "Share",
    "apply_choice",
    "change_words",
    "default_scheme",
    "differences",
    "evaluate",
    "facts_from_document",
    "facts_to_document",
    "line_words",
    "maximum",
    "money_words",
    "net_per_hour",
    "quote",
    "scheme_from_document",
]
