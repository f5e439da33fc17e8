#!/bin/sh
# Takes ten seconds.
sleep 10
echo "done at last: $(head -c 200)"
