"""What a user can do: one function an intention; the only place that wires the wings."""
