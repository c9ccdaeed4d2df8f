"""Reviewing and signing: who is asked, what is said, what a signature covers."""
