#!/usr/bin/env bash
# Runs the Python tests of this folder with the system's Python.
set -euo pipefail
cd "$(dirname "$0")"
exec /usr/bin/python3 -B -m unittest discover --pattern '*_test.py'
