"""The approval pack: everything that shows who signed one publication, to be checked without this site."""
