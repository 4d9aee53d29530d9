"""The rules of the calculus: one function per rule, its docstring its theorem, and one table of them all."""

from derivations.engine.derivation import Rule
from derivations.engine.rules.backwards import definition_backwards, exponential
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
from derivations.engine.rules.simplification import (
    arithmetic,
    cancellation,
    common_denominator,
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
    Rule("contraction", contraction),
    Rule("arithmetic", arithmetic),
    Rule("citation", citation),
    Rule("lemma", lemma),
    Rule("named value", named_value),
    Rule("common denominator", common_denominator),
    Rule("cancellation", cancellation),
)
CHAIN_RULE = Rule("chain rule", chain_rule)
DEFINITION = Rule("definition", definition)
IN_TERMS_OF_VALUE = (
    Rule("definition, read backwards", definition_backwards),
    Rule("definition, solved for the exponential", exponential),
    Rule("reduction", reduction),
)

RULES = {rule.name: rule for rule in (CHAIN_RULE, DEFINITION, *DIFFERENTIATION, *SIMPLIFICATION, *IN_TERMS_OF_VALUE)}
