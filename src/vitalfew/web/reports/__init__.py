"""A screening on paper: terminal table, CSV, one HTML file, workbook, PDF.

All of them are made from the stable contract of `Screening.to_json`, so that they can
never say something else than the JSON does. What people read is in their language: the
contract then has its reasons in it.
"""
