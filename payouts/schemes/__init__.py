"""Reward schemes: versioned documents of a closed vocabulary, and their pure evaluation."""

from payouts.schemes.choices import Part, Share, apply_choice
from payouts.schemes.comparing import SchemeChange, scheme_change_words, scheme_changes
from payouts.schemes.component_words import component_name, component_words, condition_words, funder_words
from payouts.schemes.defaults import default_scheme, usual_hour_minor
from payouts.schemes.document import Choice, Component, Condition, Scheme
from payouts.schemes.evaluate import evaluate
from payouts.schemes.evaluation import Change, Evaluation, Line, Quote
from payouts.schemes.facts import Facts, facts_from_document, facts_to_document
from payouts.schemes.quoting import differences, maximum, net_per_hour, quote
from payouts.schemes.schema import scheme_json_schema
from payouts.schemes.validation import scheme_from_document
from payouts.schemes.words import change_words, kilometres, line_words, money_words

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
    "SchemeChange",
    "Share",
    "apply_choice",
    "change_words",
    "component_name",
    "component_words",
    "condition_words",
    "default_scheme",
    "differences",
    "evaluate",
    "facts_from_document",
    "facts_to_document",
    "funder_words",
    "kilometres",
    "line_words",
    "maximum",
    "money_words",
    "net_per_hour",
    "quote",
    "scheme_change_words",
    "scheme_changes",
    "scheme_from_document",
    "scheme_json_schema",
    "usual_hour_minor",
]
