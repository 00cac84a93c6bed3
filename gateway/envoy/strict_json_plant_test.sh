#!/bin/bash
# Plants faults into what the build has.
set -euo pipefail
exec python3 gateway/envoy/strict_json_plant.py gateway/envoy/check
