#!/usr/bin/env bash
# Pools a 12 GB .npy that is made sparse on disk, and says how much memory that took at most (VmHWM). It has to stay below 500 MB.
# Usage: eng/large-file.sh   (Linux; some minutes; 500 MB of disk below ${TMPDIR:-/tmp})
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build -c Release src/Cenote.Cli -v quiet
folder=$(mktemp -d)
trap 'rm -f "$folder/x.npy" "$folder/y.npy"; rmdir "$folder"' EXIT

# 128 bytes of header and 3000 * 64 * 125 * 125 floats.
printf '\x93NUMPY\x01\x00\x76\x00%-117s\n' "{'descr': '<f4', 'fortran_order': False, 'shape': (3000, 64, 125, 125), }" > "$folder/x.npy"
truncate -s $((128 + 3000 * 64 * 125 * 125 * 4)) "$folder/x.npy"

SECONDS=0
src/Cenote.Cli/bin/Release/net10.0/Cenote.Cli pool max "$folder/x.npy" -o "$folder/y.npy" --kernel 5 &
peak=0
while now=$(awk '/^VmHWM/ { print $2 }' "/proc/$!/status" 2> /dev/null) && [ -n "$now" ]; do
    peak=$now
    sleep 0.05
done
wait $!
[ "$(stat -c %s "$folder/y.npy")" = $((128 + 3000 * 64 * 25 * 25 * 4)) ] || { echo "The output has another size." >&2; exit 1; }
echo "12 GB pooled in $SECONDS s; peak $((peak / 1024)) MiB"
[ "$peak" -lt 488281 ] || { echo "That is more than 500 MB." >&2; exit 1; }
