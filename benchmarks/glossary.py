"""How well terms are found and obedience is judged, and what a large termbase costs.

    python benchmarks/glossary.py --data ../shared/data [--out benchmarks/results/glossary.json]

Labels stand in `benchmarks/labels/` as ids and verdicts only; a language model read the rows and gave them, by written
instructions, without seeing what tqa says of them. `inflected.tsv` there holds sentences written for this project.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import re
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tqa.audit.audit import audit
from tqa.audit.plan import Plan
from tqa.checks.finder import Pair
from tqa.evaluation.probability import wilson
from tqa.glossary import read_glossary
from tqa.glossary.match import automaton, occurrences, uses
from tqa.glossary.termbase import Term, Termbase
from tqa.languages import language
from tqa.languages.text import Text
from tqa.languages.words import vocabulary
from tqa.records import Segment
from tqa.run.local import audited
from tqa.terminology.control import shuffled
from tqa.terminology.mine import mine

HOME = Path(__file__).resolve().parent.parent
LABELS = HOME / "benchmarks" / "labels"
NEWS = HOME / "glossaries" / "ukraine-news.terms"
WMT25 = "term_wmt25_track1_en-xx"
Row = dict[str, Any]


def rows(data: Path, name: str) -> Iterator[Row]:
    with gzip.open(data / "dev" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def labelled(name: str) -> list[dict[str, str]]:
    with (LABELS / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def interval(right: int, n: int) -> list[float]:
    """Wilson's 95 % interval of a share, in per cent."""
    return [round(100 * end, 1) for end in wilson(right, n)]


def share(right: int, n: int) -> Row:
    return {
        "right": right,
        "of": n,
        "per_cent": round(100 * right / n, 1) if n else None,
        "interval": interval(right, n),
    }


def base_of(row: Row, lang: str) -> Termbase:
    """The glossary of one row of WMT25: a concept a term."""
    pairs = list(row["terms"].items())
    return Termbase.of(t for n, (s, r) in enumerate(pairs) for t in (Term(f"c{n}", "en", s), Term(f"c{n}", lang, r)))


Judge = Callable[[Row, int, str, str, str], bool]


def ours(row: Row, number: int, source: str, target: str, lang: str) -> bool:
    """Whether tqa tells no violation of the row's term of that number."""
    base = base_of(row, lang)
    pair = Pair(Segment("", row["source"], row["target"], "en", lang), base)
    mine = [o for o in occurrences(base, pair.uses, lang) if o.use.term.concept == f"c{number}"]
    return not mine or any(o.answer for o in mine)


def exact(row: Row, number: int, source: str, target: str, lang: str) -> bool:
    """As WMT21's exact match: the target term stands in the target as it is written."""
    return re.search(rf"\b{re.escape(target)}\b", row["target"]) is not None


def lemmas(row: Row, number: int, source: str, target: str, lang: str) -> bool:
    """As WMT25's scorer: the term stands in the surface or in the lemmatised text (here by simplemma)."""

    def lemmatised(text: str) -> str:
        known = vocabulary(lang)
        return "|||".join(known.lemma(t.word.lower) for t in Text(text, language(lang)).tokens)

    return target.lower() in row["target"].lower() or lemmatised(target) in lemmatised(row["target"])


def obedience(data: Path) -> Row:
    """Violations told against labels, per language: tqa, exact matching, the lemma fallback."""
    labels = labelled("wmt25_terms.tsv")
    wanted = {label["id"] for label in labels}
    by_id = {r["id"]: r for r in rows(data, WMT25) if r["id"] in wanted}
    found: Row = {}
    for lang in ("ru", "de", "es"):
        mine = [x for x in labels if x["lang"] == lang and x["label"] in "ov"]
        found[lang] = {}
        for name, judge in (("tqa", ours), ("exact", exact), ("lemma", lemmas)):
            counts: Counter[str] = Counter()
            for label in mine:
                row, number = by_id[label["id"]], int(label["term"])
                source, target = list(row["terms"].items())[number]
                counts[label["label"] + ("o" if judge(row, number, source, target, lang) else "v")] += 1
            found[lang][name] = {
                "precision": share(counts["vv"], counts["vv"] + counts["ov"]),
                "recall": share(counts["vv"], counts["vv"] + counts["vo"]),
            }
    return found


