#!/usr/bin/env bash
# Builds and runs the benchmarks with all that the peers need; its arguments are the program's, `bench/run.sh` alone lists them.
# Example: bench/run.sh --table W1,W2 --threads 2
# Nothing is installed on the machine: what is missing is built by gcc in bench/obj, and what can not be had is said in a sentence.
set -euo pipefail
cd "$(dirname "$0")/.."
built=$PWD/bench/obj
mkdir -p "$built"

# dotnet reads LD_LIBRARY_PATH when it starts, so it is set here and not in the program.
if shim=$(eng/libtorch-runtime.sh "$built/libstdc++"); then
    export CENOTE_BENCH_LIBTORCH=ready
    [ -z "$shim" ] || export LD_LIBRARY_PATH="$shim${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
else
    echo "libtorch is left out." >&2
fi

# An absent library is no reason to stop: the table says who is left out.
CENOTE_BENCH_ONEDNN=$(bench/onednn.sh "$built/onednn") || true
export CENOTE_BENCH_ONEDNN

# libtorch makes its output anew at each call. Without these the C library gives large blocks back to the system each time, and the page
# faults of the next call triple its time: the peer would be measured with a handicap that its users can avoid.
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=100000000000 MALLOC_TOP_PAD_=1000000000

dotnet build bench/Cenote.Benchmarks -c Release -v quiet > "$built/build.log" || { cat "$built/build.log" >&2; exit 1; }
exec bench/Cenote.Benchmarks/bin/Release/net10.0/Cenote.Benchmarks "$@"
