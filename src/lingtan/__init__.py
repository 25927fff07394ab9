"""Lingtan (零碳): measure, account, evaluate, plan, operate and prove a zero-carbon industrial park."""

__version__ = "0.1.0"
