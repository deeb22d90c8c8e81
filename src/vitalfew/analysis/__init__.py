"""Pure analysis: order lines in, measures, judgements and choices out.

Nothing here knows Django, the clock, chance, the network or a log. The day an
analysis is made for and every seed are passed in.
"""
