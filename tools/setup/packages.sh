#!/usr/bin/env bash
# Installs the Debian packages of packages*.txt that are missing, all of them in
# one apt call, and does nothing where none is. Needs nothing but a bare Debian.
#
#   packages.sh [--list]     --list prints the missing names and installs nothing
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"

# The wanted names: packages.txt; Node and cargo only where none is installed, and Go only where no
# kubectl is, in whose place it builds kustomize (tools/k8s/kustomize.py).
wanted() {
  sed -e 's/#.*//' "$here/packages.txt" "$here/packages-beside.txt" | tr -s ' \n' '\n' | sed '/^$/d'
  command -v node >/dev/null || echo nodejs
  command -v npm >/dev/null || echo npm
  command -v kubectl >/dev/null || command -v go >/dev/null || echo golang-go
  command -v cargo >/dev/null || echo cargo-web
}

installed() {
  dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' 2>/dev/null |
    sed -n 's/^installed //p' | sort -u
}

mapfile -t missing < <(comm -23 <(wanted | sort -u) <(installed))

if [[ "${1:-}" == --list ]]; then
  ((${#missing[@]} == 0)) || printf "%s\n" "${missing[@]}"
  exit 0
fi
if ((${#missing[@]} == 0)); then
  exit 0
fi

install="apt-get update && apt-get install --yes --no-install-recommends ${missing[*]}"
as_root=(sh -c)
if ((EUID != 0)); then
  if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [[ -t 0 ]]; }; then
    as_root=(sudo sh -c)
  else
    echo "dev: ${#missing[@]} Debian packages are missing and installing them needs root. Run:" >&2
    echo "  sudo sh -c '$install'" >&2
    exit 1
  fi
fi

log="$here/../../.guanxi/log/apt.log"
mkdir -p "$(dirname "$log")"
log="$(cd "$(dirname "$log")" && pwd -P)/apt.log"
echo "installing ${#missing[@]} Debian packages (log: $log)"
if ! "${as_root[@]}" "export DEBIAN_FRONTEND=noninteractive; $install" >"$log" 2>&1 </dev/null; then
  tail -n 15 "$log" >&2
  echo "dev: installing Debian packages failed; log: $log" >&2
  exit 1
fi
