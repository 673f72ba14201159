# Deskside: `make ask Q="…"` answers a question, `make test` passes the tests; both set up what they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A plain Linux machine gets PyTorch's CUDA build (3 GB). The small one is at https://download.pytorch.org/whl/cpu.
TORCH_INDEX ?=
TORCH := torch>=2.6,<2.14

export HF_HUB_OFFLINE = 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# Nothing is compiled when it is installed: a machine that keeps nothing compiled would compile it at every start.
unexport PYTHONDONTWRITEBYTECODE

Q ?= How do I fix VPN error 809?
SPACE ?=
I ?=

.DEFAULT_GOAL := help
.PHONY: help setup models sample ask slack test check format reference lock clean purge

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

# The shell and make leave a question as it is only where it comes through the environment, and under another name:
# make expands what it exports of its own command line.
unexport Q I
ask: export QUESTION = $(value Q)
ask: export PICTURE = $(value I)
ask: sample  ## answer a question from the sample handbook: make ask Q="…", make ask I=PICTURE
	@$(BIN)/deskside ask --space sample $(if $(value I),-i "$$PICTURE" $(if $(filter file,$(origin Q)),,"$$QUESTION"),"$$QUESTION")

slack: sample  ## answer in Slack, once SLACK_BOT_TOKEN and SLACK_APP_TOKEN are set; another space: make slack SPACE=…
	@$(if $(SPACE),DESKSIDE_SPACE=$(SPACE) )$(BIN)/deskside slack

test: setup  ## check the code and run every test
	@$(MAKE) --no-print-directory -j 2 check models
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: setup  ## lint, check types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

setup: $(VENV)/.installed  ## make .venv and install what is needed

models: setup  ## build the models, in three minutes the first time
	@$(BIN)/deskside models build

sample: models  ## index the sample handbook
	@$(BIN)/deskside add docs/sample/documents --space sample

format: setup  ## format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

reference: setup  ## write the reference pages of the docs anew, from the code
	$(BIN)/python docs/generate_reference.py

lock: setup  ## pin the versions anew, within the ranges of pyproject.toml
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra build --extra dev --extra redis --universal --python-version 3.11 \
	  --no-header --no-annotate --quiet --no-emit-package torch \
	  | grep -vE '^(nvidia-|cuda-|triton)' > requirements.lock

clean:  ## remove the environment and the models; documents and conversations stay
	rm -rf $(VENV) .deskside/models

purge:  ## remove .deskside with all that people asked and decided, once SURE=yes is given
	@if [ "$(SURE)" != yes ]; then echo "This deletes .deskside: the index of your documents, the conversations, the pinned answers," \
	  "what people thought of answers, and what Slack's admins chose. To do so: make purge SURE=yes" >&2; exit 1; fi
	rm -rf $(VENV) .deskside

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) deploy/install.py $(VENV) --torch "$(TORCH)" --torch-index "$(TORCH_INDEX)" --lock requirements.lock
	@touch $@
