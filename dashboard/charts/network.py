"""A network as a diagram: edges are weights, units are activations, both can be clicked.

Goes in: sizes, and the numbers of one sample. Comes out: the data sets "edges" and "units" of the specification in
`specs`. Must not know: Streamlit, session state, where the numbers come from.

While a network trains, only the data change; the specification stays, so that nothing is drawn anew.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.charts.arrow import column, data_set
from dashboard.charts.clicks import Mark
from dashboard.charts.layout import network_layout

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_SUB = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUP = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")


def network_data(
    sizes: Sequence[int],
    weights: Sequence[ArrayLike],
    biases: Sequence[ArrayLike],
    *,
    activations: Sequence[ArrayLike],
    deltas: Sequence[ArrayLike] | None = None,
    weight_gradients: Sequence[ArrayLike] | None = None,
    bias_gradients: Sequence[ArrayLike] | None = None,
    weighted: Sequence[ArrayLike] | None = None,
    masks: Sequence[ArrayLike] | None = None,
    selected: Mark | None = None,
    quantity: str = "delta",
    focus: str = "unit",
    moving: bool = False,
    turn: int = 0,
) -> dict[str, bytes]:
    """Turn the current numbers into the data sets "edges" and "units" of `network_spec(sizes)`.

    Parameters
    ----------
    sizes : (n_0, ..., n_L)
    weights, weight_gradients : L arrays of shape (n_l, n_(l-1))
        What an edge shows; without gradients it shows its weight alone.
    biases, bias_gradients : L arrays of shape (n_l,)
    activations : L + 1 arrays of shape (n_l,)
        a^(0), ..., a^(L) of one sample; a^(0) is the input.
    deltas : L arrays of shape (n_l,)
        dC/dz of the same sample.
    weighted : L arrays of shape (n_l,)
        z^(1), ..., z^(L) of the same sample.
    masks : L arrays of shape (n_l,)
        1 where a unit is kept by dropout and 0 where it is dropped; NaN in a layer without.
    selected : Mark, optional
        The weight or unit to highlight, together with the factors that its gradient is made of. One that the
        network does not have highlights nothing.
    quantity : "z" | "a" | "delta" | "db"
        Of a unit: the quantity whose factors light up with it.
    focus : "unit" | "all" | "hover"
        Which units have z and the gradient of their bias written below them: the selected one (of a weight, the one
        that it leads to), all, or none.
    moving : bool
        Whether the numbers move, so that a tooltip would show old ones.
    turn : int
        Comes back with a click: the same click at another turn is another event, and is not passed over.

    Raises
    ------
    ValueError
        If an array does not have the shape that sizes demand.
    """
    shape = tuple(int(size) for size in sizes)
    layers = range(1, len(shape))
    matrices = [(shape[layer], shape[layer - 1]) for layer in layers]
    vectors = [(size,) for size in shape[1:]]
    still = _still(shape)

    weight = _flat("weights", weights, matrices)[still.edge_index]
    magnitude = np.abs(np.nan_to_num(weight, posinf=1e9, neginf=-1e9))
    widest = 5.0 if len(weight) <= 60 else 2.5
    edges = {
        "weight": weight,
        "gradient": _flat("weight_gradients", weight_gradients, matrices)[still.edge_index],
        "sign": _SIGNS[np.sign(np.nan_to_num(weight)).astype(int) + 1],
        "stroke": 1.0 + widest * magnitude / (1.0 + magnitude),
        "moving": np.full(len(weight), moving),
        "turn": np.full(len(weight), turn),
    }
    inputs = np.full(shape[0], np.nan)
    units = {"activation": _flat("activations", activations, [(size,) for size in shape])[still.unit_index]}
    for field, name, given in (
        ("bias", "biases", biases),
        ("weighted", "weighted", weighted),
        ("delta", "deltas", deltas),
        ("mask", "masks", masks),
        ("gradient", "bias_gradients", bias_gradients),
    ):
        units[field] = np.concatenate([inputs, _flat(name, given, vectors)])[still.unit_index]
    edge_marks, unit_marks = _marks(still, selected, quantity, depth=len(shape) - 1)
    units["moving"] = np.full(len(still.unit_index), moving)
    units["turn"] = np.full(len(still.unit_index), turn)
    units["focus"] = _in_focus(still, selected, focus)
    if network_layout(shape).label_width is None:
        edges |= _label_places(still, edge_marks["weight_factor"], selected)
    return {
        "edges": data_set({**still.edges, **edges, **edge_marks}),
        "units": data_set({**still.units, **units, **unit_marks}),
    }


_SIGNS = np.array(["negative", "zero", "positive"], dtype=object)


class _Still:
    """The columns that do not move, and where the moving numbers of the drawn edges and units are found."""

    def __init__(self, sizes: tuple[int, ...]) -> None:
        layout = network_layout(sizes)
        depth = len(sizes) - 1
        self.sizes = sizes
        before_units = np.concatenate([[0], np.cumsum(sizes)])
        before_edges = np.concatenate([[0], np.cumsum([n * m for n, m in pairwise(sizes)])])
        self.unit_index = np.array([before_units[u.layer] + u.unit - 1 for u in layout.units])
        self.edge_index = np.array(
            [before_edges[e.layer - 1] + (e.unit - 1) * sizes[e.layer - 1] + e.source - 1 for e in layout.edges]
        )
        self.edge_keys = np.array([(e.layer, e.unit, e.source) for e in layout.edges])
        self.unit_keys = np.array([(u.layer, u.unit) for u in layout.units])
        self.ends = np.array([(*e.start, *e.end) for e in layout.edges])
        self.edges = _columns(
            {
                "edge": [Mark("weight", e.layer, e.unit, e.source).id for e in layout.edges],
                "name": [_weight_name(e.layer, e.unit, e.source) for e in layout.edges],
                "x": [e.start[0] for e in layout.edges],
                "y": [e.start[1] for e in layout.edges],
                "x2": [e.end[0] for e in layout.edges],
                "y2": [e.end[1] for e in layout.edges],
                "label_x": [e.at(e.fraction)[0] for e in layout.edges],
                "label_y": [e.at(e.fraction)[1] for e in layout.edges],
            }
        )
        names = [_unit_name(u.layer, u.unit, depth, sizes[-1]) for u in layout.units]
        self.units = _columns(
            {
                "unit_id": [Mark("unit", u.layer, u.unit).id for u in layout.units],
                "name": [plain for plain, *_ in names],
                "letter": [letter for _, letter, *_ in names],
                "hat": ["ˆ" if u.layer == depth else "" for u in layout.units],
                "below": [below for *_, below, _ in names],
                "above": [above for *_, above in names],
                "x": [u.x for u in layout.units],
                "y": [u.y for u in layout.units],
            }
        )


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    return {name: column(each) for name, each in values.items()}


@lru_cache(maxsize=64)
def _still(sizes: tuple[int, ...]) -> _Still:
    return _Still(sizes)


def _weight_name(layer: int, unit: int, source: int) -> str:
    between = "" if unit < 10 and source < 10 else " "
    return f"w{unit}{between}{source}".translate(_SUB) + f"({layer})".translate(_SUP)


def plain_name(layer: int, unit: int, source: int | str | None) -> str:
    """Give the name of a parameter as plain text."""
    if isinstance(source, int):
        return _weight_name(layer, unit, source)
    return {None: "b", "gamma": "γ", "beta": "β"}[source] + str(unit).translate(_SUB) + f"({layer})".translate(_SUP)


def _unit_name(layer: int, unit: int, depth: int, outputs: int) -> tuple[str, str, str, str]:
    """Give the name as plain text, and as a letter with what stands below and above it."""
    below = str(unit)
    if layer == 0:
        return "x" + below.translate(_SUB), "x", below, ""
    if layer == depth:
        below = below if outputs > 1 else ""
        return "ŷ" + below.translate(_SUB), "y", below, ""
    above = f"({layer})"
    return "a" + below.translate(_SUB) + above.translate(_SUP), "a", below, above


def _flat(name: str, given: Sequence[ArrayLike] | None, shapes: Sequence[tuple[int, ...]]) -> Floats:
    """Join the arrays of all layers into one row; NaN where nothing is given."""
    if given is None:
        return np.full(sum(int(np.prod(shape)) for shape in shapes), np.nan)
    arrays = [np.asarray(array, dtype=np.float64) for array in given]
    found = [array.shape for array in arrays]
    if found != list(shapes):
        raise ValueError(f"{name} of shapes {found}; these sizes need {shapes}")
    return np.concatenate([array.ravel() for array in arrays])


def _in_focus(still: _Still, selected: Mark | None, focus: str) -> Flags:
    layer, unit = still.unit_keys.T
    if focus == "all":
        return np.ones(len(layer), dtype=bool)
    if focus != "unit" or selected is None or not selected.fits(still.sizes):
        return np.zeros(len(layer), dtype=bool)
    return np.asarray((layer == selected.layer) & (unit == selected.unit))


def _label_places(still: _Still, factors: Flags, selected: Mark | None) -> dict[str, Floats]:
    """Give the places of the labels where few edges have one: those of a fan stand at its open end."""
    fraction = np.full(len(factors), 0.5)
    if selected is not None and selected.kind == "unit":
        inwards = still.edge_keys[:, 0] == selected.layer
        fraction[factors] = np.where(inwards[factors], 0.18, 0.82)
    x, y, x2, y2 = still.ends.T
    return {"label_x": x + fraction * (x2 - x), "label_y": y + fraction * (y2 - y)}


def _marks(
    still: _Still, selected: Mark | None, quantity: str, depth: int
) -> tuple[dict[str, Flags], dict[str, Flags]]:
    """Mark the selected thing, and the factors of its gradient; for edges, and for units.

    For a weight, dC/dw^(l)_{jk} = delta^(l)_j a^(l-1)_k. For a unit, delta^(l)_j = f'(z^(l)_j) times the sum over i of
    w^(l+1)_{ij} delta^(l+1)_i, where f' is computed from a^(l)_j; in the last layer, from a^(L)_j and the target.
    z^(l)_j is made of the weights that lead to it and the a^(l-1) before them; a^(l)_j of nothing that is drawn;
    dC/db^(l)_j of delta^(l)_j.
    """
    edge_layer, edge_unit, edge_source = still.edge_keys.T
    unit_layer, unit = still.unit_keys.T
    chosen_edge = weight_factor = np.zeros(len(edge_layer), dtype=bool)
    chosen_unit = activation_factor = delta_factor = np.zeros(len(unit_layer), dtype=bool)
    if selected is not None and selected.kind == "weight":
        layer, j, k = selected.layer, selected.unit, selected.source
        chosen_edge = (edge_layer == layer) & (edge_unit == j) & (edge_source == k)
        if chosen_edge.any():
            delta_factor = (unit_layer == layer) & (unit == j)
            activation_factor = (unit_layer == layer - 1) & (unit == k)
    elif selected is not None:
        layer, j = selected.layer, selected.unit
        chosen_unit = (unit_layer == layer) & (unit == j)
        exists = 1 <= layer <= depth and bool(chosen_unit.any())
        if exists and quantity == "z":
            weight_factor = (edge_layer == layer) & (edge_unit == j)
            activation_factor = unit_layer == layer - 1
        elif exists and quantity == "db":
            delta_factor = chosen_unit
        elif exists and quantity == "delta":
            activation_factor = chosen_unit
            weight_factor = (edge_layer == layer + 1) & (edge_source == j)
            delta_factor = unit_layer == layer + 1
    return (
        {"selected": chosen_edge, "weight_factor": weight_factor},
        {"selected": chosen_unit, "activation_factor": activation_factor, "delta_factor": delta_factor},
    )
