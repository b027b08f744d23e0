#!/usr/bin/env bash
# The main job beside one thread of the system's zlib: time, bytes, memory. Linux; needs CIFAR-10's binary files.
# Usage: bench/visualize.sh TRAIN [TEST ORACLE]
#   TRAIN   the folder that holds data_batch_1.bin to data_batch_5.bin
#   TEST    the folder that holds test_batch.bin
#   ORACLE  a folder with the event file in which PyTorch wrote test images 0 to 127 as two grids
set -euo pipefail
[ $# -eq 1 ] || [ $# -eq 3 ] || { sed -n '2,6s/^# //p' "$0"; exit 2; }
folders=()
for folder; do folders+=("$(realpath "$folder")"); done
cd "$(dirname "$0")/.."
dotnet build -c Release src/Cenote.Cli -v quiet
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
dotnet run -c Release bench/visualize.cs -- "$PWD/src/Cenote.Cli/bin/Release/net10.0/Cenote.Cli" "$scratch" "${folders[@]}"
