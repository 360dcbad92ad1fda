"""Paper as bytes and as an answer (成纸): one way to set type, one way to hand a PDF over."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings
from django.http import HttpResponse

from liancun.base.lists import Listing
from liancun.base.viewer import Viewer

PDF: Final = "application/pdf"


@dataclass(frozen=True)
class Printing:
    """A list that is to be printed: whose, what was asked, and its page with all the rows."""

    viewer: Viewer
    listing: Listing
    page: Any
    org_code: str
    asked: Mapping[str, Any]
    on: date


def typeset(template: str, data: Any) -> bytes:
    """Set data by a template of this folder. The same gives the same bytes: no clock, no machine's fonts."""
    pdf = _compiler(template).compile(sys_inputs={"data": json.dumps(data, ensure_ascii=False)})
    assert isinstance(pdf, bytes), "one document"
    return pdf


@cache
def _compiler(template: str) -> typst.Compiler:
    file = Path(__file__).with_name(template)
    return typst.Compiler(str(file), font_paths=[str(settings.FONTS_DIR)], ignore_system_fonts=True)


def pdf_answer(made: bytes, name: str, *, kept: bool = False) -> HttpResponse:
    """A PDF to be read in place, or to be `kept` as a file."""
    answer = HttpResponse(made, content_type=PDF)
    answer["Content-Disposition"] = f'{"attachment" if kept else "inline"}; filename="{name}.pdf"'
    return answer
