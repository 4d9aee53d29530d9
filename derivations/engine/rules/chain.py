"""The chain rule, over the equations that use a variable and into the argument of a function; and those equations."""

from sympy import Add, Expr

from derivations.engine.derivation import Facts
from derivations.engine.expressions import Partial, chain, rewrite, sums
from derivations.engine.indices import fresh_each, reindex
from derivations.engine.model import Equation
from derivations.engine.rules.differentiation import derivative_at, each_partial, is_of_variable
from derivations.engine.variables import Variable, indices_of, is_entry, name_of


def chain_rule(expression: Expr, facts: Facts) -> Expr:
    r"""Through something in between derivatives multiply, $\frac{dC}{dz} = \frac{dC}{da} \frac{\partial a}{\partial
    z}$, and several ways add up. What reaches $y$ from $v$ only through quantities $u$ that are computed from $v$
    does so along each of them: $\frac{d y}{dv} = \sum_u \frac{d y}{du} \frac{\partial u}{\partial v}$, with $d$ along
    every way and $\partial$ of one equation alone. So $f(u)' = f'(u)\,u'$ for a function of one $u$, and for a cost
    of arrays, where every sign is $\partial$, $\frac{\partial C}{\partial v_i} = \sum_u \sum_p \frac{\partial
    C}{\partial u_p} \frac{\partial u_p}{\partial v_i}$ over every such $u$ and all its indices $p$. Where $v$ reaches
    $y$ also by itself, $\frac{\partial y}{\partial v}\bigg\vert_{u}$ is added: every $u$ held fixed.
    """
    found = _to_users(expression, facts)
    return each_partial(expression, _of_one_argument) if found == expression else found


def chain_rule_over_samples(expression: Expr, facts: Facts) -> Expr:
    r"""The cost reaches what all samples share, such as a weight $w$, through every sample's own cost $C_s$, so
    $\frac{\partial C}{\partial w} = \sum_s \frac{\partial C}{\partial C_s} \sum_u \sum_p
    \frac{\partial C_s}{\partial u_{ps}} \frac{\partial u_{ps}}{\partial w}$ over every $u$ of the sample that is
    computed from $w$; to this adds, as in the chain rule, what is computed from $w$ for no sample, such as a penalty.
    """
    return _to_users(expression, facts)


def definition(expression: Expr, facts: Facts) -> Expr:
    r"""A name that is differentiated is replaced by what its own equation says: with $z = w x + b$,
    $\frac{\partial z}{\partial w} = \frac{\partial}{\partial w} \left[w x + b\right]$.
    """

    def change(node: Expr) -> Expr:
        if not isinstance(node, Partial) or not is_entry(node.function):
            return node
        equation = facts.model.equation_of.get(name_of(node.function))
        if equation is None:
            return node
        taken = expression.atoms() | node.free_symbols
        return Partial(write_at(equation, indices_of(node.function), taken), node.variable)

    return rewrite(expression, change)


def write_at(equation: Equation, positions: tuple[Expr, ...], taken: set[Expr]) -> Expr:
    """Return the right side of an equation at other positions, its sums on indices that are not taken."""
    at = dict(zip(equation.target.indices, positions, strict=True))
    indices = {symbol for symbol in taken if symbol.is_Symbol and symbol.is_integer}
    return reindex(equation.expression, at, indices)


def _of_one_argument(function: Expr, variable: Expr) -> Expr | None:
    # of the variable itself there is no inner derivative: that is another rule
    return None if is_of_variable(function, variable) else derivative_at(function, variable)


def _to_users(expression: Expr, facts: Facts) -> Expr:
    model = facts.model
    variable = model.by_gradient.get(name_of(expression)) if is_entry(expression) else None
    if variable is None:
        return expression
    positions = indices_of(expression)
    return Add(*(_through(user, variable, positions, facts) for user in model.users[variable.name]))


def _through(user: Equation, variable: Variable, positions: tuple[Expr, ...], facts: Facts) -> Expr:
    model, target, entry = facts.model, user.target, variable.at(*positions)
    cost, own = model.differentiated(variable, positions)
    if target == cost:
        return Partial(target.at(*own), entry)
    there = fresh_each(target.indices, (each for each in entry.free_symbols if each.is_integer))
    limits = dict(zip(there, target.sizes, strict=True))
    factors: tuple[Expr, ...] = ()
    if target.name in model.sample_axes:
        at = model.sample_axes[target.name]
        if own:
            # another sample's u has nothing to do with this v
            del limits[there[at]]
            there = (*there[:at], *own, *there[at + 1 :])
        else:
            between, sample = model.differentiated(target, there)
            factors = (between.gradient_at(*sample),)
    factors += (target.gradient_at(*there), Partial(target.at(*there), entry))
    return sums(chain(factors), limits.items())
