"""Shows a developer how a document was read, stage by stage."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from parsing.contract import reading_text
from parsing.drawing import draw_stages
from parsing.errors import ParsingError
from parsing.grid import Document, Grid
from parsing.pipeline import document_to_report
from parsing.readers import read_document
from parsing.rules.engine import judge


class Command(BaseCommand):
    help = "Show how a document was read: its blocks, its figures and, for a PDF, both drawn on its pages."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--out", type=Path, help="folder for the pictures of a PDF (default: beside the file)")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            document = read_document(file)
            report = document_to_report(document)
        except (ParsingError, OSError) as error:
            raise CommandError(f"{file}：{error}") from error
        findings = judge(report)
        self.stdout.write(_blocks(document))
        self.stdout.write(reading_text(str(file), report, findings))
        if document.format == "pdf":
            folder = options["out"] or file.with_suffix(".reading")
            for picture in draw_stages(file, document, report, findings, folder):
                self.stdout.write(str(picture))


def _blocks(document: Document) -> str:
    """The document as the reader gave it: paragraphs in a line each, grids cell by cell."""
    lines = [f"{document.format}: {len(document.paragraphs)} paragraphs, {len(document.grids)} grids"]
    for block in document.blocks:
        if not isinstance(block, Grid):
            lines.append(f"¶ {block.text[:100]}")
            continue
        lines.append(f"▦ {block.height} × {block.width}")
        for cell in block.cells:
            span = f" {cell.rowspan}×{cell.colspan}" if (cell.rowspan, cell.colspan) != (1, 1) else ""
            doubt = f"  ? {cell.doubt}" if cell.doubt else ""
            lines.append(f"   {cell.row},{cell.column}{span}\t{' '.join(cell.text.split())}{doubt}")
    return "\n".join([*lines, ""])
