"""Screens of the library beside the admin's own: importing by hand, pairs, files to download."""
