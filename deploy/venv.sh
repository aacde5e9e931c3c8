#!/bin/sh
# Makes or refreshes .venv from a lock file: sh deploy/venv.sh LOCKFILE. Each way to fail gets one line.
set -eu
lock=$1
stamp=.venv/.made-from
say() { printf '%s\n' "$*" >&2; }

python=${PYTHON:-}
if [ -z "$python" ]; then
    for name in python3.11 python3.12 python3.13 python3.14 python3; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then
            python=$name
            break
        fi
    done
fi
if [ -z "$python" ]; then
    found=$(python3 --version 2>/dev/null || echo "no python3")
    say "venv: Python 3.11 to 3.14 is needed, found $found; install one, or name it: make PYTHON=/path/to/python3.11"
    exit 2
fi
if ! "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then
    say "venv: Python 3.11 to 3.14 is needed, $python is $("$python" --version 2>&1 || echo 'not a Python'); name another: make PYTHON=/path/to/python3.11"
    exit 2
fi

# The development lock holds all of the other one, so whoever has it has both.
want=$("$python" - "$lock" <<'PY'
import hashlib, pathlib, sys
print(hashlib.sha256(pathlib.Path(sys.argv[1]).read_bytes()).hexdigest())
PY
)
# Compiled here once, so that a one-shot search compiles nothing even where Python may not write beside the sources.
compiled() { .venv/bin/python -m compileall -q archive crawler extraction index terminal search_cli.py || :; }
if [ -f "$stamp" ] && grep -q "$want" "$stamp"; then compiled; exit 0; fi

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    say "venv: this Python has no venv module; install it (Debian, Ubuntu: apt-get install python3-venv) and run make again"
    exit 2
fi
# The lock is complete, so pip need not look at what packages ask for (old pips stumble over one of them).
say "venv: installing from $lock (once; about a minute)"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
[ -x .venv/bin/python ] || "$python" -m venv .venv >"$log" 2>&1 || { say "venv: could not make .venv: $(tail -n 1 "$log")"; exit 2; }
if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r "$lock" >"$log" 2>&1; then
    if grep -qiE 'connection|resolve|network|timed out|retries|no matching distribution' "$log"; then
        say "venv: packages could not be fetched: no way to the package index; check the network or pip's settings and run make again"
    else
        say "venv: pip failed: $(grep -E '^ERROR' "$log" | head -n 1)"
    fi
    exit 2
fi
if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
    --config-settings editable_mode=compat -e . >"$log" 2>&1; then
    say "venv: could not install the project itself: $(grep -iE 'error' "$log" | head -n 1)"
    exit 2
fi
compiled
echo "$want" >>"$stamp"
