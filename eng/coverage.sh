#!/usr/bin/env bash
# Measures which lines and branches of src/Cenote its tests reach, at every register width taken together.
# Prints each file that is below 95 % of either, with the lines that are missed, and the total. Ends with 1 where branches are below 95 %.
# Usage: eng/coverage.sh [EnableAVX512 ...]   what .NET is to do without, a run each; by default all there is, then less and less
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- "" EnableAVX512 EnableAVX2 EnableHWIntrinsic

reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT
dotnet build tests/Cenote.Tests -c Release -v quiet > "$reports/log" || { cat "$reports/log"; exit 1; }
for off in "$@"; do
    env ${off:+DOTNET_$off=0} dotnet test --project tests/Cenote.Tests -c Release --no-build \
        --coverage --coverage-output-format cobertura --coverage-output "$reports/${off:-all}.xml" > "$reports/log" || { cat "$reports/log"; exit 1; }
done

# A line that several classes or runs report counts as the best of them: of its branches as many as the best run reached, so never too many.
awk -v root="$PWD/src/Cenote/" '
    match($0, /filename="[^"]*"/) {
        file = substr($0, RSTART + 10, RLENGTH - 11)
        ours = index(file, root) == 1
        file = substr(file, length(root) + 1)
    }
    ours && /<line / {
        match($0, /number="[0-9]+"/); number = substr($0, RSTART + 8, RLENGTH - 9) + 0; line = file ":" number
        if (number > last[file] + 0) last[file] = number
        match($0, /hits="[0-9]+"/); hits = substr($0, RSTART + 6, RLENGTH - 7) + 0
        if (!(line in hit) || hits > hit[line]) hit[line] = hits
        if (match($0, /\([0-9]+\/[0-9]+\)/)) {
            split(substr($0, RSTART + 1, RLENGTH - 2), part, "/")
            if (part[1] + 0 > reached[line] + 0) reached[line] = part[1] + 0
            branches[line] = part[2] + 0
        }
    }
    function percent(part, whole) { return whole ? 100 * part / whole : 100 }
    END {
        for (file in last) {
            for (number = 1; number <= last[file]; number++) {
                line = file ":" number
                if (!(line in hit)) continue
                lines[file]++; covered[file] += hit[line] > 0
                branch[file] += branches[line]; taken[file] += reached[line]
                if (hit[line] == 0 || reached[line] < branches[line]) missed[file] = missed[file] " " number
            }
        }
        print "branches  lines   file: lines that are missed or taken one way only" > "/dev/stderr"
        for (file in lines) {
            if (percent(taken[file], branch[file]) < 95 || percent(covered[file], lines[file]) < 95)
                printf "%6.1f %%  %5.1f %%  %s:%s\n", percent(taken[file], branch[file]), percent(covered[file], lines[file]), file, missed[file] | "sort -n >&2"
            allLines += lines[file]; allCovered += covered[file]; allBranches += branch[file]; allTaken += taken[file]
        }
        close("sort -n >&2")
        printf "src/Cenote: %.1f %% of branches (%d of %d), %.1f %% of lines (%d of %d)\n", percent(allTaken, allBranches), allTaken, allBranches, percent(allCovered, allLines), allCovered, allLines
        exit percent(allTaken, allBranches) < 95
    }' "$reports"/*.xml
