"""The statistics: how customers buy, and how much they spend when they do."""
