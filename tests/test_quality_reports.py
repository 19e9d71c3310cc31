"""Quality reports: figures worked by hand, fair words, forms that hold, a page that works in a browser."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from tqa.audit.plan import rules
from tqa.records import Decision, Finding, PlanError, Score, Segment, Severity, Span, Verdict
from tqa.reports.catalogue import catalogue, translated
from tqa.reports.quality import words
from tqa.reports.quality.figures import Report
from tqa.reports.quality.write import report
from tqa.reports.sarif import sarif
from tqa.scoring.mqm import count_words
from tqa.store import Store
from tqa.ui.cli import cli

SENTENCE = "Міська рада в четвер ухвалила бюджет на наступний рік після довгих суперечок між партіями."  # 14 words
EVIL = '=HYPERLINK("x")<script>alert(1)</script>'


def verdict(n: int, translator: str, month: int, severities: tuple[str, ...], document: str = "") -> Verdict:
    segment = Segment(
        f"s{n}", SENTENCE, f"The city council adopted the budget number {n} of {translator}.", "uk", "en",
        translator=translator, document=document or f"d{n // 2}", date=f"2026-{month:02d}-11", post_edit="x y" if n % 7 == 0 else None,
    )  # fmt: skip
    found = tuple(
        Finding(segment.id, "number-changed", "accuracy/number", Severity(s), "The source says 1, the target 2.", "w", None, Span(k, k + 3), confidence=0.9, fingerprint=f"{translator}{n}{k}{month}")
        for k, s in enumerate(severities)
    )  # fmt: skip
    return Verdict(
        segment,
        found,
        (
            Score("expected-penalty", float(len(severities)), "e", segment.id),
            Score("publishable", 0.4, "e", segment.id),
        ),
    )


def feed() -> list[Verdict]:
    """Two engines on the same documents, one of them with five times the faults; six months; one translator of one segment."""
    found = []
    for n in range(120):
        month = 1 + n % 6
        found.append(verdict(n, "careful", month, ("major",) if n % 20 == 0 else ()))
        found.append(verdict(n, "hasty", month, ("major",) if n % 4 == 0 else ()))
    return [*found, verdict(999, EVIL, 6, ("critical",))]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    with Store(str(tmp_path / "q.sqlite")) as made:
        made.add(feed(), "feed.jsonl", count_words)
        yield made


def rows(made: Report) -> dict[str, object]:
    return {r.name: r for r in made.groups}


def test_figures_by_hand(store: Store) -> None:
    made = report(store)
    careful, hasty, single = (rows(made)[name] for name in ("careful", "hasty", EVIL))
    assert (careful.words, careful.points, careful.documents) == (120 * 14, 30.0, 60)
    assert careful.rate.value == pytest.approx(30 / 1680 * 1000, abs=1e-3)
    assert careful.rate.low < careful.rate.value < careful.rate.high
    assert hasty.rating == pytest.approx(100 - 150 / 1680 * 1000, abs=1e-3)
    assert hasty.dimensions == {"accuracy": pytest.approx(150 / 1680 * 1000, abs=1e-3)}
    assert single.rate.value is None and single.verdict == "insufficient sample"
    assert made.total.segments == 241


def test_the_difference_is_found_on_the_same_sources_and_nobody_is_ranked_on_one_segment(store: Store) -> None:
    made = report(store)
    (pair,) = made.comparisons  # the translator of one segment is compared with nobody
    assert (pair.one, pair.other, pair.paired, pair.units) == ("careful", "hasty", True, 60)
    assert pair.adjusted_p < 0.01 and pair.low > 0
    assert "careful costs" in words.compared(pair, str)
    assert "too few" in words.headline(rows(made)[EVIL], made.total, str)
    assert EVIL not in words.compared(pair, str)


def test_dismissed_findings_never_count_and_reviewers_measure_rules(store: Store) -> None:
    before = rows(report(store))["hasty"].points
    mine = [f.fingerprint for _, v in store.verdicts() if v.segment.translator == "hasty" for f in v.findings]
    store.decide(*(Decision(f, "dismissed", reason="right in the source", reviewer="Olha") for f in mine[:10]))
    store.decide(*(Decision(f, "accepted", reviewer="Olha") for f in mine[10:15]))
    made = report(store)
    hasty = rows(made)["hasty"]
    assert hasty.points == before - 50
    assert (hasty.dismissed, hasty.confirmed.value) == (10, pytest.approx(25 / 1680 * 1000, abs=1e-3))
    fault = next(f for f in made.faults if f.rule == "number-changed")
    assert (fault.reviewed, fault.right) == (15, pytest.approx(5 / 15, abs=1e-3))


def test_another_profile_prices_history_anew(store: Store) -> None:
    heavy = rows(report(store, profile="newsroom"))["hasty"]
    assert heavy.points == 150 * 1.5
    weighted = report(store, weighted=True)
    assert rows(weighted)["hasty"].points == pytest.approx(135)
    assert "weighted-by-confidence" in weighted.signature


def test_periods_have_a_chart_and_a_jump_an_alert(tmp_path: Path) -> None:
    calm = [verdict(n, "engine", 1 + n % 10, ("minor",) if n % 9 == 0 else ()) for n in range(600)]
    burst = [verdict(600 + n, "engine", 11, ("major",)) for n in range(60)]
    with Store(str(tmp_path / "c.sqlite")) as made:
        made.add([*calm, *burst], "f", count_words)
        found = report(made)
    assert len(found.chart) == 11
    assert any("three sigmas" in alarm for alarm in found.chart[-1].alarms)
    assert any(a.name == "engine" for a in found.alerts)
    (change,) = found.pages[0].changes
    assert change.after > change.before


def test_two_runs_of_one_engine(store: Store) -> None:
    store.add([verdict(n, "careful", 1, ()) for n in range(120)], "again.jsonl", count_words)
    made = report(store, by="run", runs=(1, 2))
    assert [r.name for r in made.groups] == ["1", "2"]
    assert rows(made)["2"].points == 0


@pytest.mark.parametrize("form", ["html", "md", "json", "xlsx"])
@pytest.mark.parametrize("language", ["en", "uk"])
def test_every_form_in_every_language(store: Store, form: str, language: str, tmp_path: Path) -> None:
    path = tmp_path / f"r.{form}"
    report(store, path, language=language)
    if form == "xlsx":
        from openpyxl import load_workbook

        book = load_workbook(path)
        first = book[book.sheetnames[0]]
        assert first.freeze_panes == "A2"
        assert isinstance(first["F3"].value, float)
        assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row), (
            "no formula from a feed"
        )
        return
    text = path.read_text("utf-8")
    assert ("hasty" in text) and ("Якість перекладу" in text) == (language == "uk" and form != "json")
    if form == "html":
        assert "<script>alert" not in text and "http://" not in text and "https://" not in text
    if form == "json":
        assert json.loads(text)["total"]["segments"] == 241


def test_the_same_store_gives_the_same_bytes(store: Store, tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        report(store, tmp_path / name)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_messages_of_findings_are_put_into_ukrainian() -> None:
    rule = rules()["number-changed"]
    message = rule.message.format(expected="16 мільйонів", found="16 billion")
    finding = Finding("1", rule.id, rule.category, rule.severity, message, rule.why, None, Span(0, 1))
    told = translated(finding, "uk")
    assert "16 мільйонів" in told.message and "16 billion" in told.message and told.message != message
    assert told.why != rule.why
    odd = Finding("1", rule.id, rule.category, rule.severity, "something else", rule.why, None, Span(0, 1))
    assert translated(odd, "uk").message == "something else"
    with pytest.raises(PlanError, match="en and uk"):
        catalogue("xx")


def test_sarif_names_rules_and_places(store: Store) -> None:
    log = json.loads(sarif((v for _, v in store.verdicts()), "feed.jsonl", "0"))
    (run,) = log["runs"]
    assert log["version"] == "2.1.0"
    assert {r["ruleId"] for r in run["results"]} == {r["id"] for r in run["tool"]["driver"]["rules"]}
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"] == {"charOffset": 0, "charLength": 3}


# -- the command -----------------------------------------------------------------------------------------------------


def invoke(*args: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, list(args))
    return done.exit_code, done.output


def test_the_command_and_what_it_refuses(store: Store, tmp_path: Path) -> None:
    code, text = invoke("report", store.place, "--format", "md")
    assert code == 0 and "| hasty | 1,680 |" in text
    for args, says in (
        (("report", str(tmp_path / "none.sqlite")), "there is no such store"),
        (("report", store.place, "--since", "2031-01-01"), "nothing to report"),
        (("report", store.place, "--run", "77"), "has no run 77"),
        (("report", store.place, "--out", str(tmp_path / "x.docx")), "no report is written"),
        (("report", store.place, "--format", "xlsx"), "a workbook needs a file"),
        (("report", store.place, "--profile", "wmtt"), "did you mean 'wmt'"),
    ):
        code, text = invoke(*args)
        assert (code, says in text) == (2, True), (args, text)


def test_an_empty_and_a_broken_store(tmp_path: Path) -> None:
    with Store(str(tmp_path / "e.sqlite")) as empty:
        with pytest.raises(PlanError, match="nothing to report"):
            report(empty)
        empty.add([verdict(1, "", 1, ())], "f", count_words)
        assert [r.name for r in report(empty).groups] == ["(unnamed)"]
    (tmp_path / "b.sqlite").write_bytes(b"not a database at all, but long enough to be one" * 40)
    code, text = invoke("report", str(tmp_path / "b.sqlite"))
    assert code == 2 and "b.sqlite" in text


def test_straight_from_verdicts(tmp_path: Path) -> None:
    feed_path, out = tmp_path / "f.jsonl", tmp_path / "v.jsonl"
    feed_path.write_text(
        "".join(
            json.dumps(
                {
                    "source": SENTENCE,
                    "target": f"The council met {n} times.",
                    "source_lang": "uk",
                    "target_lang": "en",
                    "translator": "t",
                }
            )
            + "\n"
            for n in range(5)
        ),
        "utf-8",
    )
    invoke("check", str(feed_path), "--estimate", "--format", "jsonl", "--out", str(out))
    code, text = invoke("report", str(out), "--format", "json")
    assert code == 0, text
    assert '"publishable"' in text
    (tmp_path / "bad.jsonl").write_text('{"segment": 1}\n', "utf-8")
    code, text = invoke("report", str(tmp_path / "bad.jsonl"))
    assert code == 2 and "bad.jsonl:1: is no verdict" in text


@pytest.mark.parametrize("ending", ["xlsx", "tsv"])
def test_a_sample_comes_back_as_decisions_and_an_estimate(store: Store, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"s.{ending}"
    code, text = invoke("sample", store.place, "--size", "40", "--out", str(path))
    assert code == 0, text
    if ending == "xlsx":
        from openpyxl import load_workbook

        book = load_workbook(path)
        sheet = book.active
        head = [c.value for c in sheet[1]]
        assert "translator" not in head, "a fair reading does not know whose it is"
        for row in sheet.iter_rows(min_row=2):
            if row[head.index("fingerprint")].value:
                row[head.index("ruling")].value = "accepted"
        book.save(path)
    code, text = invoke("sample", store.place, "--read", str(path), "--by", "Olha")
    assert code == 0, text
    found = json.loads(text)
    truth = report(store).total
    assert found["low"] <= truth.points / truth.words * 1000 <= found["high"]
    assert store.decisions()
    code, text = invoke("sample", store.place)
    assert code == 2 and "say --out" in text


# -- in a browser ----------------------------------------------------------------------------------------------------

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (Debian: apt-get install chromium)")
def test_the_page_works_in_a_browser(store: Store, tmp_path: Path) -> None:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = tmp_path / "r.html"
    report(store, path)
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        try:
            page = browser.new_page(viewport={"width": 390, "height": 800})  # a phone
            errors, requests = [], []
            page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
            page.on("pageerror", lambda e: errors.append(str(e)))
            page.on("request", lambda r: requests.append(r.url))
            page.goto(path.as_uri())
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out on a phone"
            first = "#rates tbody tr:first-child td:first-child"
            names = [page.inner_text(first)]
            head = page.locator("#rates th button").first
            head.focus()
            page.keyboard.press("Enter")
            names.append(page.inner_text(first))
            assert page.get_attribute("#rates th:first-child", "aria-sort") == "descending"
            assert names[0] != names[1], "a table sorts by keyboard"
            cell = '#rates tr[data-name="hasty"] .rate'
            before = page.inner_text(cell)
            page.select_option("#profile", "newsroom")
            assert page.inner_text(cell) != before, "another profile prices anew"
            page.select_option("#profile", "")
            assert page.inner_text(cell) == before
            assert errors == []
            assert [r for r in requests if not r.startswith("file:")] == []
        finally:
            browser.close()


def test_metrics_with_references_and_what_they_mean_to_people(tmp_path: Path) -> None:
    from sacrebleu.metrics import CHRF

    from tqa.scoring.lexical import segment_scores

    reference = "The city council of Lviv adopted the budget for next year, item {n}."
    made, targets = [], {"near": [], "far": []}
    for n in range(30):
        for name, target in (
            ("near", f"Lviv city council adopted the budget for next year, item {n}."),
            ("far", f"Council budget made {n}."),
        ):
            segment = Segment(
                f"{name}{n}",
                f"{SENTENCE} {n}",
                target,
                "uk",
                "en",
                translator=name,
                document=f"d{n}",
                reference=reference.format(n=n),
            )
            made.append(Verdict(segment, (), tuple(segment_scores(segment, ["chrf", "ter"]))))
            targets[name].append(target)
    with Store(str(tmp_path / "m.sqlite")) as store:
        store.add(made, "f", count_words)
        found = report(store)
        report(store, tmp_path / "m.html")
    expected = CHRF().corpus_score(targets["near"], [[reference.format(n=n) for n in range(30)]]).score
    assert rows(found)["near"].metrics["chrf"] == pytest.approx(expected, abs=0.01)
    (pair,) = found.comparisons
    chrf = next(m for m in pair.metrics if m.metric == "chrf")
    assert chrf.difference > 0 and chrf.p < 0.01 and chrf.agreement > 0.9
    assert "people would agree" in (tmp_path / "m.html").read_text("utf-8")
