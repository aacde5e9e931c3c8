"""A small union news site of our own, entirely invented, which lives through fourteen simulated days.

`sample_site.truth(day)` says what a perfect reader finds, `sample_site.server.SampleSite` serves the pages on loopback,
`python -m sample_site` serves or renders by hand. It imports nothing of the archive.
"""

from sample_site.truth import Expected, ExpectedLead, Oddity, oddities, truth

__all__ = ["Expected", "ExpectedLead", "Oddity", "oddities", "truth"]
