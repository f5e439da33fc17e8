#!/bin/sh
# Fails two times out of three, by chance: a program that ends with an error is an answer of 500.
work=$(head -c 200)
if [ $(($(od -An -N1 -tu1 /dev/urandom) % 3)) -ne 0 ]; then
  echo "out of luck: $work" >&2
  exit 1
fi
echo "done: $work"
