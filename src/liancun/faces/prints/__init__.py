"""Paper (打印件): what a village posts on its board or keeps in a file, as the field expects it, by Typst."""

from liancun.faces.prints.listing import Column, PrintedList, as_pdf, capital_yuan
from liancun.faces.prints.paper import pdf_answer

__all__ = ["Column", "PrintedList", "as_pdf", "capital_yuan", "pdf_answer"]
