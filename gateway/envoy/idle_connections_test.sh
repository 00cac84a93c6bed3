#!/bin/bash
# Runs the check on what the build made.
set -euo pipefail
exec python3 gateway/envoy/idle_connections.py external/envoy/envoy protos/guanxi.pb \
  gateway/envoy/check/guanxi_check.so
