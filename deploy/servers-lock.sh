#!/bin/sh
# Resolves the lock files of deploy/servers.sh again (needs uv); run by `make lock`.
set -eu
lock="uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links
    --no-header --no-annotate --strip-extras --quiet"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# Scrapyd runs the program with the packages of its lock, but for setuptools, of which it needs an older one.
grep -oE '^[a-z0-9._-]+==[^ ]+( ;[^\\]*)?' requirements.lock | grep -v '^setuptools==' >"$scratch/constraints.txt"
echo 'setuptools<81' >"$scratch/setuptools.in"
$lock pyproject.toml "$scratch/setuptools.in" --extra deploy -c "$scratch/constraints.txt" -o deploy/requirements-scrapyd.lock
echo "brotlipy ; python_version < '0'" >"$scratch/overrides.txt"
$lock deploy/requirements-pywb.in --override "$scratch/overrides.txt" -o deploy/requirements-pywb.lock
