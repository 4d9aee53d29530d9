"""The rules of the calculus: one function per rule, its docstring its theorem, and one table of them all."""

from derivations.engine.derivation import Rule
from derivations.engine.rules.backwards import definition_backwards, divided_by_exponential, exponential
from derivations.engine.rules.chain import chain_rule, definition
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
    Rule("constant", constant),
    Rule("sum rule", sum_rule),
    Rule("quotient rule", quotient_rule),
    Rule("product rule", product_rule),
    Rule("power rule", power_rule),
    Rule("case by case", cases),
    Rule("outer derivative", elementary_function),
    Rule("Kronecker delta", kronecker),
)
SIMPLIFICATION = (
    Rule("contraction above a sum", inner_contraction),
    Rule("division term by term", term_by_term),
    Rule("named value", named_first),
    Rule("common factor", factored_first),
    Rule("citation", cited_first),
    Rule("cancellation", cancelled_first),
    Rule("contraction", contraction),
    Rule("arithmetic", arithmetic),
    Rule("citation", citation),
    Rule("lemma", lemma),
    Rule("arithmetic", idle_factors),
    Rule("named value", named_value),
    Rule("common denominator", common_denominator),
    Rule("cancellation", cancellation),
    Rule("common factor", common_factor),
    Rule("shares of a whole", shares),
    Rule("common factor", common_factor),
)
CHAIN_RULE = Rule("chain rule", chain_rule)
DEFINITION = Rule("definition", definition)
IN_TERMS_OF_VALUE = (
    Rule("lemma", lemma),
    Rule("arithmetic", numbers_first),
    Rule("absolute value", absolute_value),
    Rule("division by the exponential", divided_by_exponential),
    Rule("definition, read backwards", definition_backwards),
    Rule("definition, solved for the exponential", exponential),
    Rule("reduction", reduction),
)

# Some rules also come early, where a special case calls for them; the table holds what they say in general.
GENERAL = (
    Rule("arithmetic", arithmetic),
    Rule("common factor", common_factor),
    Rule("citation", citation),
    Rule("cancellation", cancellation),
)

RULES = {
    rule.name: rule
    for rule in (CHAIN_RULE, DEFINITION, *DIFFERENTIATION, *SIMPLIFICATION, *IN_TERMS_OF_VALUE, *GENERAL)
}
