"""What can stand in the way of writing about a customer's business."""

from __future__ import annotations

from vitalfew.analysis.reasons import declare

declare("statement_text_missing", "Write down what is known.")
declare("statement_source_missing", "Say who said it, or which document says so.")
declare("statement_day_future", "The day it was said lies in the future.")
declare("competitor_name_missing", "Name the competitor.")
declare("problem_kind_missing", "Say what the problem is about.")
declare("placing_missing", "Choose the class.")
declare("statement_withdrawn", "It was withdrawn already; nothing was changed.")
declare("withdraw_reason_missing", "Write down why it no longer counts; it is kept.")
