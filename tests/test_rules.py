"""Every example of every card: bad is found at its marks, fixed and good are silent."""

import pytest

from tqa.audit.audit import audit, settle
from tqa.audit.plan import Plan, rules
from tqa.checks.finder import Example, Rule
from tqa.feeds.inline import plain
from tqa.glossary.termbase import Status, Term, Termbase
from tqa.records import Segment, Verdict, repaired

RULES = rules()
BAD = [pytest.param(r, e, id=f"{r.id}-bad{n}") for r in RULES.values() for n, e in enumerate(r.bad)]
GOOD = [pytest.param(r, e, id=f"{r.id}-good{n}") for r in RULES.values() for n, e in enumerate(r.good)]


def segment(n: int, source: str | None, target: str, example: Example) -> Segment:
    ours, theirs = plain(source) if source is not None else (None, ()), plain(target)
    return Segment(
        str(n),
        ours[0],
        theirs[0],
        example.source_lang,
        example.target_lang,
        document="d",
        source_marks=ours[1],
        target_marks=theirs[1],
    )


def run(rule: Rule, example: Example, target: str | None = None) -> Verdict:
    terms = [
        Term(c, lang, text, Status(status), kind, case="exact" if kind == "acronym" else "free")
        for c, lang, text, status, kind in example.terms
    ]
    plan = Plan(only=frozenset({rule.id}), termbase=Termbase.of(terms))
    pairs = [*example.pairs[:-1], (example.pairs[-1][0], example.pairs[-1][1] if target is None else target)]
    verdict = settle(audit([segment(n, s, t, example) for n, (s, t) in enumerate(pairs)], plan), plan)[-1]
    assert not verdict.failures
    return verdict


@pytest.mark.parametrize(("rule", "example"), BAD)
def test_bad_is_found_where_it_is_marked(rule: Rule, example: Example) -> None:
    findings = run(rule, example).findings
    assert findings
    found = {("source", f.source) for f in findings} | {("target", f.target) for f in findings}
    assert set(example.spans) <= found
    marked = {span for side, span in example.spans if side == "target"}
    if marked:
        assert {f.target for f in findings} <= marked


@pytest.mark.parametrize(("rule", "example"), BAD)
def test_fixed_is_silent(rule: Rule, example: Example) -> None:
    if example.fixed is not None:
        assert not run(rule, example, example.fixed).findings


@pytest.mark.parametrize(("rule", "example"), BAD)
def test_a_suggestion_silences_its_finding(rule: Rule, example: Example) -> None:
    for finding in run(rule, example).findings:
        if finding.suggestion is not None:
            after = run(rule, example, repaired(finding, example.pairs[-1][1]))
            assert finding.fingerprint not in {f.fingerprint for f in after.findings}
            assert len(after.findings) < len(run(rule, example).findings)


@pytest.mark.parametrize(("rule", "example"), GOOD)
def test_good_is_silent(rule: Rule, example: Example) -> None:
    assert not run(rule, example).findings


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda r: r.id)
def test_a_card_is_whole(rule: Rule) -> None:
    assert rule.bad, "a rule is proven by a bad example"
    assert rule.good, "and by a look-alike that is right"
    assert rule.why.endswith(".")
    assert rule.check.doc.endswith("."), "a check says in one sentence what it finds"
