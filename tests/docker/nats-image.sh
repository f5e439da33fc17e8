#!/usr/bin/env bash
# Makes an image of this machine's nats-server, of the binary and the libraries that it is linked to, and prints its name.
# Needs a Docker that answers (DOCKER_HOST), and no registry.
set -euo pipefail

image=connectors-test/nats-server:local
program=$(PATH=$PATH:/usr/sbin command -v nats-server)
root=$(mktemp -d -t connectors-image-XXXXXX)
trap 'rm -rf "$root"' EXIT

mkdir -p "$root/bin" "$root/tmp"
cp -L "$program" "$root/bin/nats-server"
# A statically linked one has no libraries.
{ ldd "$program" || true; } | grep -o '/[^ ]*' | xargs -r cp -L --parents -t "$root"
tar -C "$root" -c . | docker import --change 'ENTRYPOINT ["/bin/nats-server"]' --change 'EXPOSE 4222' - "$image" >/dev/null
echo "$image"
