#!/usr/bin/env bash
# Prints the path of a small library through which the benchmarks call oneDNN, building it in FOLDER where it is not there yet.
# Usage: bench/onednn.sh FOLDER
# Ends with 1, and says in a sentence what is missing, where it can not be built.
# Where oneDNN is not installed (Debian: libdnnl-dev), its packages are fetched by apt and unpacked in FOLDER; nothing is installed.
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,5s/^# //p' "$0" >&2; exit 2; }
source=$(dirname "$(realpath "$0")")/native/onednn_pool.c
mkdir -p "$1"
folder=$(realpath "$1")
shim=$folder/libonednn_pool.so

missing() { echo "oneDNN is left out: $1" >&2; exit 1; }
command -v gcc > /dev/null || missing "gcc is not on this machine; it builds the library through which oneDNN is called."

include=() libraries=()
if ! echo '#include <oneapi/dnnl/dnnl.h>' | gcc -fsyntax-only -x c - 2> /dev/null; then
    root=$folder/root
    if [ ! -d "$root" ]; then
        command -v apt-get > /dev/null || missing "its headers are not on this machine, and there is no apt-get to fetch them (Debian: libdnnl-dev)."
        scratch=$(mktemp -d)
        trap 'rm -rf "$scratch"' EXIT
        chmod 755 "$scratch"
        echo "Fetching oneDNN's packages by apt-get download into $folder; they are not installed." >&2
        # libOpenCL is not used, but Debian's library asks for it.
        (cd "$scratch" && apt-get -q download libdnnl-dev libdnnl2 ocl-icd-libopencl1) > "$folder/apt.log" 2>&1 \
            || missing "apt-get can not fetch libdnnl-dev, libdnnl2 and ocl-icd-libopencl1, see $folder/apt.log (apt-get update may help)."
        mkdir "$scratch/root"
        for package in "$scratch"/*.deb; do dpkg-deb -x "$package" "$scratch/root"; done
        mv "$scratch/root" "$root"
    fi

    arch=$(gcc -print-multiarch)
    include=(-I"$root/usr/include")
    # An old-style rpath also serves the libraries that libdnnl asks for.
    libraries=(-L"$root/usr/lib/$arch" -Wl,--disable-new-dtags -Wl,-rpath,"$root/usr/lib/$arch")
fi

if [ ! -e "$shim" ] || [ "$source" -nt "$shim" ]; then
    gcc -O2 -Wall -shared -fPIC -fopenmp "${include[@]}" "$source" -o "$shim" "${libraries[@]}" -ldnnl > "$folder/gcc.log" 2>&1 \
        || { rm -f "$shim"; missing "gcc can not build $source, see $folder/gcc.log."; }
fi

echo "$shim"
