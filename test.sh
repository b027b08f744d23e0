#!/usr/bin/env bash
# Builds everything and runs every test, the operators once for each register width.
# Last line: N passed, N failed, N skipped: the sum of what the test runner counted.
set -uo pipefail
cd "$(dirname "$0")"

passed=0 failed=0 skipped=0 widths=0

# run NAME [VARIABLE=VALUE ...]: runs one test program and adds up its counts. A program that ends without them counts as failed.
# What $without names is left out.
without=()
run() {
    local name=$1 log summary
    shift
    [[ $name == Cenote.Tests ]] && ((widths += 1))
    log=$(mktemp)
    env "$@" "tests/$name/bin/Release/net10.0/$name" -noColor "${without[@]}" > "$log" 2>&1
    local code=$?
    summary=$(grep -oE 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' "$log" | tail -n 1)
    echo "$name $*: ${summary:-ended with $code and no summary}"
    if [[ $summary =~ Total:\ ([0-9]+),\ Errors:\ ([0-9]+),\ Failed:\ ([0-9]+),\ Skipped:\ ([0-9]+) ]]; then
        local bad=$((BASH_REMATCH[2] + BASH_REMATCH[3]))
        ((bad == 0 && code != 0)) && bad=1
        ((passed += BASH_REMATCH[1] - BASH_REMATCH[3] - BASH_REMATCH[4], failed += bad, skipped += BASH_REMATCH[4]))
    else
        ((failed++))
    fi
    # Failures whole; of the rest only what was skipped, and why.
    if ((code != 0)); then cat "$log"; else grep -A1 '\[SKIP\]' "$log" | grep -v '^--'; fi
    rm -f "$log"
}

if ! dotnet build Cenote.slnx -c Release -v quiet; then
    echo "The build failed."
    echo "0 passed, 1 failed, 0 skipped"
    exit 1
fi

# The board's tests drive a browser; without one they are skipped.
if [[ ! -x /usr/bin/chromium && $EUID == 0 ]] && command -v apt-get > /dev/null; then
    chromium=(apt-get install -y --no-install-recommends chromium)
    "${chromium[@]}" > /dev/null 2>&1 || { apt-get update && "${chromium[@]}"; } > /dev/null 2>&1 || echo "apt-get does not give chromium."
fi

for project in Cenote.TensorBoard.Tests Cenote.Data.Tests Cenote.Board.Tests Cenote.Cli.Tests; do
    run "$project"
done

# libtorch wants a newer C++ library than some systems have, before dotnet starts. Where it can not be prepared these tests skip.
if shim=$(eng/libtorch-runtime.sh tests/Cenote.Torch.Tests/obj/libstdc++); then
    run Cenote.Torch.Tests CENOTE_TEST_LIBTORCH=ready LD_LIBRARY_PATH="$shim${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
else
    run Cenote.Torch.Tests
fi

# The operators at the machine's own width, which a test checks where it is known for sure (.NET keeps to 256 bits on some of Intel's
# chips that have 512), then in narrower registers. A width the machine does not have would only repeat the next narrower one.
flags=$(grep -m1 '^flags' /proc/cpuinfo 2>/dev/null || true)
case $flags in
    *avx512vl*) if grep -q GenuineIntel /proc/cpuinfo; then run Cenote.Tests; else run Cenote.Tests CENOTE_TEST_LANES=512; fi ;;
    *avx2*) run Cenote.Tests CENOTE_TEST_LANES=256 ;;
    *) run Cenote.Tests ;;
esac
[[ $flags == *avx512vl* ]] && run Cenote.Tests DOTNET_EnableAVX512=0 CENOTE_TEST_LANES=256

# The formulas' cases are large, and their oracle takes most of the time: the two narrowest widths do without them.
without=(-class- Cenote.Tests.Conformance.FormulaConformanceTests)
[[ $flags == *avx2* ]] && run Cenote.Tests DOTNET_EnableAVX2=0 CENOTE_TEST_LANES=128
run Cenote.Tests DOTNET_EnableHWIntrinsic=0 CENOTE_TEST_LANES=0

echo "(the operators at $widths register widths)"
echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
