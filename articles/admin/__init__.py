"""Thin admin classes: forms in, one verb out, records to read."""

from articles.admin import addresses, article, draft, notices, records, taxonomy

__all__ = ["addresses", "article", "draft", "notices", "records", "taxonomy"]
