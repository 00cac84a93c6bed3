#!/bin/bash
# Runs the fuzzer on what the build made.
set -euo pipefail
exec python3 gateway/envoy/strict_json_fuzz.py external/envoy/envoy \
  gateway/envoy/testdata/kinds.pb gateway/envoy/check/kinds_check.so "$@"
