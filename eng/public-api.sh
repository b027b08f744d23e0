#!/usr/bin/env bash
# Writes what a library now shows to the world into its PublicAPI.Unshipped.txt. Read the difference before you commit it.
# Usage: eng/public-api.sh [src/Cenote ...]
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- src/Cenote src/Cenote.TensorBoard src/Cenote.Data src/Cenote.Torch
for project; do
    list=$project/PublicAPI.Unshipped.txt
    build=$(dotnet build "$project" --no-incremental -p:TreatWarningsAsErrors=false -v quiet 2>&1 || true)
    gone=$(grep -oP "RS0017: Symbol '\K.*(?=' is part of the declared API)" <<<"$build" | sort -u || true)
    new=$(grep -oP "RS0016: Symbol '\K.*(?=' is not part of the declared public API)" <<<"$build" | sort -u || true)
    { echo '#nullable enable'; { tail -n +2 "$list" | grep -vxF -e "${gone:-#}" || true; [ -z "$new" ] || echo "$new"; } | LC_ALL=C sort -u; } > "$list.new"
    mv "$list.new" "$list"
done
