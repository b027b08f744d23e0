#!/usr/bin/env bash
# Trains with every module of Cenote.Torch while another thread forces collections, and compares the memory at the end with that after a
# tenth of the steps. Takes some minutes.
# Usage: eng/torch-endurance.sh [STEPS]    2000 by default
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build tests/Cenote.Torch.Tests -c Release -v quiet
shim=$(eng/libtorch-runtime.sh tests/Cenote.Torch.Tests/obj/libstdc++)
CENOTE_TEST_LIBTORCH=ready CENOTE_TEST_STEPS=${1:-2000} LD_LIBRARY_PATH="$shim${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" \
    tests/Cenote.Torch.Tests/bin/Release/net10.0/Cenote.Torch.Tests -noColor -showLiveOutput -class Cenote.Torch.Tests.EnduranceTests
