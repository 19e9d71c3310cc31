"""Translators compared as if all had been given the same texts: a regression of documents (statsmodels, an extra)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

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

    Points are explained by the translator, the feed, the length and the difficulty of the source in a log-linear model with the
    words as exposure (generalised estimating equations, Liang and Zeger 1986: translations of one document go together, and
    errors need not be a Poisson process). The rate is that of all documents, had this translator had them. Empty where fewer
    than two translators have `LEAST_DOCUMENTS` documents.
    """
    import numpy as np

    known = rows.groupby("translator")["document"].transform("count") >= LEAST_DOCUMENTS
    data = rows[known & (rows["words"] > 0)].copy()
    if data["translator"].nunique() < 2 or (data.groupby("translator")["points"].sum() == 0).any():
        return {}
    try:
        import statsmodels.api as sm
    except ImportError:
        raise PlanError("the comparison at equal difficulty needs statsmodels: pip install 'tqa[statistics]'") from None
    names = sorted(data["translator"].unique())
    length: Any = data["words"].map(np.log)
    given: list[Any] = [_standard(length), _standard(data["difficulty"].fillna(data["difficulty"].mean()).fillna(0.0))]
    given += [(data["feed"] == feed).astype(float) for feed in sorted(data["feed"].unique())[1:]]
    covariates = np.column_stack([c for c in given if c.std() > 0] or [np.zeros(len(data))])
    covariates = covariates[:, covariates.std(axis=0) > 0]
    design = np.column_stack([*[(data["translator"] == name).astype(float) for name in names], covariates])
    words = data["words"].to_numpy(float)
    order = np.argsort(data["document"].to_numpy(), kind="stable")
    model = sm.GEE(
        data["points"].to_numpy(float)[order],
        design[order],
        groups=data["document"].to_numpy()[order],
        family=sm.families.Poisson(),
        cov_struct=sm.cov_struct.Exchangeable(),
        exposure=words[order],
    )
    fitted = model.fit()
    rest = np.exp(covariates @ fitted.params[len(names) :]) if covariates.shape[1] else np.ones(len(data))
    usual = float((rest * words).sum() / words.sum()) * 1000
    found = {}
    for n, name in enumerate(names):
        middle, error = float(fitted.params[n]), float(fitted.bse[n])
        found[name] = Adjusted(*(float(np.exp(middle + z * error)) * usual for z in (0.0, -1.96, 1.96)))
    return found


def _standard(values: pd.Series[float]) -> pd.Series[float]:
    spread = float(values.std(ddof=0))
    return (values - values.mean()) / spread if spread > 0 else values * 0.0
