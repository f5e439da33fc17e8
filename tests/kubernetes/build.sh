#!/usr/bin/env bash
# Makes the servers of a Kubernetes 1.20 that can keep custom resources, out of those that the given script makes:
#   KUBE_BIN=$(tests/kubernetes/build.sh ../shared/kube/build.sh | tail -n 1)
# Debian's sources bring a copy of reflect2 that breaks with Go 1.18 and later: an API server that is built with it dies of the first custom resource.
# This one is built with Debian's own, newer package of it. About five minutes on two cores the first time; afterwards it is found in the cache.
set -euo pipefail

base=$("$1" | tail -n 1)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/connectors/kube-1.20.2
if [[ ! -x $cache/kube-apiserver ]]; then
  packages=(golang-go golang-github-modern-go-reflect2-dev dpkg-dev make rsync jq)
  missing=()
  for package in "${packages[@]}"; do dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package"); done
  if ((${#missing[@]})); then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}" >/dev/null
  fi
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  # The sources of the very lists that packages come from, for this one call.
  mkdir -p "$work/lists/partial"
  sed 's/^Types: deb$/Types: deb-src/' /etc/apt/sources.list.d/debian.sources >"$work/src.sources"
  options=(-o Dir::Etc::sourcelist="$work/src.sources" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$work/lists" -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update -qq
  (cd "$work" && apt-get "${options[@]}" source -qq kubernetes >/dev/null)
  source=$(find "$work" -maxdepth 1 -type d -name 'kubernetes-*')
  rm -r "$source/vendor/github.com/modern-go/reflect2"
  cp -rL /usr/share/gocode/src/github.com/modern-go/reflect2 "$source/vendor/github.com/modern-go/"
  mkdir -p "$source/.go/src/k8s.io" "$cache"
  ln -s ../../.. "$source/.go/src/k8s.io/kubernetes"
  (cd "$source" && GOPATH=$source/.go CGO_ENABLED=0 make WHAT=cmd/kube-apiserver >&2)
  install -m 755 "$source/_output/local/bin/linux/amd64/kube-apiserver" "$cache/.kube-apiserver"
  mv "$cache/.kube-apiserver" "$cache/kube-apiserver"
fi
for server in kube-controller-manager kube-scheduler kubelet kube-proxy; do ln -sf "$base/$server" "$cache/$server"; done
echo "$cache"
