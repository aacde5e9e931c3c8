"""Speed and quality beside the peers, in one run on one machine; never part of the tests."""
