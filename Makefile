PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DATA   ?= ../shared/data

.PHONY: demo test test-neural lint docs glossaries bench clean

demo: $(VENV)/core
	$(BIN)/tqa check corpora/demo/feed.jsonl --glossary glossaries/ukraine-news.csv --format html --out reports/demo.html --fail-on never

test: $(VENV)/dev lint
	$(BIN)/python -m pytest

# The recipes of the learned parts; torch is large, so `make test` skips these and says so.
test-neural: $(VENV)/dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,neural]'
	$(BIN)/python -m pytest tests/test_training.py

lint: $(VENV)/dev
	$(BIN)/ruff check src tests benchmarks tools
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python tools/make_docs.py --check
	$(BIN)/python tools/make_catalogues.py --check

docs: $(VENV)/dev
	$(BIN)/python tools/make_docs.py
	$(BIN)/python tools/make_catalogues.py

# The shared glossary in its other forms.
glossaries: $(VENV)/core
	$(BIN)/tqa glossary convert glossaries/ukraine-news.terms --out glossaries/ukraine-news.csv
	$(BIN)/tqa glossary convert glossaries/ukraine-news.terms --out glossaries/ukraine-news.tbx

bench: $(VENV)/dev
	$(BIN)/python benchmarks/quality.py --data $(DATA) --precision --out benchmarks/results/quality.json
	$(BIN)/python benchmarks/speed.py --data $(DATA) --out benchmarks/results/speed.json
	$(BIN)/python benchmarks/glossary.py --data $(DATA) --out benchmarks/results/glossary.json
	$(BIN)/python benchmarks/scoring.py --data $(DATA) --out benchmarks/results/scoring.json
	$(BIN)/python benchmarks/alignment.py --data $(DATA) --out benchmarks/results/alignment.json
	$(BIN)/python benchmarks/scale.py --data $(DATA) --out benchmarks/results/scale.json --plot docs/scale.svg
	$(BIN)/python benchmarks/cost.py --data $(DATA) --out benchmarks/results/cost.json
	$(BIN)/python benchmarks/startup.py --out benchmarks/results/startup.json
	$(BIN)/python benchmarks/marks.py --data $(DATA) --out benchmarks/results/marks.json
	$(BIN)/python benchmarks/faults.py --out benchmarks/results/faults.json
	$(BIN)/python benchmarks/faults.py --off en/detected --out benchmarks/results/faults_by_rules.json

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Each stamp is made again when what it was installed from has changed.
$(VENV)/core: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/dev: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@ $(VENV)/core
