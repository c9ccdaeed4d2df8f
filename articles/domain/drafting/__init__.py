"""Writing: drafts, what is typed into them, and what they are compared with."""
