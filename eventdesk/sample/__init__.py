"""The sample organisation: invented people, a file of their registrations, and one event day that they live.

Nobody here is real. Names are put together from lists of characters, phones begin with digits that no network has
been given, and addresses are those kept for documentation (RFC 5737). The same seed makes the same people.
"""
