#!/usr/bin/env bash
# Fails where a committed example differs from what generate.py writes.
set -euo pipefail
exec /usr/bin/python3 -B "$(dirname "$0")/generate.py" --check
