"""Nothing lost, nothing repeated: the cache of verdicts, runs that are killed, workers that die."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from tqa.audit.plan import Plan
from tqa.glossary.termbase import Concept, Term, Termbase
from tqa.records import Segment, StoreError
from tqa.run import workers
from tqa.run.cache import Cache, key
from tqa.run.local import check

ROOT = Path(__file__).parent.parent
WORDS = ["Служба безпеки України", "Міська рада", "порт", "3 листопада", "139 тис.", "ГУР", "суд", "«завод»"]


def feed(size: int, seed: int = 1) -> list[Segment]:
    rng = random.Random(seed)
    made = []
    for n in range(size):
        source = f"{rng.choice(WORDS)} повідомила про {rng.randint(1, 900)} порушень у місті номер {n}."
        target = f"The {rng.choice(['SSU', 'council', 'DIU', 'port'])} reported {rng.randint(1, 900)} violations in city number {n} ."
        made.append(Segment(f"s{n}", source, target, "uk", "en", document=f"d{n // 5}", translator=rng.choice("ab")))
    return made


def plan(*concepts: Concept) -> Plan:
    return replace(Plan(), termbase=Termbase({c.id: c for c in concepts}))


def concept(name: str, uk: str, en: str, forbidden: str = "") -> Concept:
    terms = [Term(name, "uk", uk), Term(name, "en", en)]
    if forbidden:
        terms.append(Term(name, "en", forbidden, status="forbidden"))  # type: ignore[arg-type]
    return Concept(name, tuple(terms))


SSU = concept("ssu", "Служба безпеки України", "SSU")
COUNCIL = concept("council", "Міська рада", "City Council")


def test_a_second_run_checks_nothing_and_says_the_same(tmp_path: Path) -> None:
    segments, place = feed(300), tmp_path / "c"
    first = list(check(segments, plan(SSU), cache=place))
    told: list[str] = []
    assert list(check(segments, plan(SSU), cache=place, note=told.append)) == first == list(check(segments, plan(SSU)))
    assert told == [f"300 segments were known from {place}, 0 were checked"]


def test_a_changed_term_checks_only_the_segments_that_speak_of_it(tmp_path: Path) -> None:
    segments, place = feed(400), tmp_path / "c"
    list(check(segments, plan(SSU, COUNCIL), cache=place))
    changed = plan(replace(SSU, terms=(*SSU.terms, Term("ssu", "en", "Security Service of Ukraine"))), COUNCIL)
    spoken = sum("Служба безпеки" in (s.source or "") or "SSU" in s.target for s in segments)
    with Cache(place) as cache:
        found = cache.verdicts(segments, changed)
        assert (cache.audited, cache.reused) == (spoken, 400 - spoken)
        assert 0 < spoken < 250
        again = cache.verdicts(segments, changed)
        assert cache.audited == spoken, "what was looked at once is known under the new glossary"
    assert found == again
    assert list(check(segments, changed, cache=place)) == list(check(segments, changed))


@pytest.mark.parametrize("other", [plan(SSU), plan(), plan(SSU, COUNCIL, concept("port", "порт", "harbour"))])
def test_concepts_added_and_taken_out(other: Plan, tmp_path: Path) -> None:
    segments, place = feed(200), tmp_path / "c"
    list(check(segments, plan(SSU, COUNCIL), cache=place))
    assert list(check(segments, other, cache=place)) == list(check(segments, other))


def test_the_key_holds_what_the_answer_rests_on() -> None:
    one = feed(1)[0]
    names = {key(one, Plan()), key(replace(one, target="x"), Plan()), key(replace(one, document="x"), Plan())}
    names |= {
        key(one, Plan(off=frozenset({"number-changed"}))),
        key(one, Plan(profile="mqm2")),
        key(one, Plan(estimate=True)),
    }
    assert len(names) == 6
    assert key(one, plan(SSU)) == key(one, Plan())


def test_a_model_fitted_anew_in_the_same_folder_is_another_one(tmp_path: Path) -> None:
    for name in ("card.toml", "model.onnx", "rest.onnx", "tokenizer.json"):
        (tmp_path / name).write_text("old")
    one, before = feed(1)[0], Plan(quality_model=str(tmp_path))
    old = key(one, before)
    for name in ("model.onnx", "rest.onnx"):
        (tmp_path / name).write_text("new")
        assert key(one, Plan(quality_model=str(tmp_path))) != old
        (tmp_path / name).write_text("old")
    assert key(one, Plan(quality_model=str(tmp_path))) == old
    assert Plan(off=frozenset({"en/detected"})).parts["models"] != Plan().parts["models"]


def test_a_cache_of_another_version_begins_anew_and_a_stranger_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "c"
    list(check(feed(20), Plan(), cache=place))
    with sqlite3.connect(place) as base:
        base.execute("update about set format = '0 old'")
    with Cache(place) as cache:
        cache.verdicts(feed(20), Plan())
        assert cache.audited == 20
    (tmp_path / "x").write_text("no database " * 200)
    with pytest.raises(StoreError, match="is no cache of tqa"):
        Cache(tmp_path / "x")


def test_two_runs_at_once_share_a_cache(tmp_path: Path) -> None:
    segments = feed(300)
    assert list(check(segments, Plan(), jobs=2, cache=tmp_path / "c")) == list(check(segments, Plan()))
    with Cache(tmp_path / "c") as one, Cache(tmp_path / "c") as other:
        assert one.verdicts(segments[:50], Plan()) == other.verdicts(segments[:50], Plan())
        assert one.audited == other.audited == 0


# -- death -----------------------------------------------------------------------------------------------------------


def write(path: Path, segments: list[Segment]) -> None:
    keys = ("id", "source", "target", "source_lang", "target_lang", "document", "translator")
    path.write_text(
        "".join(json.dumps({k: getattr(s, k) for k in keys}, ensure_ascii=False) + "\n" for s in segments), "utf-8"
    )


def test_a_run_killed_at_random_moments_ends_with_the_bytes_of_one_that_was_not(tmp_path: Path) -> None:
    write(tmp_path / "feed.jsonl", feed(3000))
    command = [str(Path(sys.executable).with_name("tqa")), "check", str(tmp_path / "feed.jsonl"), "--fail-on", "never"]
    command += ["--glossary", str(ROOT / "glossaries/ukraine-news.csv"), "--format", "jsonl"]
    whole = tmp_path / "whole.jsonl"
    start = time.perf_counter()
    subprocess.run([*command, "--out", str(whole)], check=True, capture_output=True)
    usual = time.perf_counter() - start
    rng, out, killed = random.Random(3), tmp_path / "out.jsonl", 0
    resumable = [*command, "--jobs", "2", "--cache", str(tmp_path / "cache"), "--out", str(out)]
    for _ in range(5):
        run = subprocess.Popen(resumable, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            run.wait(timeout=rng.uniform(0.2, 0.9) * usual)
            break
        except subprocess.TimeoutExpired:
            # frozen first: a run that finished between the look and the kill would be no killed run
            os.killpg(run.pid, signal.SIGSTOP)
            os.waitpid(run.pid, os.WUNTRACED)
            if out.exists():
                with suppress(ProcessLookupError):
                    os.killpg(run.pid, signal.SIGCONT)
                run.wait()
                break
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()
            killed += 1
            assert not out.exists(), "nothing is half-written"
    assert killed
    done = subprocess.run(resumable, check=True, capture_output=True, text=True)
    assert out.read_bytes() == whole.read_bytes()
    assert "were known from" in done.stderr


def deadly(batch: list[Segment]) -> tuple[list, int]:  # type: ignore[type-arg]
    """The worker's work, but one segment kills its process."""
    if any("poison" in s.target for s in batch):
        os.kill(os.getpid(), signal.SIGKILL)
    return AUDIT(batch)


AUDIT = workers._audit


def test_a_segment_that_kills_its_worker_is_named_and_the_rest_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    segments = feed(600)
    segments[300] = replace(segments[300], target="The poison report.")
    monkeypatch.setattr(workers, "_audit", deadly)
    told: list[str] = []
    found = list(check(segments, Plan(), jobs=2, note=told.append))
    assert [v.segment.id for v in found] == [s.id for s in segments]
    failed = [v for v in found if v.failures]
    assert [v.segment.id for v in failed] == ["s300"]
    assert "died" in failed[0].failures[0].error
    assert any("tried again" in t for t in told)
    monkeypatch.setattr(workers, "_audit", AUDIT)
    clean = list(check([s for s in segments if s.id != "s300"], Plan()))
    assert [v for v in found if v.segment.id != "s300"] == clean
