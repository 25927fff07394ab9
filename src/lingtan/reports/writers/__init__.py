"""The four forms of a report, one module each."""
