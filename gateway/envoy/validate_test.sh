#!/bin/bash
# What `render` prints is a configuration that Envoy accepts, and `render` refuses mistakes.
set -euo pipefail

envoy=external/envoy/envoy
render() { python3 gateway/envoy/render "$@"; }
needed=(DESCRIPTOR_SET="$PWD/protos/guanxi.pb"
  REST_MODULE="$PWD/gateway/envoy/check/guanxi_check.so" ROUTES=gateway/envoy/rest_routes.json ANY_PORT=1)

fail() {
  echo "FAILED: $1" >&2
  exit 1
}

render "${needed[@]}" >"$TEST_TMPDIR/envoy.yaml"
grep -n '@[A-Z_]*@' "$TEST_TMPDIR/envoy.yaml" && fail "a name was not replaced"
# A deprecated field would be gone in the next Envoy. The JWKS cannot be fetched here.
log=$("$envoy" --mode validate --disable-hot-restart --log-level warning \
  --config-path "$TEST_TMPDIR/envoy.yaml" 2>&1) || fail "Envoy refuses the configuration: $log"
if grep -v 'jwks.internal' <<<"$log" | grep -q warning; then fail "Envoy warns: $log"; fi

render "${needed[@]:1}" 2>/dev/null && fail "a missing value was accepted"
render "${needed[@]:0:3}" 2>/dev/null && fail "ports of services need not be said"
echo '[{"rpc":"/guanxi.none.v1.S/M","stream":false,"paths":[]}]' >"$TEST_TMPDIR/routes.json"
render "${needed[@]}" ROUTES="$TEST_TMPDIR/routes.json" 2>/dev/null &&
  fail "a method that no service has was accepted"
cat >"$TEST_TMPDIR/routes.json" <<'END'
[{"rpc":"/guanxi.customer.v1.S/M","stream":false,"paths":["/customers"]}]
END
render "${needed[@]}" ROUTES="$TEST_TMPDIR/routes.json" 2>/dev/null &&
  fail "a path without a word after /v1/ was accepted"
render "${needed[@]}" LISTEN_PROT=80 2>/dev/null && fail "an unknown name was accepted"
render "${needed[@]}" 'ISSUER="x' 2>/dev/null && fail "a quote was accepted"
echo "PASSED"
