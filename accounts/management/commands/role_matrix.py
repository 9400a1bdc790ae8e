"""The role matrix as Markdown, from the data that decides."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.roles import matrix_as_markdown

BEGIN, END = "<!-- role matrix: begin -->", "<!-- role matrix: end -->"


class Command(BaseCommand):
    help = "Print what every role may do, as Markdown. With --into, write it into a file between its two marks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--into", type=Path, help="a Markdown file that has the marks, such as docs/security.md")

    def handle(self, *args: Any, into: Path | None, **options: Any) -> None:
        matrix = matrix_as_markdown()
        if into is None:
            self.stdout.write(matrix)
            return
        text = into.read_text(encoding="utf-8")
        if BEGIN not in text or END not in text:
            raise CommandError(f"{into} has no marks {BEGIN} and {END}.")
        before, rest = text.split(BEGIN, 1)
        after = rest.split(END, 1)[1]
        into.write_text(f"{before}{BEGIN}\n{matrix}\n{END}{after}", encoding="utf-8")
