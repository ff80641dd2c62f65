"""Pure reading of single cells: a value, and what a person should know about how it was read."""
