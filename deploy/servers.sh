#!/bin/sh
# Environments for the two servers of others that tests speak to: .venv-pywb and .venv-scrapyd, each from its lock file.
# Both want other versions of packages than the program, so neither may live in .venv. Run by .ci/run; `make servers`.
set -eu
python=.venv/bin/python
say() { printf '%s\n' "$*" >&2; }

for name in pywb scrapyd; do
    lock=deploy/requirements-$name.lock
    venv=.venv-$name
    want=$($python -c 'import hashlib, pathlib, sys; print(hashlib.sha256(pathlib.Path(sys.argv[1]).read_bytes()).hexdigest())' "$lock")
    if [ -f "$venv/.made-from" ] && grep -q "$want" "$venv/.made-from"; then continue; fi
    say "servers: installing $name from $lock (once; half a minute)"
    rm -rf "$venv"
    $python -m venv "$venv"
    pip="$venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes"
    # Some packages come as source only; they are built with the setuptools of the lock, not with whatever is newest.
    awk '/^[a-z]/ { wanted = /^(setuptools|wheel)==/ } wanted' "$lock" >"$venv/build.lock"
    $pip -r "$venv/build.lock"
    $pip --no-build-isolation -r "$lock"
    echo "$want" >"$venv/.made-from"
done
