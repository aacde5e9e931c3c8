"""Collecting: which pages to ask a site for, how politely, and what became of each. A Scrapy project.

In: site profiles and what the archive knows. Out: captures in the archive, each settled with an outcome. Reading a page
is left to extraction, keeping it to archive; the index follows in a process of its own.
"""
