"""Translators compared as if all had been given the same texts: a mixed model of documents (statsmodels, an extra)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tqa.records import PlanError

if TYPE_CHECKING:
    import pandas as pd


class Adjusted(NamedTuple):
    """Points per 1,000 words that a translator would have on documents of middling difficulty, with a 95 % interval."""

    value: float
    low: float
    high: float


LEAST_DOCUMENTS = 10


def adjusted(rows: pd.DataFrame) -> dict[str, Adjusted]:
    """By translator; `rows` are documents: translator, document, feed, points, words, difficulty (any scale, may be missing).

    The square root of points per 1,000 words (which steadies the variance of counts) is explained by the translator, the
    feed, the length and the difficulty of the source, with a random effect of the source document where several
    translators had the same one. Empty where fewer than two translators have `LEAST_DOCUMENTS` documents.
    """
    import numpy as np

    known = rows.groupby("translator")["document"].transform("count") >= LEAST_DOCUMENTS
    data = rows[known & (rows["words"] > 0)].copy()
    if data["translator"].nunique() < 2:
        return {}
    try:
        import statsmodels.formula.api as models
    except ImportError:
        raise PlanError("the comparison at equal difficulty needs statsmodels: pip install 'tqa[statistics]'") from None
    data["root"] = np.sqrt(data["points"] / data["words"] * 1000)
    data["length"] = _standard(np.log(data["words"]))
    data["hard"] = _standard(data["difficulty"].fillna(data["difficulty"].mean()).fillna(0.0))
    terms = ["0", "C(translator)", *(n for n in ("length", "hard") if data[n].std() > 0)]
    if data["feed"].nunique() > 1:
        terms.append("C(feed, Sum)")
    formula = "root ~ " + " + ".join(terms)
    shared = data["document"].duplicated().any()
    if shared:
        fitted = models.mixedlm(formula, data, groups=data["document"]).fit(reml=True)
    else:
        fitted = models.wls(formula, data, weights=data["words"]).fit()
    # a mean of squares is the square of the mean and the spread of what is left, which all translators share here
    spread = float(fitted.scale if shared else (fitted.resid**2).mean())
    found = {}
    for name in sorted(data["translator"].unique()):
        term = f"C(translator)[{name}]"
        middle, error = float(fitted.params[term]), float(fitted.bse[term])
        low, high = max(0.0, middle - 1.96 * error), middle + 1.96 * error
        found[name] = Adjusted(max(0.0, middle) ** 2 + spread, low**2 + spread, high**2 + spread)
    return found


def _standard(values: pd.Series[float]) -> pd.Series[float]:
    spread = float(values.std(ddof=0))
    return (values - values.mean()) / spread if spread > 0 else values * 0.0
