"""Search over live pages."""
