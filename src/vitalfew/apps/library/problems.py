"""What can stand in the way of writing down a method or a case."""

from __future__ import annotations

from vitalfew.analysis.reasons import declare

declare(
    "method_named",
    "There is a method of this name already; look at that one, or choose another.",
)
declare("method_name", "Name the method.")
declare("method_how", "Write down how it is done.")
declare("method_purpose", "Tick at least one stage, gate or aim it is for.")
declare("method_retired", "This method is retired; bring it back first.")
declare("case_begun_future", "It cannot have begun on a day to come.")
declare("case_running_ended", "It has ended: say how it came out.")
declare("case_not_ended", "Say on which day it ended, or that it is still running.")
declare("case_end_day", "A case ends between the day it began and today.")
declare("case_wanted", "Write down what you wanted.")
declare("case_brought", "Write down what it brought, even if that is nothing.")
declare(
    "case_leader",
    "%(name)s does not see this account and cannot have led it.",
    name="text",
)
declare(
    "case_range", "Give the likely amount, not below the lowest or above the highest."
)
declare("case_elsewhere", "This belongs to another account.")
declare("case_of_action", "A case of this action is written down already.")
declare("case_replaced", "It was corrected in the meantime; look at the newest.")
declare("case_withdrawn", "This case no longer counts already; nothing was changed.")
declare("case_withdraw", "Say why the case no longer counts; it stays to be read.")
declare("case_over", "It no longer runs; nothing was changed.")
