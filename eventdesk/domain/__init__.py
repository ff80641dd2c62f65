"""Pure rules of the field. Standard library only, no input or output, no clock: ``now`` is an argument."""
