"""The catalogues of words people see: `extract` brings them up to date with the code, `compile` makes them ready.

Python is read by its own parser, templates by Django's, catalogues by Babel: nothing but Python is needed.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CALLS = {"gettext", "gettext_lazy", "gettext_noop"}
LITERAL = "|".join(rf"{quote}(?:[^{quote}\\]|\\.)*{quote}" for quote in "'\"")
# What says when and by whom: the history of the project says it better, and two branches would clash over it.
IDLE = ("Date: ", "FULL NAME", "EMAIL@ADDRESS", "LL@li.org", "Generated-By")
CALL = re.compile(rf"\b(?:_|gettext)\(\s*u?({LITERAL})", re.DOTALL)


def catalogues() -> list[Path]:
    return sorted(ROOT.glob("locale/*/LC_MESSAGES/django.po"))


def in_python(text: str) -> Iterator[str]:
    """The literal first argument of every call that translates, by whatever name it was imported."""
    tree = ast.parse(text)
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in CALLS
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and node.value.id in names:
            raise SystemExit(f"line {node.lineno}: {ast.unparse(node)}: import it by that name, so that it is found")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            said = node.args[0]
            if not isinstance(said, ast.Constant):
                raise SystemExit(f"line {node.lineno}: {ast.unparse(node)} cannot be found by a translator")
            yield str(said.value)


def in_template(text: str) -> Iterator[str]:
    """What `translate` and `blocktranslate` say, as Django itself would look it up."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
    for found in CALL.finditer(templatize(text)):
        yield ast.literal_eval(found[1])


def in_code() -> set[str]:
    """Every message of the portal. Plural forms are not used: Chinese has none."""
    said: set[str] = set()
    for folder in ("govreports", "submissions"):
        for path in (ROOT / folder).rglob("*.py"):
            said.update(in_python(path.read_text(encoding="utf-8")))
    for path in (ROOT / "templates").rglob("*.html"):
        said.update(in_template(path.read_text(encoding="utf-8")))
    return said - {""}


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def extract() -> None:
    """Adds what is new, untranslated, and drops what is gone. Sorted and without places: two branches seldom clash."""
    said = in_code()
    for path in catalogues():
        old = read(path)
        new = Catalog(locale=old.locale, project="govreports", charset="utf-8", fuzzy=False, header_comment="")
        for text in sorted(said):
            known = old.get(text)
            new.add(text, known.string if known else "")
        with path.open("wb") as file:
            write_po(file, new, sort_output=True, omit_header=False, width=0)
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not any(word in line for word in IDLE)]
        path.write_text("".join(kept), encoding="utf-8")
        open_ones = [text for text in sorted(said) if not new[text].string]
        print(f"{path.relative_to(ROOT)}: {len(said)} messages, {len(open_ones)} to translate")
        for text in open_ones:
            print(f"  {text}")


def compile_all() -> None:
    """Each catalogue as Django reads it, replaced in one step: a server may be starting."""
    for path in catalogues():
        draft = path.with_suffix(".mo.new")
        with draft.open("wb") as file:
            write_mo(file, read(path))
        draft.replace(path.with_suffix(".mo"))


if __name__ == "__main__":
    tasks = {"extract": extract, "compile": compile_all}
    if len(sys.argv) != 2 or sys.argv[1] not in tasks:
        sys.exit(f"Usage: {sys.argv[0]} {'|'.join(tasks)}")
    tasks[sys.argv[1]]()
