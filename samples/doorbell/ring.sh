#!/bin/sh
# Which topic it was stands in the header X-Topic.
echo "$Http_X_Topic: $(head -c 200)"
