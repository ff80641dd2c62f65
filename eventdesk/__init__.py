"""EventDesk: the core. Everything works without a window."""

__version__ = "0.1.0"
