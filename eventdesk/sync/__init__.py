"""A station's side of the wire, and the wire itself."""
