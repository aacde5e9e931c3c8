"""The verbs, one a file: each has `run(call, screen) -> exit status` and loads only what it needs."""
