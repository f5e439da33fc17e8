#!/bin/sh
cat > /dev/null
tick="tick at $(date -u +%H:%M:%S)"
echo "$tick" >&2
echo "$tick"
