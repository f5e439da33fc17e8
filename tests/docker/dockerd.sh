# To be sourced. A dockerd for the tests alone, where this is root and the machine has one: its own socket, data and process id, no bridge
# and no change to the firewall. Tests find it by DOCKER_HOST and the image by CONNECTORS_TEST_NATS_IMAGE; where these are missing they skip.

dockerd_folder=

dockerd_start() {
  # Whoever names a Docker has chosen.
  if [[ -z ${DOCKER_HOST:-} ]]; then
    if [[ $(id -u) -ne 0 ]] || ! command -v dockerd >/dev/null || ! command -v docker >/dev/null; then
      return 0
    fi
    dockerd_folder=$(mktemp -d -t connectors-docker-XXXXXX)
    if ! dockerd_run; then
      dockerd_end
      return 0
    fi
    export DOCKER_HOST=unix://$dockerd_folder/docker.sock
  fi
  # Debian's speaks no later version, and nothing is to be pulled for clearing up.
  export DOCKER_API_VERSION=1.41 TESTCONTAINERS_RYUK_DISABLED=true
  local image
  if image=$(tests/docker/nats-image.sh); then
    export CONNECTORS_TEST_NATS_IMAGE=$image
  fi
}

dockerd_run() {
  local log=$dockerd_folder/log
  dockerd --host "unix://$dockerd_folder/docker.sock" --data-root "$dockerd_folder/data" --exec-root "$dockerd_folder/exec" \
    --pidfile "$dockerd_folder/pid" --bridge=none --iptables=false --ip-forward=false --storage-driver=vfs >"$log" 2>&1 </dev/null &
  dockerd_process=$!
  local tries
  for ((tries = 0; tries < 300; tries++)); do
    curl -fs --unix-socket "$dockerd_folder/docker.sock" http://docker/_ping >/dev/null && return 0
    kill -0 "$dockerd_process" 2>/dev/null || break
    sleep 0.1
  done
  echo "Docker does not run here; tests in containers are skipped:" >&2
  tail -n 5 "$log" >&2
  return 1
}

dockerd_end() {
  [[ -n $dockerd_folder ]] || return 0
  if kill "$dockerd_process" 2>/dev/null; then
    wait "$dockerd_process" || true
  fi
  awk -v below="$dockerd_folder/" 'index($2, below) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r umount
  rm -rf "$dockerd_folder"
  dockerd_folder=
}
