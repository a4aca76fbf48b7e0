# make report [AR=2025] [INPUTS=mapp] [OUT=mapp]   gör miljön och årets rapport
# make arspaket [AR=2025] [INPUTS=mapp] [OUT=mapp] [TROTS=1]  gör miljön och alla årets rapporter;
#                                                  TROTS=1: även ett fakturaunderlag som vilar på antaganden
# make app [INPUTS=mapp]                           gör miljön och utforska-sidan, en fil, och öppnar den i webbläsaren
# make lab                                         gör miljön och öppnar JupyterLab på startsidan, på svenska
# make snabb                                       gör miljön och kör modellens snabba tester, på högst 20 s
# make test                                        gör miljön och kör lint, typer, tester och anteckningsböcker
# make has an AR of its own (the archiver), and compilers set one; only a year counts.
AR := $(if $(filter 20%,$(AR)),$(AR),2025)
INPUTS ?=
OUT ?= outputs
TROTS ?=
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: report arspaket app lab snabb test mutation docs lock clean
report: $(VENV)/ready
	$(BIN)/python -m model rapport $(AR) $(if $(INPUTS),--inputs "$(INPUTS)") --ut "$(or $(OUT),outputs)"

arspaket: $(VENV)/ready
	$(BIN)/python -m model arspaket $(AR) $(if $(INPUTS),--inputs "$(INPUTS)") --ut "$(or $(OUT),outputs)" \
		$(if $(TROTS),--trots-antagande)

app: $(VENV)/ready
	$(BIN)/python -m model utforska $(if $(INPUTS),--inputs "$(INPUTS)")

lab: $(VENV)/ready-lab
	$(BIN)/python -m suite.lab

# The model's tests, in one process: no room of the suite, no browser, office, notebook, network or process of its own.
snabb: $(VENV)/ready-test
	$(BIN)/pytest -q -m "not slow and not browser and not office and not network" --hypothesis-profile=snabb \
		$(patsubst suite/%/,--ignore=tests/%,$(wildcard suite/*/))

test: $(VENV)/ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/pytest -n auto --dist loadfile --max-worker-restart=0

# What a report needs, then what lab and test need beside it. pip tells what it fetches; then it unpacks and compiles,
# which takes longer, with nothing more said.
PIP = $(BIN)/python -m pip install --disable-pip-version-check
$(VENV)/ready: requirements.lock pyproject.toml
	@echo "Gör miljön i $(VENV): bibliotek om 650 MB hämtas och packas upp. Det tar ett par minuter."
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/ready-%: requirements-%.lock $(VENV)/ready
	@echo "Lägger till i miljön det som $* behöver."
	$(PIP) --require-hashes -r $<
	@touch $@

# For maintainers, not on Windows: does a test notice each small change of the core? A new run each time; JOBS=1 leaves
# the other cores alone. docs/matningar.md has the score and explains those that no test can notice.
JOBS ?=
mutation: $(VENV)/ready-test
	rm -rf mutants
	$(BIN)/mutmut run $(if $(JOBS),--max-children $(JOBS))
	$(BIN)/python benchmarks/mutation.py

# For maintainers: the documents that are made from data and code.
docs: $(VENV)/ready-test
	$(BIN)/python tests/make_docs.py

# For maintainers, with uv installed: new versions within the ranges of pyproject.toml, for every platform. All that is
# used at all is resolved first; the controller's lock files hold parts of it, in the same versions.
COMPILE = uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --quiet
lock:
	$(COMPILE) --all-extras --upgrade -o requirements-test.lock
	$(COMPILE) --constraints requirements-test.lock -o requirements.lock
	$(COMPILE) --constraints requirements-test.lock --extra lab -o requirements-lab.lock

clean:
	rm -rf $(VENV) mutants .jupyterlab
