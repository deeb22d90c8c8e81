"""What it means: judgements with their reasons, never a bare score."""
