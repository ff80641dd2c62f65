"""What ``make bench`` measures: every figure beside its limit, in one run."""
