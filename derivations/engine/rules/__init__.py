"""The rules of the calculus: one function per rule, its docstring its theorem, and one table of them all."""

from derivations.engine.derivation import DIFFERENTIATES, PUTS_IN, SHORTENS, Rule
from derivations.engine.rules.arithmetic import arithmetic, like_terms
from derivations.engine.rules.backwards import definition_backwards, division_by_exponential, exponential
from derivations.engine.rules.by_cases import cases, cases_added, extremes
from derivations.engine.rules.chain import chain_rule, chain_rule_over_samples, definition
from derivations.engine.rules.conditions import (
    has_fraction,
    has_inner_derivative,
    has_late_number,
    has_numbers_apart,
    has_quotient,
    has_sign,
    has_sum_of_exponentials,
    has_terms_apart,
    is_coupled,
    is_coupled_or_has_derivative,
)
from derivations.engine.rules.contraction import contraction
from derivations.engine.rules.differentiation import (
    constant,
    constant_factor,
    exponential_rule,
    generalised_power_rule,
    kronecker,
    of_variable,
    power_rule,
    product_rule,
    quotient_rule,
    sum_rule,
    variable_itself,
)
from derivations.engine.rules.fractions import common_factor, deviations, inner_contraction, shares, term_by_term
from derivations.engine.rules.functions import absolute_value, positive_part, pythagoras, tangent
from derivations.engine.rules.simplification import (
    cancellation,
    common_denominator,
    reduction,
)
from derivations.engine.rules.substitution import citation, lemma, named_value, rewriting

ABSOLUTE_VALUE = Rule("absolute value", absolute_value, SHORTENS)
ARITHMETIC = Rule("arithmetic", arithmetic, bookkeeping=True)
CANCELLATION = Rule("cancellation", cancellation, SHORTENS)
CASES_ADDED = Rule("cases added", cases_added, SHORTENS)
CHAIN_RULE = Rule("chain rule", chain_rule, DIFFERENTIATES)
CHAIN_RULE_OVER_SAMPLES = Rule("chain rule over the samples", chain_rule_over_samples, DIFFERENTIATES)
CITATION = Rule("citation", citation, PUTS_IN)
COMMON_FACTOR = Rule("common factor", common_factor)
DEFINITION = Rule("definition", definition, DIFFERENTIATES)
LEMMA = Rule("lemma", lemma, PUTS_IN)
LIKE_TERMS = Rule("like terms", like_terms, SHORTENS)
POSITIVE_PART = Rule("positive part", positive_part, SHORTENS)
DIVISION = Rule("division by the exponential", division_by_exponential, SHORTENS)
PYTHAGORAS = Rule("Pythagorean identity", pythagoras, SHORTENS)
REDUCTION = Rule("reduction", reduction, SHORTENS)
REWRITING = Rule("rewriting", rewriting)
SUM_RULE = Rule("sum rule", sum_rule, DIFFERENTIATES)
TANGENT = Rule("tangent", tangent, SHORTENS)
NAMED_VALUE = Rule("named value", named_value, bookkeeping=True)

# The order matters: the first rule of the table that says something makes the next line.
DIFFERENTIATION = (
    Rule("constant", constant, DIFFERENTIATES),
    Rule("constant factor", constant_factor, DIFFERENTIATES),
    SUM_RULE.where(has_inner_derivative),
    Rule("quotient rule", quotient_rule, DIFFERENTIATES),
    Rule("product rule", product_rule, DIFFERENTIATES),
    Rule("power rule", power_rule, DIFFERENTIATES),
    Rule("exponential rule", exponential_rule, DIFFERENTIATES),
    Rule("generalised power rule", generalised_power_rule, DIFFERENTIATES),
    Rule("case by case", cases, DIFFERENTIATES),
    Rule("maximum and minimum", extremes, DIFFERENTIATES),
    Rule("derivative of the variable", variable_itself, DIFFERENTIATES),
    Rule("derivative of a function", of_variable, DIFFERENTIATES),
    CHAIN_RULE,
    SUM_RULE,
    Rule("Kronecker delta", kronecker, DIFFERENTIATES, bookkeeping=True),
)
# Where all units depend on each other, what is known is put in before the sum over the units is opened: dC/da_k then
# meets da_k/dz_j = a_k ([k = j] - a_j), and what they share cancels in all terms at once.
SIMPLIFICATION = (
    Rule("contraction above a sum", inner_contraction, DIFFERENTIATES, bookkeeping=True),
    Rule("division term by term", term_by_term, DIFFERENTIATES),
    NAMED_VALUE.where(has_fraction),
    COMMON_FACTOR.where(is_coupled_or_has_derivative),
    CITATION.where(is_coupled),
    CANCELLATION.where(is_coupled),
    Rule("contraction", contraction, bookkeeping=True),
    ARITHMETIC,
    PYTHAGORAS,
    REDUCTION.where(has_quotient),
    DIVISION,
    TANGENT,
    CITATION,
    LEMMA,
    ABSOLUTE_VALUE,
    POSITIVE_PART,
    NAMED_VALUE,
    Rule("common denominator", common_denominator, SHORTENS),
    CANCELLATION,
    COMMON_FACTOR,
    Rule("shares of a whole", shares, SHORTENS),
    COMMON_FACTOR,
    Rule("deviations from a mean", deviations, SHORTENS),
    LIKE_TERMS,
    CANCELLATION,
    ABSOLUTE_VALUE,
    ARITHMETIC.where(has_numbers_apart),
)
SHORTER = (CANCELLATION, REDUCTION, ABSOLUTE_VALUE, LIKE_TERMS, ARITHMETIC.where(has_late_number), TANGENT)
_WITHOUT_VALUE = (
    LEMMA,
    ARITHMETIC.where(has_late_number),
    LIKE_TERMS.where(has_sign),
    ABSOLUTE_VALUE,
    ARITHMETIC.where(has_terms_apart),
    POSITIVE_PART,
    CASES_ADDED,
    DIVISION,
    PYTHAGORAS,
)
IN_TERMS_OF_VALUE = (
    *_WITHOUT_VALUE,
    Rule("definition, read backwards", definition_backwards, PUTS_IN),
    REDUCTION.where(has_sum_of_exponentials),
    Rule("definition, solved for the exponential", exponential, PUTS_IN),
    *SHORTER,
)
WITHOUT_VALUE = (*_WITHOUT_VALUE, *SHORTER)

RULES = {
    rule.name: rule.where(None)
    for rule in (
        CHAIN_RULE,
        CHAIN_RULE_OVER_SAMPLES,
        DEFINITION,
        REWRITING,
        *DIFFERENTIATION,
        *SIMPLIFICATION,
        *IN_TERMS_OF_VALUE,
    )
}
