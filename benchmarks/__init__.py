"""Speed, measured beside bare references in the same run. A report, never a test."""
