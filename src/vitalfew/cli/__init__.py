"""The command line: `vitalfew …`."""
