"""What people use instead: the same job in a pandas script, without checks, evidence or exact sums."""
