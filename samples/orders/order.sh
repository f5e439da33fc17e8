#!/bin/sh
echo "$SHOP received an order: $(head -c 200)"
