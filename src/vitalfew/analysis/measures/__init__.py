"""What is: one file a measure, each an Ibis expression with one row an account."""
