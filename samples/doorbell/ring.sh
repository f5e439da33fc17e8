#!/bin/sh
# Which topic it was stands in the header X-Topic.
ring="$Http_X_Topic: $(head -c 200)"
echo "$ring" >&2
echo "$ring"
