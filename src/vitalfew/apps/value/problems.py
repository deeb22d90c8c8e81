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

# Propositions and what they brought
declare("proposition_fixed", "It was offered already: make a new version instead.")
declare("proposition_state", "It is not in the state for that any more.")
declare("proposition_name_missing", "Give it a name.")
declare("proposition_figures", "Fill in all assumptions before it is offered.")
declare("assumption_number", "%(value)s is not a number.", value="text")
declare(
    "assumption_source", "Say where the figures of %(name)s come from.", name="text"
)
declare("agreed_who_missing", "Name who at the customer confirmed it.")
declare("agreed_how_missing", "Write down how they confirmed it.")
declare("answer_day_future", "The day of the answer lies in the future.")
declare("declined_reason_missing", "Write down why they declined.")
declare("years_range", "Promise it for 1 to 10 years, from 2000 at the earliest.")
declare("gain_year_range", "The year lies outside 2000 to this year.")
declare("gain_not_agreed", "Only what was agreed can be proven.")
declare("gain_evidence_missing", "Write down what shows it.")
declare("gain_confirmed", "It was confirmed already; nothing was changed.")
declare("solution_name_taken", "There is a solution called %(name)s.", name="text")
