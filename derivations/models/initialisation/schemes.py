"""The initialisations that the argument leads to, under the names of the NumPy side."""

from dataclasses import dataclass

from sympy import Expr

from derivations.models.initialisation.argument import variance_argument


@dataclass(frozen=True)
class Scheme:
    """One initialisation: which condition of which argument it meets, and with which distribution."""

    # the method of `initialise`
    name: str
    # activation, condition: Of `variance_argument(activation)[condition]`
    activation: str
    condition: str
    # uniform with a bound, or normal
    uniform: bool
    source: str

    @property
    def variance(self) -> Expr:
        """Var w, in n_1 = n_in and n_2 = n_out."""
        return variance_argument(self.activation)[self.condition].value

    @property
    def bound(self) -> Expr | None:
        """The largest weight of a uniform one; None for a normal one."""
        return variance_argument(self.activation)[f"bound {self.condition}"].value if self.uniform else None


LECUN = "LeCun, Bottou, Orr and Mueller 1998, equation 16"
GLOROT = "Glorot and Bengio 2010, equations 12 and 16"
HE = "He, Zhang, Ren and Sun 2015, equation 10"

SCHEMES = {
    scheme.name: scheme
    for scheme in (
        Scheme("lecun", "identity", "forward", uniform=False, source=LECUN),
        Scheme("lecun_uniform", "identity", "forward", uniform=True, source=LECUN),
        Scheme("xavier", "identity", "both", uniform=True, source=GLOROT),
        Scheme("xavier_normal", "identity", "both", uniform=False, source=GLOROT),
        Scheme("he", "relu", "forward", uniform=False, source=HE),
        Scheme("he_uniform", "relu", "forward", uniform=True, source=HE),
    )
}
