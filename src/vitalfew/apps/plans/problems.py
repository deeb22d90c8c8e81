"""What can stand in the way of a plan, in one sentence each."""

from __future__ import annotations

from vitalfew.analysis.reasons import declare

declare("plan_not_key", "Only a key account has a plan.")
declare(
    "plan_running",
    "There is a plan already; it was begun in the meantime. Look at that one.",
)
declare("plan_days", "The plan must end after it starts.")
declare(
    "plan_overtaken",
    "Somebody else saved this while you were writing. Your words are still here: look "
    "at theirs, then save again to replace them.",
)
declare("plan_gone", "It was taken out in the meantime; nothing was changed.")
declare("plan_closed", "This plan is closed and stays as it was; nothing was changed.")
declare(
    "owner_blind",
    "%(name)s does not see this account. Choose somebody on its team, or add them to "
    "it first.",
    name="text",
)
declare("figure_undated", "Say on which day the figure was so.")
declare("figure_day_future", "The day of the figure lies in the future.")
declare("objective_elsewhere", "This objective belongs to another plan.")
declare(
    "slides_unreadable",
    "This is not a PowerPoint file that can be read; choose a .pptx or .potx. Slides "
    "look as before.",
)
declare(
    "slides_no_title",
    "No layout of this file has a place for a title, so slides cannot be made from it. "
    "Slides look as before.",
)
declare(
    "slides_too_large",
    "This file is too large: a template has at most %(most)s MB. Slides look as "
    "before.",
    most="count",
)
declare("template_named", "There is a template of this name already; choose another.")
declare("review_past", "The next review must lie in the future.")
