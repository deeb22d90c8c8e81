"""What to choose: proposals within capacity, each with what would change it."""
