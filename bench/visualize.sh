#!/usr/bin/env bash
# The main job beside one thread of the system's zlib: time, bytes, memory. Linux; the machine should be idle.
# Exit code 0: every limit kept; 1: one missed, or a failure; 2: a file is missing.
# Usage: bench/visualize.sh TRAIN [TEST ORACLE]
#   TRAIN   the folder that holds data_batch_1.bin to data_batch_5.bin of CIFAR-10's binary version
#   TEST    the folder that holds test_batch.bin
#   ORACLE  a folder with the event file in which PyTorch wrote test images 0 to 127 as two grids
set -euo pipefail
[ $# -eq 1 ] || [ $# -eq 3 ] || { sed -n '2,7s/^# //p' "$0"; exit 2; }
need() { compgen -G "$1" > /dev/null || { echo "$1 does not exist." >&2; exit 2; }; }
for i in 1 2 3 4 5; do need "$1/data_batch_$i.bin"; done
[ $# -eq 1 ] || { need "$2/test_batch.bin"; need "$3/*tfevents*"; }

folders=()
for folder; do folders+=("$(realpath "$folder")"); done
cd "$(dirname "$0")/.."
dotnet build -c Release src/Cenote.Cli -v quiet
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
dotnet run -c Release bench/visualize.cs -- "$PWD/src/Cenote.Cli/bin/Release/net10.0/Cenote.Cli" "$scratch" "${folders[@]}"
