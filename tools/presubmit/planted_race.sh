#!/usr/bin/env bash
# Succeeds only if ThreadSanitizer reports the race that //common/rpc:planted_race_test contains:
# a clean tsan run means something only as long as it does.
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly target=//common/rpc:planted_race_test
bazel build --config=tsan "$target"
# Not `bazel test`: its failure would not tell the race from anything else.
output=$(bazel-bin/common/rpc/planted_race_test 2>&1) && code=0 || code=$?

# Reports, and all of them about the file with the race.
summaries=$(grep "^SUMMARY: ThreadSanitizer: data race" <<<"$output" || true)
others=$(grep -v "planted_race_test.cc" <<<"$summaries" || true)
if [[ $code -ne 0 && -n $summaries && -z $others ]]; then
  echo "planted race: found"
else
  printf '%s\n' "$output" | tail -n 20
  echo "planted race: not found, or not alone (exit code $code)" >&2
  exit 1
fi
