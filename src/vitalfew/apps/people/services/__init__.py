"""Writes of people at customers: one module a subject."""
