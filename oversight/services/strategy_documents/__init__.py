"""A strategy or work plan as a document to work on: Word and Excel, in the columns that such documents have (K8, W3).

What leaves here comes in again as it was (`oversight.rules.plan_tables`), but for measures, evidence, money and the history.
"""

from oversight.services.strategy_documents.lines import document_of
from oversight.services.strategy_documents.word import DOCX, as_word
from oversight.services.strategy_documents.workbook import as_workbook

__all__ = ["DOCX", "as_word", "as_workbook", "document_of"]
