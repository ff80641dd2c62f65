"""What is computed rather than written: who or what goes where, so that all rules hold and as much as possible is served."""
