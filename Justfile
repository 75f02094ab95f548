# The common commands, in the environment that is active: `just` lists them, `just --show NAME` tells what one runs.

set windows-shell := ["powershell.exe", "-NoLogo", "-Command"]

[private]
default:
    @just --list --unsorted

# Install what runs and tests the app, and the checks before each commit.
setup:
    pip install -r tests/requirements.txt
    pre-commit install

# Start the app on http://127.0.0.1:8501.
run *options:
    streamlit run app.py {{ options }}

# Build the demo city anew, with `--cases` and `--seed` where another size or draw is wanted.
demo *options:
    python -m data_access demo {{ options }}

# Run the tests, or those that are named: `just test tests/pages/cases -n 0`.
test *what:
    python -m pytest {{ what }}

# Check style and format.
lint:
    ruff check .
    ruff format --check .

# Put the format right, and what of the style can be put right by itself.
format:
    ruff check --fix .
    ruff format .

# Check types.
types:
    mypy

# Check the arrows between rooms.
arrows:
    lint-imports

# Write the data dictionary anew after a change of the schema.
dictionary:
    python -c "from pathlib import Path; from data_access.commands.dictionary import data_dictionary as text; Path('docs/data-dictionary.md').write_text(text(), encoding='utf-8', newline='\n')"

# Check everything that CI checks.
check:
    pre-commit run --all-files
    python -m pytest
