"""The right numbers of the published examples, each with as many digits as is known of it, as text."""

from collections.abc import Iterator, Mapping
from itertools import product

from dashboard.lab.example import Entry


def at(first: Entry, text: str) -> Iterator[tuple[Entry, str]]:
    """Give the numbers of a text with the entries they stand at, from ``first`` on; semicolons separate rows."""
    rows = [row.split() for row in text.split(";")]
    for i, k in product(range(len(rows)), range(len(rows[0]))):
        yield (first[0] + i, first[1] + k) if len(first) == 2 else (first[0] + k,), rows[i][k]


def whole(**quantities: str) -> dict[tuple[str, Entry], str]:
    """Give the numbers of whole quantities: vectors (db1, new_b1), a cost, and matrices, whose rows are semicolons."""
    found: dict[tuple[str, Entry], str] = {}
    for key, text in quantities.items():
        name = f"{key.removeprefix('new_')}'" if key.startswith("new_") else key
        if name[0] == "C":
            found[name, ()] = text
            continue
        first = (1,) if name.startswith(("db", "b")) else (1, 1)
        found |= {(name, entry): number for entry, number in at(first, text)}
    return found


PUBLISHED: Mapping[str, dict[tuple[str, Entry], str]] = {
    "by-hand": whole(
        z1="2 4 1; 1 3 -2",
        z2="-1 4 6 1; -2 4 4 2",
        z3="-3 2 2; 1 2 0",
        a3=".00335766 .49832117 .49832117; .24472847 .66524096 .09003057",
        C="1.10411646",
        dW3="0 .99234453 .99905985 .49281460; 0 .65424850 1.65089084 -.17119692; 0 -1.64659303 -2.64995069 -.32161768",
        dW1=".23801315 -.24808613 -.25144379 -.49281460; -.61736194 -.90782052 -1.41621468 -1.30724689; "
        "-1.01007298 -.50503649 -1.01007298 -.50503649",
    )
    | {("dW2", (1, k)): "0" for k in (1, 2, 3)}
    | {("db2", (1,)): "0"},
    "forum": whole(C="16.45696986", db1=".76613837 .97989687", db2=".88341721 .56876234 .58466766 .59813924"),
    "data-mining": whole(
        a1=".33181223 .52497919",
        a2=".47388890",
        delta2="-.13116908",
        delta1=".00872456 .00654209",
        new_W2="-.26082885 -.13802507",
        new_b2=".21805217",
        new_W1=".19214789 .4 -.50785211; -.30588788 .1 .19411212",
        new_b1="-.40785211 .19411212",
    ),
    "quiz": whole(delta2="-3 1", z1="3 -2", da1="-14 -1", delta1="-14 0")
    | {("dW2", (1, 1)): "-9", ("dW2", (2, 1)): "0"},
    "beginners": whole(a1=".04742587 .04742587", a2=".52369517") | {("dW1", (1, 1)): ".02146954"},
    "academy": whole(
        a2=".56714765 .43285235",
        C=".56713561",
        dW2="-.18420356 -.21642618; .18420356 .21642618",
        dW1="-.04232574 -.08465148 .04232574; -.02164262 -.04328524 .02164262",
    )
    | {("z2", (1, 2)): ".15744425"},
    "gradient": whole(
        dW1=".053472 .106943; -.030502 -.061003",
        db1=".053472 -.030502",
        dW2=".071295 .098384",
        db2=".142591",
    ),
    "ai-lab": whole(C=".27483472", delta2=".12636745 -.02498831", delta1=".01020635 .01132500", new_C=".26589089"),
    "step-by-step": whole(
        z1="0.3775 0.3925",
        a1="0.593269992 0.596884378",
        a2="0.75136507 0.772928465",
        C="0.298371109",
        new_W2="0.35891648 0.408666186; 0.511301270 0.561370121",
        new_W1="0.149780716 0.19956143; 0.24975114 0.29950229",
    )
    | {("da2", (1, 1)): "0.74136507", ("delta2", (1, 1)): "0.138498562", ("dW1", (1, 1)): "0.000438568"},
    "article": whole(
        z1=".3 .7 1.1",
        a1=".57444252 .66818777 .75026011",
        z2=".51615984 1.21402696",
        a2=".62624937 .7710107",
        a3=".31682708 .69627909",
    ),
    "xor-zeros": whole(
        C=".6931471805599453", dW1="0 0; 0 0", dW2="0 0", db1="0 0", db2="0", delta2=".125; -.125; -.125; .125"
    ),
    "xor-ones": whole(dW1=".0131528 .0131528; .0131528 .0131528", dW2=".21053036 .21053036"),
}
