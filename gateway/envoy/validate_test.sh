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

# Envoy takes a configuration, and warns of nothing.
accepts() {
  grep -n '@[A-Z_]*@' "$1" && fail "a name was not replaced"
  # A deprecated field would be gone in the next Envoy. The JWKS cannot be fetched here.
  local log
  log=$("$envoy" --mode validate --disable-hot-restart --log-level warning \
    --config-path "$1" 2>&1) || fail "Envoy refuses the configuration: $log"
  if grep -v 'jwks.internal' <<<"$log" | grep -q warning; then fail "Envoy warns: $log"; fi
}

render "${needed[@]}" >"$TEST_TMPDIR/envoy.yaml"
accepts "$TEST_TMPDIR/envoy.yaml"
grep -q 'name: edge_tls\|name: metrics\|transport_socket_matches' "$TEST_TMPDIR/envoy.yaml" &&
  fail "there are ports that nobody asked for"

# By TLS, and with a port for Prometheus.
tls="$TEST_TMPDIR/tls"
mkdir -p "$tls"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=edge \
  -keyout "$tls/tls.key" -out "$tls/tls.crt" 2>/dev/null
cp "$tls/tls.crt" "$tls/ca.crt"
for file in certificate authorities; do
  sed "s:/etc/guanxi/tls:$tls:" "gateway/envoy/tls/$file.yaml" >"$tls/$file.yaml"
done
render --output "$TEST_TMPDIR/tls.yaml" "${needed[@]}" METRICS_PORT=9102 TLS_PORT=8443 TLS_FOLDER="$tls"
accepts "$TEST_TMPDIR/tls.yaml"
[[ $(grep -c 'port: health } }' "$TEST_TMPDIR/tls.yaml") -ge 1 ]] || fail "health is not apart"
# The gateway has a second cluster, of its keys.
services=$(grep -c '^  - name: [a-z]*-svc$' "$TEST_TMPDIR/tls.yaml")
[[ $(grep -c 'transport_socket_matches' "$TEST_TMPDIR/tls.yaml") == $((services + 2)) ]] ||
  fail "not every service is reached by TLS"
render "${needed[@]}" TLS_PORT=8443 2>/dev/null && fail "TLS without certificates was accepted"

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