def controls(data: Path, limit: int = 4000) -> Row:
    """Shares of WMT25 occurrences: satisfied by terms of other concepts; flagged on references that use the proper term."""
    found: Row = {}
    for lang in ("ru", "de", "es"):
        seen: dict[tuple[str, str], Row] = {}
        for r in rows(data, WMT25):
            if r["tgt_lang"] == lang and r["terms_mode"] == "proper":
                seen.setdefault((r["source"], r["system"]), r)
        kept = [seen[key] for key in sorted(seen)]
        random.Random(1).shuffle(kept)
        satisfied = occurring = flagged = proper = 0
        everything = Termbase.of(
            {
                (s, t): term
                for r in kept
                for s, t in r["terms"].items()
                for term in (Term(f"{s} {t}".replace("|", " "), lang, t),)
            }.values()
        )
        dealt = shuffled(everything, lang, 1)
        for r in kept[:limit]:
            terms = list(r["terms"].items())
            wrong = Termbase.of(
                t
                for n, (s, x) in enumerate(terms)
                for t in (
                    Term(f"c{n}", "en", s),
                    *(Term(f"c{n}", lang, o.text) for o in dealt.concepts[f"{s} {x}".replace("|", " ")].terms),
                )
            )
            pair = Pair(Segment("", r["source"], r["target"], "en", lang), wrong)
            for o in occurrences(wrong, pair.uses, lang):
                occurring += 1
                satisfied += o.answer is not None
        done = set()
        for r in kept:
            if r["reference"] and r["source"] not in done:
                done.add(r["source"])
                base = base_of(r, lang)
                pair = Pair(Segment("", r["source"], r["reference"], "en", lang), base)
                for n, (_, target) in enumerate(r["terms"].items()):
                    if lemmas({"target": r["reference"]}, n, "", target, lang):  # the reference uses the proper term
                        mine = [o for o in occurrences(base, pair.uses, lang) if o.use.term.concept == f"c{n}"]
                        proper += 1
                        flagged += bool(mine) and not any(o.answer for o in mine)
        found[lang] = {"shuffled_satisfied": share(satisfied, occurring), "references_flagged": share(flagged, proper)}
    return found


def source_recall(data: Path) -> Row:
    """Mentions of the shared base's concepts that are matched: in WMT sources by labels, and in sentences of our own."""
    base = read_glossary(NEWS)
    labels = [x for x in labelled("mentions.tsv") if x["label"] == "y"]
    wanted = {(x["dataset"], x["doc_id"], x["seg_id"]) for x in labels}
    texts = {
        place: r["source"]
        for name in sorted({x["dataset"] for x in labels})
        for r in rows(data, name)
        if (place := (name, str(r["doc_id"]), str(r["seg_id"]))) in wanted
    }
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for x in labels:
        text = texts[x["dataset"], x["doc_id"], x["seg_id"]]
        total[x["lang"]] += 1
        right[x["lang"]] += matched(base, x["lang"], text, x["concept"], int(x["start"]), int(x["end"]))
    own: Counter[str] = Counter()
    owned: Counter[str] = Counter()
    missed = []
    for x in labelled("inflected.tsv"):
        start = x["sentence"].index(x["words"])
        hit = matched(base, x["lang"], x["sentence"], x["concept"], start, start + len(x["words"]))
        own[x["lang"]] += hit
        owned[x["lang"]] += 1
        if not hit:
            missed.append(x["words"])
    return {
        "wmt": {lang: share(right[lang], total[lang]) for lang in sorted(total)},
        "wmt_all": share(right.total(), total.total()),
        "own": {lang: share(own[lang], owned[lang]) for lang in sorted(owned)},
        "own_all": share(own.total(), owned.total()),
        "own_missed": missed,
    }


def matched(base: Termbase, lang: str, text: str, concept: str, start: int, end: int) -> bool:
    """Whether the concept is found at a place, or a longer term of another concept that holds it."""
    found = uses(base, Text(text, language(lang)), "source")
    return any(
        u.span.start < end
        and start < u.span.end
        and (
            u.term.concept == concept
            or (u.span.start <= start and end <= u.span.end and u.span.end - u.span.start > end - start)
        )
        for u in found
    )


