"""Pages in a browser: for the office that receives, and for families on their phones."""
