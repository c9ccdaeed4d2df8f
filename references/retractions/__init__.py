"""Which works were retracted, doubted or corrected: reading the public list, matching it, keeping the standing."""
