"""What can stand in the way of writing down what we took on."""

from __future__ import annotations

from vitalfew.analysis.reasons import declare

declare("undertaking_title", "Write down what was taken on.")
declare("undertaking_begun_future", "It cannot begin on a day to come.")
declare("undertaking_due_before", "It would be due before it began.")
declare("undertaking_owner", "%(name)s does not see this account.", name="text")
declare("undertaking_ended", "It has ended already; nothing was changed.")
declare("undertaking_open", "It is open already; nothing was changed.")
declare("undertaking_reopen", "Write down why it is open again; it is kept.")
declare("undertaking_end_day", "It ended between the day it began and today.")
declare("undertaking_outcome", "Write down what came of it.")
declare("undertaking_word_who", "Name who of them said it.")
declare("undertaking_word_two", "Choose a person or write down a name, not both.")
declare(
    "undertaking_word_elsewhere", "%(name)s holds no post at this account.", name="text"
)
declare("undertaking_word_day", "They said it between the day it began and today.")
declare("undertaking_withdrawn", "It no longer counts already; nothing was changed.")
declare("undertaking_withdraw", "Write down why it is taken back; it is kept.")
