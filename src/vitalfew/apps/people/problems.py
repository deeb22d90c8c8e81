"""What can stand in the way of keeping people, in one sentence each."""

from __future__ import annotations

from vitalfew.analysis.reasons import declare

declare("contact_nameless", "Give the person a name, or name at least the post.")
declare(
    "contact_known",
    "%(name)s has this e-mail address already. Give them the post here instead of "
    "entering them twice.",
    name="text",
)
declare(
    "contact_unseen",
    "Somebody at a customer you do not see has this e-mail address. Ask the head to "
    "give them the post.",
)
declare("contact_erased", "This person was erased; nothing more is kept of them.")
declare(
    "contact_merged",
    "This entry was merged with another; open the one that stays and do it there.",
)
declare("merge_same", "Choose two different entries.")
declare("merge_reason", "Write down why they are one person; it is kept.")
declare(
    "merge_apart",
    "%(by)s said that these are two people. Take that back first.",
    by="text",
)
declare("merge_parted", "These entries were parted already.")
declare(
    "merge_rests",
    "%(name)s was merged with the same person later. Part them first.",
    name="text",
)
declare("apart_reason", "Write down why they are two people; it is kept.")
declare("apart_undone", "This was taken back already.")
declare("note_empty", "Write down what is to be remembered.")
declare("post_ring", "They would report to themselves, directly or through others.")
declare("post_elsewhere", "Who they report to has to be at the same customer.")
declare("post_ended", "This post has ended; nothing was changed.")
declare("post_open", "%(name)s holds this post here already.", name="text")
declare("post_taken", "Somebody is known to hold this post by now.")
declare("post_day_future", "Nobody holds a post from a day to come: enter it then.")
declare("post_before_start", "It began later than that day.")
declare("rating_value", "Choose one of the answers.")
declare("rating_evidence", "Write down what this rests on; it is kept.")
declare("rating_future", "Give a day that has come.")
declare("touch_nobody", "Say who of us and who of them took part.")
declare("touch_stranger", "Somebody who is not known at this customer was named.")
declare("touch_future", "A contact that is to come belongs in the plan.")
declare("touch_minutes", "Give the minutes it took, of one day at most.")
declare("map_place", "That place is not on the map; nothing was changed.")
declare("map_nobody", "Whoever was to be moved is not on the map any more.")
declare("tie_nothing", "Say what it is, or what it should become.")
declare("tie_evidence", "Write down what shows it; it is kept.")
