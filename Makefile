# make report [AR=2025] [INPUTS=mapp] [OUT=mapp]   gör miljön och årets rapport
# make arspaket [AR=2025] [INPUTS=mapp] [OUT=mapp] [TROTS=1]  gör miljön och alla årets rapporter;
#                                                  TROTS=1: även ett fakturaunderlag som vilar på antaganden
# make app                                         gör miljön och öppnar utforskarsidan i webbläsaren
# make test                                        gör miljön och kör lint, typer, tester och anteckningsböcker
# make has an AR of its own (the archiver), and compilers set one; only a year counts.
AR := $(if $(filter 20%,$(AR)),$(AR),2025)
INPUTS ?=
OUT ?= outputs
TROTS ?=
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: report arspaket app test mutation docs lock clean
report: $(VENV)/ready
	$(BIN)/python -m model rapport $(AR) $(if $(INPUTS),--inputs "$(INPUTS)") --ut "$(or $(OUT),outputs)"

arspaket: $(VENV)/ready
	$(BIN)/python -m model arspaket $(AR) $(if $(INPUTS),--inputs "$(INPUTS)") --ut "$(or $(OUT),outputs)" \
		$(if $(TROTS),--trots-antagande)

# JUPYTER_PATH is where Voilà looks for the page's template; a kernel that no page uses is ended.
app: $(VENV)/ready
	JUPYTER_PATH="$(CURDIR)/suite/explore" $(BIN)/voila notebooks/utforska.ipynb --template=utforska \
		--strip_sources=True --MappingKernelManager.cull_interval=60 --MappingKernelManager.cull_idle_timeout=600

test: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/pytest

$(VENV)/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

# For maintainers, not on Windows: does a test notice each small change of the core? A new run each time; JOBS=1 leaves
# the other cores alone. docs/matningar.md has the score and explains those that no test can notice.
JOBS ?=
mutation: $(VENV)/ready
	rm -rf mutants
	$(BIN)/mutmut run $(if $(JOBS),--max-children $(JOBS))
	$(BIN)/python benchmarks/mutation.py

# For maintainers: the documents that are made from data and code.
docs: $(VENV)/ready
	$(BIN)/python tests/make_docs.py

# For maintainers, with uv installed: new versions within the ranges of pyproject.toml, for every platform.
lock:
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --upgrade --quiet -o requirements.lock

clean:
	rm -rf $(VENV) mutants
