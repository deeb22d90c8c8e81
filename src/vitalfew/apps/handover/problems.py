"""What can stand in the way of tying up a loose end, in one sentence each."""

from __future__ import annotations

from vitalfew.analysis.reasons import declare

declare("end_gone", "This loose end was seen to in the meantime; nothing was changed.")
declare("end_nobody", "There is nobody to propose here; see to it where it belongs.")
declare("end_reason", "Write down why it may stay as it is; it is kept.")