def lemmatisers(data: Path) -> Row:
    """Lemmatisers by the share of words they give the treebank's lemma (Ukrainian), and of source words they know."""
    import simplemma

    gold: list[tuple[str, str, str]] = []
    with gzip.open(data / "ud" / "uk_iu-ud-test.conllu.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if len(cells) > 3 and cells[0].isdigit() and cells[3] in ("NOUN", "PROPN", "ADJ"):
                gold.append((cells[1], cells[2], cells[3]))
    sources = {
        lang: Counter(
            t.text.lower()
            for name in names
            for text in {r["source"] for r in rows(data, name)}
            for t in Text(text, language(lang)).tokens
            if t.kind == "word" and t.word.script == "Cyrl"
        )
        for lang, names in (
            ("uk", ("wmt22_uk-en", "wmt23_uk-en")),
            ("ru", ("wmt21_ru-en", "wmt22_ru-en", "wmt23_ru-en")),
        )
    }

    def one(lemma: Callable[[str, str], set[str]], known: Callable[[str, str], bool], langs: tuple[str, ...]) -> Row:
        told: Row = {}
        if "uk" in langs:
            told["uk_iu"] = share(sum(g.lower().replace("’", "'") in lemma(w, "uk") for w, g, _ in gold), len(gold))
        for lang in langs:
            words = sources[lang]
            told[f"known_{lang}"] = share(sum(n for w, n in words.items() if known(w, lang)), words.total())
        return told

    found: Row = {
        "simplemma (MIT)": one(
            lambda w, lang: {simplemma.lemmatize(w.lower(), lang=lang).lower().replace("’", "'")},
            lambda w, lang: simplemma.is_known(w, lang=lang),
            ("uk", "ru"),
        )
    }
    try:
        import pymorphy3
    except ImportError:
        found["pymorphy3"] = (
            "not installed here: pip install pymorphy3 pymorphy3-dicts-uk (the Ukrainian dictionary is GPL)"
        )
        return found
    for lang, licence in (("ru", "MIT"), ("uk", "GPL")):
        try:
            analyser = pymorphy3.MorphAnalyzer(lang=lang)
        except ValueError:
            continue
        found[f"pymorphy3 {lang} (dictionary {licence})"] = one(
            lambda w, _, a=analyser: {p.normal_form for p in a.parse(w.lower())},  # type: ignore[misc]
            lambda w, _, a=analyser: a.word_is_known(w),  # type: ignore[misc]
            (lang,),
        )
    return found


def mining(data: Path) -> Row:
    """The labels of mined candidates, by source and first rendering; a candidate without a label is counted apart."""
    labels = {x["source"]: x["label"] for x in labelled("mined.tsv")}

    def feed() -> Iterator[Segment]:
        for name in ("wmt22_uk-en", "wmt23_uk-en"):
            for r in rows(data, name):
                if not r["is_human"]:
                    yield Segment(r["id"], r["source"], r["target"], "uk", "en", translator=r["system"])

    start = time.process_time()
    found = mine(feed, read_glossary(NEWS), 100)
    seconds = time.process_time() - start
    told = [labels.get(c.source) for c in found]
    return {
        "candidates": len(found),
        "precision": share(told.count("y"), len(told) - told.count(None)),
        "without_label": told.count(None),
        "seconds": round(seconds, 1),
    }


def synthetic(n: int, langs: tuple[str, str], seed: int = 1) -> Termbase:
    """A base of n terms: words of general text, rare ones, put together by chance, one to four a term."""
    from wordfreq import top_n_list

    draw = random.Random(seed)
    words = {lang: [w for w in top_n_list(lang, 60_000)[4_000:] if w.isalpha() and len(w) > 3] for lang in langs}
    return Termbase.of(
        Term(f"c{k}", lang, " ".join(draw.choice(words[lang]) for _ in range(draw.choice((1, 2, 2, 3, 3, 4)))))
        for k in range(n // 2)
        for lang in langs
    )


def speed(data: Path, segments: int = 2000) -> Row:
    """Segments a second of all checks with 100, 10,000 and 100,000 terms more than the shared base, thrice in turn."""
    feed = [
        Segment(r["id"], r["source"], r["target"], "uk", "en", document=str(r["doc_id"]))
        for r in rows(data, "wmt23_uk-en")
    ][:segments]
    news, found = read_glossary(NEWS), {}
    plans = {}
    for n in (100, 10_000, 100_000):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.process_time()
        base = news.joined(synthetic(n, ("uk", "en")))
        automaton(base, "uk"), automaton(base, "en")
        found[str(n)] = {
            "load_seconds": round(time.process_time() - start, 1),
            "memory_mb": round((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024),
        }
        plans[n] = Plan(termbase=base, metrics=())
    audit(feed[:300], plans[100])
    taken = {n: [] for n in plans}
    for _ in range(3):
        for n, plan in plans.items():
            start = time.process_time()
            for _ in audited(feed, plan):
                pass
            taken[n].append(time.process_time() - start)
    for n, seconds in taken.items():
        found[str(n)]["segments_per_second"] = round(len(feed) / min(seconds))
    first, last = (found[str(n)]["segments_per_second"] for n in (100, 100_000))
    return {**found, "lost_per_cent": round(100 * (1 - last / first), 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--only", choices=[p.__name__ for p in PARTS], action="append")
    options = parser.parse_args()
    found: Row = {"date": date.today().isoformat()}
    if options.only and options.out and options.out.exists():
        found = json.loads(options.out.read_text("utf-8"))
    for part in PARTS:
        if not options.only or part.__name__ in options.only:
            found[part.__name__] = part(options.data)
            print(part.__name__, json.dumps(found[part.__name__], ensure_ascii=False, indent=1), flush=True)
    if options.out:
        options.out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")


PARTS: tuple[Callable[[Path], Row], ...] = (obedience, controls, source_recall, lemmatisers, mining, speed)

if __name__ == "__main__":
    main()
