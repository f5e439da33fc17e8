#!/bin/sh
# Prints the request's headers and body to the function's log (standard error) and answers with one line.
{
  echo "--- received"
  env | grep '^Http_' | sort
  cat
  echo
} | tee /dev/stderr | wc -c
