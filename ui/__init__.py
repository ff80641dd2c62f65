"""The window. Layout, words and pictures; no rule lives here."""
