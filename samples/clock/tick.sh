#!/bin/sh
cat > /dev/null
echo "tick at $(date -u +%H:%M:%S)"
