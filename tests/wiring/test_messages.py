"""Every word people see can be read in every language of the portal."""

from __future__ import annotations

import ast
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PLACES = re.compile(r"%\(\w+\)[-.\d]*[a-z]|%%|\{\w*\}")
CATALOGUES = sorted(ROOT.glob("locale/*/LC_MESSAGES/django.po"))


def script(task: str, folder: Path = ROOT) -> str:
    done = subprocess.run(
        [sys.executable, str(folder / "scripts" / "messages.py"), task], check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.fixture(params=CATALOGUES, ids=lambda path: path.parts[-3])
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    with request.param.open("rb") as file:
        return read_po(file, abort_invalid=True)


def pairs(catalogue: Catalog) -> list[tuple[str, str]]:
    return [(str(m.id), str(m.string)) for m in catalogue if m.id]


def test_no_word_hides_behind_a_name_that_is_not_looked_for() -> None:
    in_python = runpy.run_path(str(ROOT / "scripts" / "messages.py"))["in_python"]
    imported = "from django.utils.translation import gettext_lazy"
    assert list(in_python(f"{imported} as _l\n_l('撤回提交')")) == ["撤回提交"]
    with pytest.raises(SystemExit, match="import it by that name"):
        list(in_python(f"{imported}\n_l = gettext_lazy\n_l('撤回提交')"))


def test_there_is_a_catalogue_of_every_language_but_the_one_the_code_is_written_in() -> None:
    assert {path.parts[-3] for path in CATALOGUES} == {code for code, _name in settings.LANGUAGES} - {"zh-hans"}


def test_every_message_is_translated_and_none_is_doubtful(catalogue: Catalog) -> None:
    assert [m.id for m in catalogue if m.id and not m.string] == []
    assert [m.id for m in catalogue if m.id and m.fuzzy] == []
    assert not catalogue.obsolete


def test_a_translation_takes_the_same_values_as_its_message(catalogue: Catalog) -> None:
    assert [pair for pair in pairs(catalogue) if len({frozenset(PLACES.findall(text)) for text in pair}) > 1] == []


def test_a_translation_keeps_the_blanks_and_lines_at_its_ends(catalogue: Catalog) -> None:
    ends = re.compile(r"\A\n*|\n*\Z")
    assert [said for said, other in pairs(catalogue) if ends.findall(said) != ends.findall(other)] == []


def test_the_catalogues_hold_what_the_code_says_and_nothing_else(tmp_path: Path) -> None:
    """Where this fails: scripts/messages, translate what it lists, commit."""
    copy = tmp_path / "copy"
    for name in ("scripts/messages.py", *(str(path.relative_to(ROOT)) for path in CATALOGUES)):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes((ROOT / name).read_bytes())
    for name in ("submissions", "templates", "govreports"):
        (copy / name).symlink_to(ROOT / name)
    assert script("extract", copy).count(", 0 to translate") == len(CATALOGUES)
    for path in CATALOGUES:
        assert (copy / path.relative_to(ROOT)).read_text("utf-8") == path.read_text("utf-8")


def test_setting_up_compiles_the_catalogues_once() -> None:
    script("compile")
    for path in CATALOGUES:
        assert path.with_suffix(".mo").stat().st_size > 10_000
    library = (ROOT / "scripts" / "lib.sh").read_text(encoding="utf-8")
    assert library.count("&& make_messages ;;") == 2
    assert "RUN sh scripts/setup messages" in (ROOT / "govreports" / "Dockerfile").read_text(encoding="utf-8")
    shell = "set -eu; . scripts/lib.sh; setup messages >/dev/null; setup messages"
    again = subprocess.run(["sh", "-c", shell], cwd=ROOT, check=True, capture_output=True, text=True)
    assert again.stdout == ""


def test_nothing_is_translated_once_and_for_all_when_a_module_is_loaded() -> None:
    """What a module says while it is loaded would stay in the language of whoever came first."""
    early = []
    for path in (ROOT / "submissions").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        eager = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
            for alias in node.names
            if alias.name == "gettext"
        }
        early += [f"{path.relative_to(ROOT)}:{line}" for line in said_on_loading(tree, eager)]
    assert early == []


def said_on_loading(tree: ast.AST, names: set[str]) -> list[int]:
    found = []
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.Call) and isinstance(child.func, ast.Name) and child.func.id in names:
            found.append(child.lineno)
        found += said_on_loading(child, names)
    return found
