"""Live texts that have to be looked at again, and what calls for it."""
