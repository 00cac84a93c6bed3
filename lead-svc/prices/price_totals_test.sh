#!/bin/bash
# Reckons what the build made anew, in Python.
set -euo pipefail
exec python3 lead-svc/prices/price_totals_test.py lead-svc/prices/price_totals "$@"
