"""What can stand in the way of a move, in one sentence each."""

from __future__ import annotations

from vitalfew.analysis.reasons import declare

declare(
    "cycle_ended", "This cycle has ended with the designation; nothing was changed."
)
declare("cycle_moved", "It was moved in the meantime; look at the stage it is in now.")
declare("move_reason_missing", "Write down why; it is kept with the move.")
declare("move_none", "It cannot be moved there from the stage it is in.")
declare(
    "move_gates",
    "%(missing)s of %(all)s gates are not met. Meet them, or set those aside that do "
    "not matter here, each with its reason.",
    missing="count",
    all="count",
)
declare("gate_none", "This gate is not asked in the stage the account is in.")
declare("gate_note_missing", "Write down what you rest this on; it is kept.")
declare("gate_evidence", "The figures answer this gate; only the head sets it aside.")
declare("event_note_missing", "Write down what happened and how you know it.")
declare("event_day_future", "The day lies in the future.")
declare("event_industry_missing", "Name the industry whose market changed.")
declare("proposal_answered", "This proposal was answered already.")
declare("answer_missing", "Write down the reason; it is kept with the answer.")
declare("look_again_past", "The day to look again must lie in the future.")
declare("part_missing", "Name the buying unit or product line.")
declare("part_open", "%(name)s runs a cycle of its own already.", name="text")
declare("part_not_key", "Only a key account has cycles.")
declare("effort_what", "Write down what it was spent on.")
declare("effort_one", "Enter the hours of a department, or an expense in money.")
declare("effort_department", "Choose whose hours they were.")
declare("effort_future", "It has not come to that day yet; write it down then.")
declare("effort_since", "They cannot begin after the day they end on.")
declare("effort_no_cycle", "On that day it was not a key account.")
declare("effort_withdrawn", "This was withdrawn already; nothing was changed.")
declare("effort_reason", "Write down why it no longer counts.")
