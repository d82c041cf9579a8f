#!/bin/sh
# Installs the tokenizers that `bench tokenizers` measures against, by their pip names, into
# .cache/peers beside this script's checkout (or the folder given as argument).  A peer that pip does
# not have is skipped, and so is its row in the table.
set -eu
folder=${1:-$(dirname "$0")/../../../.cache/peers}
python3 -m venv "$folder"
for package in tiktoken==0.14.0 tokenizers==0.23.3 quicktok-v1 toktok-rs splintr-rs nanotoken gigatoken; do
  "$folder/bin/pip" install --quiet "$package" || echo "skipped: $package"
done
"$folder/bin/pip" list --format=freeze
