"""The head office's pages: who hands in what, and how the year stands."""
