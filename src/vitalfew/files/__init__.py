"""Opens CSV, workbooks, Parquet and SQL; writes and reads the order store."""
