"""Thin admin classes: forms in, one verb out, records to read."""

from articles.admin import article, draft, notices, records, taxonomy

__all__ = ["article", "draft", "notices", "records", "taxonomy"]
