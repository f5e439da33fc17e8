#!/usr/bin/env bash
# Builds everything, checks the format, runs every test. The last line is: N passed, N failed, N skipped
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

configuration=Release
packages=(buildah busybox-static clang cmake containerd containernetworking-plugins curl docker-registry docker.io golang-github-masterminds-sprig-dev golang-go golang-k8s-sigs-yaml-dev iproute2 iptables
  kcat libfaketime libssl-dev lld mosquitto mosquitto-clients nats-server nodejs openssl prometheus prometheus-alertmanager python3 rabbitmq-server runc zlib1g-dev)
limit=1200 # seconds a test project may take
results=artifacts/test-results
# The longest ones start first, so that none of them runs alone at the end; the others follow.
longest=(Connectors.EndToEnd.Tests Connectors.Queues.JetStream.Tests Connectors.Providers.Faasd.Tests Connectors.Providers.FaasNetes.Tests Connectors.Kafka.Tests Connectors.Gateway.Tests)
# These need what is published, and these share a cluster in which one at a time may be.
needs_published=(Connectors.Charts.Tests Connectors.Providers.Faasd.Tests Connectors.Providers.FaasNetes.Tests Connectors.Watchdog.Native.Tests)
in_cluster=(Connectors.Charts.Tests Connectors.Providers.FaasNetes.Tests)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

install_missing() {
  local missing=() package
  for package in "${packages[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  if [[ $(id -u) -ne 0 ]]; then
    echo "Tests need these Debian packages; install them or run this as root: ${missing[*]}" >&2
    return 0
  fi
  apt-get update -qq
  # Tests start what they need: at run level 1 no package starts its server.
  RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Whether the first argument is among the others.
is_among() {
  local name=$1 other
  shift
  for other in "$@"; do
    [[ $other != "$name" ]] || return 0
  done
  return 1
}

# What tests find in artifacts; what is wrong with it stands in publish.log.
publish() {
  local status=0
  publish_all >"$results/publish.log" 2>&1 || status=$?
  echo "$status" >"$results/publish.status"
}

# It is built in folders of its own: another runtime's restore in the projects' obj would make the README's `dotnet run` write
# into bin, from which other tests are starting programs.
publish_all() {
  local runtime
  runtime=linux-$(uname -m | sed 's/x86_64/x64/;s/aarch64/arm64/')
  # One static binary; tests find it where it is put.
  if can_publish_watchdog; then
    dotnet publish src/Connectors.Watchdog.Native -c "$configuration" -r "$runtime" --artifacts-path artifacts/build -o artifacts/watchdog -v quiet || return
  fi
  # What the image of a hub is made of, for tests in a cluster.
  if [[ -e $KUBECONFIG ]]; then
    dotnet publish src/Connectors.Cli -c "$configuration" -r "$runtime" --self-contained --artifacts-path artifacts/build -o artifacts/image/connectors -v quiet || return
  fi
}

can_publish_watchdog() {
  command -v clang && command -v cmake && command -v ld.lld
} >/dev/null

# Runs one project's tests; their output and result file stand under its name.
run_project() {
  local name=$1 status=0 alone=()
  ! is_among "$name" "${in_cluster[@]}" || alone=(flock "$results/cluster.lock")
  "${alone[@]}" timeout --kill-after=30 "$limit" "tests/$name/bin/$configuration/net10.0/$name" -noColor -result-xml "$results/$name.xml" \
    >"$results/$name.log" 2>&1 </dev/null || status=$?
  echo "$status" >"$results/$name.status"
}

# Leaves in running what has not ended; the shell has other jobs beside the tests.
still_running() {
  local process left=()
  for process in "${running[@]}"; do
    kill -0 "$process" 2>/dev/null && left+=("$process")
  done
  running=("${left[@]}")
}

# Prints the given attribute of each <assembly> element, summed.
count() {
  grep -o '<assembly [^>]*>' "$2" | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ sum += $1 } END { print sum + 0 }'
}

if command -v dpkg-query >/dev/null; then
  install_missing
fi
rm -rf "$results"
mkdir -p "$results"

echo "Building"
dotnet build Connectors.sln -c "$configuration" -v quiet

export KUBECONFIG=${KUBECONFIG:-/tmp/kube/kubeconfig}
can_publish_watchdog || echo "The static watchdog needs clang, lld, cmake and libssl-dev; its tests are skipped." >&2
[[ -e $KUBECONFIG ]] || echo "There is no Kubernetes at $KUBECONFIG; tests in a cluster are skipped." >&2

echo "Checking the format"
dotnet format whitespace . --folder --verify-no-changes --exclude artifacts

echo "Testing"
source tests/docker/dockerd.sh
trap dockerd_end EXIT
dockerd_start
projects=("${longest[@]}") running=()
for folder in tests/*.Tests; do
  is_among "$(basename "$folder")" "${longest[@]}" || projects+=("$(basename "$folder")")
done
# Publishing takes one of the two places at first.
publish &
publishing=$!
running+=("$publishing")
# Two at a time: tests start servers and wait for them.
for name in "${projects[@]}"; do
  while ((${#running[@]} >= 2)) || { is_among "$name" "${needs_published[@]}" && kill -0 "$publishing" 2>/dev/null; }; do
    wait -n "${running[@]}" || true
    still_running
  done
  run_project "$name" &
  running+=($!)
done
wait "${running[@]}" || true

passed=0 failed=0 skipped=0 broken=0
if [[ $(cat "$results/publish.status" 2>/dev/null || echo none) != 0 ]]; then
  broken=1
  echo "--- What tests find in artifacts could not be published:"
  cat "$results/publish.log"
fi
for name in "${projects[@]}"; do
  status=$(cat "$results/$name.status" 2>/dev/null || echo none)
  if [[ ! -s $results/$name.xml ]] || ! grep -q '<assembly ' "$results/$name.xml"; then
    broken=$((broken + 1))
    echo "--- $name: no result (exit code $status)"
    cat "$results/$name.log" 2>/dev/null || true
    continue
  fi
  p=$(count passed "$results/$name.xml")
  f=$(($(count failed "$results/$name.xml") + $(count errors "$results/$name.xml")))
  s=$(($(count skipped "$results/$name.xml") + $(count not-run "$results/$name.xml")))
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  echo "$name: $p passed, $f failed, $s skipped"
  if ((f > 0)); then
    cat "$results/$name.log"
  elif [[ $status != 0 ]] || ((p + s == 0)); then
    broken=$((broken + 1))
    echo "--- $name: ended with exit code $status"
    cat "$results/$name.log"
  fi
done
# A runner that crashed, hung or found no test is a failure that no test reported.
failed=$((failed + broken))

echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
