#!/usr/bin/env bash
# The main job beside one thread of the system's zlib: time, bytes, memory. Linux; needs CIFAR-10's binary files.
# Usage: bench/visualize.sh FOLDER   (the folder that holds data_batch_1.bin to data_batch_5.bin)
set -euo pipefail
data=$(realpath "${1:?the folder that holds data_batch_1.bin to data_batch_5.bin}")
cd "$(dirname "$0")/.."
dotnet build -c Release src/Cenote.Cli -v quiet
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
dotnet run -c Release bench/visualize.cs -- "$PWD/src/Cenote.Cli/bin/Release/net10.0/Cenote.Cli" "$data" "$scratch"
