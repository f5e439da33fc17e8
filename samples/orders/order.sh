#!/bin/sh
order="$SHOP received an order: $(head -c 200)"
echo "$order" >&2
echo "$order"
