"""One spider class; crawler/loader.py makes one spider of it for each profile."""
