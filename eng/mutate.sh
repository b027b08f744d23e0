#!/usr/bin/env bash
# Mutation testing: changes the operators and where their windows lie, a place at a time, and sees whether a test fails.
# Works on a clone of the last commit, so that no mutant and no report comes to this checkout. Ends with the survivors and the score.
# Usage: eng/mutate.sh [Geometry/AxisWindows.cs ...]   files of src/Cenote; by default all of Geometry and Windows, which takes hours
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
git clone -q . "$work/cenote"
[ ! -d ../shared ] || ln -s "$(realpath ../shared)" "$work/shared"

files=()
for file in "$@"; do files+=(--mutate "**/$file"); done

# Every mutant meets the fast, decisive tests, with fewer generated cases: tests/Cenote.Tests/Cenote.Tests.csproj says at CENOTE_MUTATION
# what is left out. Try a survivor on all of them by hand. Stryker's own choice of tests by coverage waits ten seconds for each of 1,100
# (5.1.0 on Microsoft.Testing.Platform).
export CENOTE_MUTATION=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cd "$work/cenote/tests/Cenote.Tests"
dotnet tool restore > /dev/null
dotnet stryker --config-file "$work/cenote/eng/stryker.json" --output "$work/report" --skip-version-check "${files[@]}"
echo "The report is in $work/report."
