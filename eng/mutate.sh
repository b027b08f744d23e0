#!/usr/bin/env bash
# Mutation testing: changes the operators and where their windows lie, a place at a time, and sees whether a test fails.
# Works on a clone of the last commit, so that no mutant and no report comes to this checkout. Ends with the survivors and the score.
# Usage: eng/mutate.sh [Geometry/AxisWindows.cs ...]   files of src/Cenote; by default all of Geometry and Windows, which takes hours
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
git clone -q . "$work/cenote"
[ ! -d ../shared ] || ln -s "$(realpath ../shared)" "$work/shared"

# Every mutant meets these tests, which take five seconds, and those named after a file given: try a survivor on the rest by hand, which
# take two minutes. Stryker's own choice of tests by coverage waits ten seconds for each of 1,100 (5.1.0 on Microsoft.Testing.Platform).
tests=(Geometry/AxisWindows Windows/{AxesAndForms,ExtremeValue,InfiniteTap,LearnedPool,Magnitude,Option,PublicEdge,RegisterWidth}
    Conformance/{Torch,Papers,PapersSet,MaxUnpool}Conformance Conformance/Onnx/OnnxConformance)
files=()
for file in "$@"; do
    files+=(--mutate "**/$file")
    [ ! -f "tests/Cenote.Tests/${file%.cs}Tests.cs" ] || tests+=("${file%.cs}")
done

CENOTE_MUTATION=$(printf '%sTests.cs\n' "${tests[@]}" | sort -u | paste -sd ';')
export CENOTE_MUTATION DOTNET_CLI_TELEMETRY_OPTOUT=1
cd "$work/cenote/tests/Cenote.Tests"
echo '{ "stopOnFail": true }' > xunit.runner.json
dotnet tool restore > /dev/null
dotnet stryker --config-file "$work/cenote/eng/stryker.json" --output "$work/report" --skip-version-check "${files[@]}"
echo "The report is in $work/report."
