"""The hub: keeps what stations tell, in order, and passes it on. It decides what it accepts and folds nothing."""
