"""The verbs of the desk, one file a noun: the only place that writes."""
