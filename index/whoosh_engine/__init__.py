"""The default engine: Whoosh's schema, storage and codec seam over postings laid out for the memory map and numpy."""

import os

# numpy starts a thread for each core for linear algebra, which is half of its import time and of no use here.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
