"""The rules of the calculus: one function per rule, its docstring its theorem, and one table of them all."""

from derivations.engine.derivation import DIFFERENTIATES, PUTS_IN, SHORTENS, Rule
from derivations.engine.rules.backwards import definition_backwards, divided_by_exponential, exponential
from derivations.engine.rules.chain import chain_rule, chain_rule_over_samples, definition
from derivations.engine.rules.contraction import contraction
from derivations.engine.rules.differentiation import (
    cases,
    constant,
    elementary_function,
    kronecker,
    power_rule,
    product_rule,
    quotient_rule,
    sum_rule,
)
from derivations.engine.rules.fractions import common_factor, inner_contraction, shares, term_by_term
from derivations.engine.rules.jacobian import cancelled_first, cited_first, factored_first, named_first
from derivations.engine.rules.simplification import (
    absolute_value,
    arithmetic,
    cancellation,
    common_denominator,
    idle_factors,
    numbers_first,
    reduction,
)
from derivations.engine.rules.substitution import citation, lemma, named_value

# The order matters: the first rule of the table that says something makes the next line.
DIFFERENTIATION = (
    Rule("constant", constant, DIFFERENTIATES),
    Rule("sum rule", sum_rule, DIFFERENTIATES),
    Rule("quotient rule", quotient_rule, DIFFERENTIATES),
    Rule("product rule", product_rule, DIFFERENTIATES),
    Rule("power rule", power_rule, DIFFERENTIATES),
    Rule("case by case", cases, DIFFERENTIATES),
    Rule("outer derivative", elementary_function, DIFFERENTIATES),
    Rule("Kronecker delta", kronecker, DIFFERENTIATES),
)
SIMPLIFICATION = (
    Rule("contraction above a sum", inner_contraction, DIFFERENTIATES),
    Rule("division term by term", term_by_term, DIFFERENTIATES),
    Rule("named value", named_first),
    Rule("common factor", factored_first),
    Rule("citation", cited_first, PUTS_IN),
    Rule("cancellation", cancelled_first, SHORTENS),
    Rule("contraction", contraction),
    Rule("arithmetic", arithmetic),
    Rule("citation", citation, PUTS_IN),
    Rule("lemma", lemma, PUTS_IN),
    Rule("arithmetic", idle_factors),
    Rule("named value", named_value),
    Rule("common denominator", common_denominator, SHORTENS),
    Rule("cancellation", cancellation, SHORTENS),
    Rule("common factor", common_factor),
    Rule("shares of a whole", shares, SHORTENS),
    Rule("common factor", common_factor),
)
CHAIN_RULE = Rule("chain rule", chain_rule, DIFFERENTIATES)
CHAIN_RULE_OVER_SAMPLES = Rule("chain rule over the samples", chain_rule_over_samples, DIFFERENTIATES)
DEFINITION = Rule("definition", definition, DIFFERENTIATES)
IN_TERMS_OF_VALUE = (
    Rule("lemma", lemma, PUTS_IN),
    Rule("arithmetic", numbers_first),
    Rule("absolute value", absolute_value, SHORTENS),
    Rule("division by the exponential", divided_by_exponential, PUTS_IN),
    Rule("definition, read backwards", definition_backwards, PUTS_IN),
    Rule("definition, solved for the exponential", exponential, PUTS_IN),
    Rule("reduction", reduction, SHORTENS),
)

# Some rules also come early, where a special case calls for them; the table holds what they say in general.
GENERAL = (
    Rule("arithmetic", arithmetic),
    Rule("common factor", common_factor),
    Rule("citation", citation, PUTS_IN),
    Rule("cancellation", cancellation, SHORTENS),
)

RULES = {
    rule.name: rule
    for rule in (
        CHAIN_RULE,
        CHAIN_RULE_OVER_SAMPLES,
        DEFINITION,
        *DIFFERENTIATION,
        *SIMPLIFICATION,
        *IN_TERMS_OF_VALUE,
        *GENERAL,
    )
}
