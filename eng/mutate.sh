#!/usr/bin/env bash
# Mutation testing: changes the operators and where their windows lie, a place at a time, and sees whether a test fails.
# Works on a clone of the last commit, so that no mutant comes to this checkout. Prints each survivor, and a line of counts for each file.
# Usage: eng/mutate.sh Geometry/AxisWindows.cs ...   files of src/Cenote
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
git clone -q . "$work/cenote"
[ ! -d ../shared ] || ln -s "$(realpath ../shared)" "$work/shared"
cd "$work/cenote/tests/Cenote.Tests"
export DOTNET_CLI_TELEMETRY_OPTOUT=1

# Stryker makes one assembly of all mutants, of which a variable switches one on. It is stopped before it tries them: through
# Microsoft.Testing.Platform it takes ten times as long (5.1.0), as it runs every test to its end and waits for hosts that have crashed.
dotnet tool restore > /dev/null
CENOTE_MUTATION=1 dotnet stryker --config-file "$work/cenote/eng/stryker.json" --output "$work/report" --skip-version-check > "$work/log" 2>&1 &
until grep -q 'total mutants will be tested' "$work/log"; do
    kill -0 $! 2> /dev/null || { cat "$work/log"; exit 1; }
    sleep 1
done
cp bin/Release/net10.0/Cenote.dll "$work"
kill $(ps -o pid= --ppid $!) $!
wait $! 2> /dev/null || true
dotnet build -c Release -v quiet --nologo > "$work/log.build" || { cat "$work/log.build"; exit 1; }
cp "$work/Cenote.dll" bin/Release/net10.0/

# run MUTANT SECONDS CLASS ...: the tests of those classes, up to the first that fails. Ends with 124 or 137 where they take longer.
run() {
    local mutant=$1 seconds=$2
    shift 2
    STRYKER_MUTANT_ID_CONTROL_VAR=MUTANT MUTANT=$mutant timeout -s KILL "$seconds" bin/Release/net10.0/Cenote.Tests -noColor -stopOnFail \
        $(printf -- '-class Cenote.Tests.%s ' "$@") > "$work/out" 2>&1
}

# The tests that a mutant meets: first those that tell most of them in a second, then others that take seconds, at last those that take a
# minute: central differences, generated shapes, threads.
first=(Geometry.{AxisWindows,InverseWindows}Tests Windows.{AxesAndForms,Option,PublicEdge}Tests)
then=(Windows.{ExtremeValue,InfiniteTap,LearnedPool,LongSum,Magnitude,RegisterWidth,RentedMemory,HugeShape}Tests
    Conformance.{Torch,Papers,MaxUnpool}ConformanceTests Conformance.Onnx.OnnxConformanceTests)
last=(Windows.{Operator,WindowPool,Thread,SmallType,StochasticPool}Tests)
run -1 600 "${first[@]}" "${then[@]}" "${last[@]}" || { cat "$work/out"; exit 1; }

for file in "$@"; do
    killed=0 late=0 survived=0
    while read -r mutant change; do
        # Left out are mutants that do not compile: the assembly does not ask for them (ldc.i4 and a call).
        bytes=$(printf '\\x20\\x%02x\\x%02x\\x%02x\\x%02x\\x28' $((mutant & 255)) $((mutant >> 8 & 255)) $((mutant >> 16 & 255)) 0)
        LC_ALL=C grep -qaP "$bytes" "$work/Cenote.dll" || continue
        code=0
        { run "$mutant" 30 "${first[@]}" && run "$mutant" 30 "${then[@]}" && run "$mutant" 300 "${last[@]}"; } 2> /dev/null || code=$?
        case $code in
            0) survived=$((survived + 1)); echo "$file survived: $change" ;;
            124 | 137) late=$((late + 1)) ;;
            *) killed=$((killed + 1)) ;;
        esac
    done < <(awk -v file="/src/Cenote/$file" '
        / Mutating \// { ours = index($0, file) }
        / Mutant [0-9]+ created / { if (change) print change; change = "" }
        ours && / Mutant [0-9]+ created / && !/ created Debug\.Assert/ { sub(/.* Mutant /, ""); sub(/ created/, ""); change = $0; next }
        change && !/^\[/ { sub(/^ +/, ""); change = change " " $0 }
        END { if (change) print change }' "$work/log")
    echo "$file: $((killed + late + survived)) mutants, $killed killed, $late took too long, $survived survived"
done
