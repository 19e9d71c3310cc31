"""The pure heart: a batch of segments and a plan give verdicts; no I/O, no clock, no neighbour's influence."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from tqa.audit.findings import finding, fingerprinted, merged
from tqa.audit.plan import Plan
from tqa.checks.finder import Hit, Pair, Rule
from tqa.records import Fact, Failure, Finding, Segment, Verdict
from tqa.scoring.estimate import estimator, features
from tqa.scoring.lexical import segment_scores
from tqa.scoring.mqm import segment_score
from tqa.scoring.neural import readings


def audit(batch: Sequence[Segment], plan: Plan) -> list[Verdict]:
    """Verdicts in the order of the batch, with the facts that only a whole feed can settle."""
    pairs = [Pair(segment, plan.termbase if plan.termbase.concepts else None) for segment in batch]
    found: list[list[Finding]] = [[] for _ in pairs]
    facts: list[list[Fact]] = [[] for _ in pairs]
    failures: list[list[Failure]] = [[] for _ in pairs]
    batched: dict[str, tuple[Rule, list[int]]] = {}
    for n, pair in enumerate(pairs):
        for rule in plan.agenda(pair.segment.source_lang, pair.segment.target_lang).rules_of(pair):
            check = rule.check
            try:
                if check.scope == "pair":
                    for hit in check.find(pair, **rule.settings):
                        found[n].append(finding(pair.segment, rule, hit, plan))
                elif check.scope == "feed":
                    facts[n] += [replace(fact, rule=rule.id) for fact in check.find(pair, **rule.settings)]
                else:
                    batched.setdefault(rule.id, (rule, []))[1].append(n)
            except Exception as error:
                failures[n].append(_failure(pair, rule, error))
    for rule, where in batched.values():
        _run_batched(rule, where, pairs, found, failures, plan)
    read = iter(readings([(p.source, p.target) for p in pairs if p.has_source], plan.quality_model))
    return [
        _verdict(pair, found[n], failures[n], facts[n], plan, next(read) if pair.has_source else {})
        for n, pair in enumerate(pairs)
    ]


def _run_batched(
    rule: Rule,
    where: list[int],
    pairs: list[Pair],
    found: list[list[Finding]],
    failures: list[list[Failure]],
    plan: Plan,
) -> None:
    try:
        answers: list[list[Hit]] = rule.check.find([pairs[n] for n in where], **rule.settings)
        for n, hits in zip(where, answers, strict=True):
            found[n] += [finding(pairs[n].segment, rule, hit, plan) for hit in hits]
    except Exception as error:
        for n in where:
            failures[n].append(_failure(pairs[n], rule, error))


def _failure(pair: Pair, rule: Rule, error: Exception) -> Failure:
    return Failure(pair.segment.id, rule.id, f"{type(error).__name__}: {error}")


def _verdict(
    pair: Pair,
    found: list[Finding],
    failures: list[Failure],
    facts: list[Fact],
    plan: Plan,
    read: Mapping[str, float],
) -> Verdict:
    segment = pair.segment
    findings = tuple(fingerprinted(segment, merged(found)))
    scores = [segment_score(segment, findings, plan.scoring), *segment_scores(segment, plan.metrics)]
    if (plan.estimate or plan.quality_model) and pair.has_source and segment.target.strip():
        known = features(pair.source, pair.target, pair.links, findings, read)
        scores += estimator(bool(read)).scores(segment, known)
    return Verdict(segment, findings, tuple(scores), tuple(failures), tuple(facts), plan.fingerprint)


# A fact with the number of its verdict in the feed.
Numbered = tuple[int, Fact]


def decide(rule: Rule, facts: Sequence[Numbered]) -> Iterator[tuple[int, Hit]]:
    """What the feed-wide rule says of all facts of one key: the number of a verdict and the hit in it."""
    assert rule.check.decide is not None
    for n, hit in rule.check.decide([fact for _, fact in facts], **_decide_settings(rule)):
        yield facts[n][0], hit


def _decide_settings(rule: Rule) -> dict[str, object]:
    assert rule.check.decide is not None
    known = inspect.signature(rule.check.decide).parameters
    return {name: value for name, value in rule.settings.items() if name in known}


def completed(verdict: Verdict, late: Iterable[tuple[Rule, Hit]], failures: Iterable[Failure], plan: Plan) -> Verdict:
    """The verdict with the findings that only the whole feed could show; its facts are spent."""
    extra = [finding(verdict.segment, rule, hit, plan) for rule, hit in late]
    more = tuple(failures)
    done = replace(verdict, facts=(), failures=verdict.failures + more) if verdict.facts or more else verdict
    if not extra:
        return done
    plain = [replace(f, fingerprint="") for f in verdict.findings]
    findings = tuple(fingerprinted(verdict.segment, merged([*plain, *extra])))
    score = segment_score(verdict.segment, findings, plan.scoring)
    return replace(done, findings=findings, scores=(score, *verdict.scores[1:]))


def settle(verdicts: Sequence[Verdict], plan: Plan) -> list[Verdict]:
    """Final verdicts of a feed that fits in memory; `run` does the same from disk for feeds that do not."""
    grouped: dict[tuple[str, str], list[Numbered]] = {}
    for n, verdict in enumerate(verdicts):
        for fact in verdict.facts:
            grouped.setdefault((fact.rule, fact.key), []).append((n, fact))
    late: dict[int, list[tuple[Rule, Hit]]] = {}
    failures: dict[int, list[Failure]] = {}
    for (rule_id, _), facts in sorted(grouped.items()):
        settle_key(
            rule_id,
            facts,
            plan,
            lambda n, rule, hit: late.setdefault(n, []).append((rule, hit)),
            lambda n, failure: failures.setdefault(n, []).append(failure),
            lambda n: verdicts[n].segment.id,
        )
    return [completed(v, late.get(n, ()), failures.get(n, ()), plan) for n, v in enumerate(verdicts)]


def settle_key(
    rule_id: str,
    facts: Sequence[Numbered],
    plan: Plan,
    on_hit: Callable[[int, Rule, Hit], None],
    on_failure: Callable[[int, Failure], None],
    name: Callable[[int], str],
) -> None:
    """Decide one key; a decision that crashes is a failure of the first segment it concerns."""
    rule = plan.rule(rule_id)
    try:
        for n, hit in decide(rule, facts):
            on_hit(n, rule, hit)
    except Exception as error:
        on_failure(facts[0][0], Failure(name(facts[0][0]), rule_id, f"{type(error).__name__}: {error}"))
