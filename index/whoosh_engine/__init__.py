"""The default engine: Whoosh's schema, storage and codec seam over postings laid out for the memory map and numpy."""
