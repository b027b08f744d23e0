#!/usr/bin/env bash
# Prints the folder that has to come first in LD_LIBRARY_PATH, before dotnet starts, so that TorchSharp's native library loads: none (an
# empty line) where the machine's C++ library is new enough.
# Usage: eng/libtorch-runtime.sh FOLDER    the shim is built in FOLDER where it is needed
# Why: libLibTorchSharp.so 0.107.0 needs GLIBCXX_3.4.32, and of that only _ZSt21ios_base_library_initv, a function that makes std::cout
# ready. Debian 12, Ubuntu 22.04 and RHEL 9 do not have it. The shim is a libstdc++.so.6 with this one function, behind which stands the
# machine's own library with all the rest. Nothing is installed.
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,7s/^# //p' "$0" >&2; exit 2; }

# Read to the end: a reader that stops early ends ldconfig with an error.
real=$(ldconfig -p | awk '$1 == "libstdc++.so.6" && /x86-64/ && !found++ { print $NF }')
[ -n "$real" ] || { echo "libstdc++.so.6 is not on this machine; TorchSharp needs it (Debian: libstdc++6)." >&2; exit 1; }
if grep -q GLIBCXX_3.4.32 "$real"; then
    echo
    exit 0
fi

for tool in g++ objdump; do
    command -v $tool > /dev/null || { echo "$tool is not on this machine; it builds the shim that $real is too old for TorchSharp without (Debian: g++)." >&2; exit 1; }
done

mkdir -p "$1"
folder=$(realpath "$1")
if [ ! -e "$folder/libstdc++.so.6" ] || [ "$real" -nt "$folder/libstdc++.so.6" ]; then
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT

    # The loader looks for a program's version names in the file it found by name, so the shim declares all of them, empty.
    {
        objdump -p "$real" | awk '/^Version definitions/ { on = 1; next } on && NF == 0 { exit } on && $4 ~ /^(GLIBCXX|CXXABI)/ { print $4 " { };" }'
        echo 'GLIBCXX_3.4.31 { };'
        echo 'GLIBCXX_3.4.32 { global: _ZSt21ios_base_library_initv; local: *; };'
    } > "$scratch/versions"

    cat > "$scratch/shim.cpp" <<'CPP'
#include <ios>
static std::ios_base::Init init;
extern "C" void _ZSt21ios_base_library_initv() {}
CPP

    # Both libraries are called libstdc++.so.6. A stand-in whose name is the real one's full path makes the shim ask for that file.
    : > "$scratch/empty.c"
    gcc -shared -o "$scratch/stand-in.so" "$scratch/empty.c" -Wl,-soname,"$real"
    gcc -O2 -fPIC -shared -o "$scratch/libstdc++.so.6" "$scratch/shim.cpp" \
        -Wl,--no-as-needed "$scratch/stand-in.so" -Wl,-soname,libstdc++.so.6 -Wl,--version-script="$scratch/versions"
    mv "$scratch/libstdc++.so.6" "$folder/libstdc++.so.6"
fi

echo "$folder"
