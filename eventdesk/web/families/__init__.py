"""What families see on their phones: events, sign-up, their ticket, votes and feedback."""
