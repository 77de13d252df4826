#!/bin/sh
# tools/fuzz.sh [SECONDS [TARGET...]] - run fuzz targets under libFuzzer and the sanitizers; without arguments, all of
# them for ten seconds each. Seeds are in fuzz/corpus/TARGET; an input that breaks something is left in
# build/fuzz/found/TARGET, to be mended and then kept in fuzz/finds/TARGET.
set -eu
cd "$(dirname "$0")/.."
BUILD=build/fuzz
seconds=${1:-10}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- $(ls fuzz/fuzz_*.c | sed 's|.*/fuzz_||; s|\.c$||')

[ -f $BUILD/build.ninja ] ||
    CC=clang meson setup $BUILD -Dfuzz=true -Dbuildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false >/dev/null
ninja -C $BUILD --quiet

export WIRECODE_SOURCE=$PWD WIRECODE_PIPELINE=$PWD/$BUILD/data/en.pipeline WIRECODE_ENCODER=$PWD/$BUILD/data/en.encoder WIRECODE_LEXICON=$PWD/$BUILD/data/en.lexicon
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
# A file may claim any size; what matters is that the refusal of so much memory is met like any other.
export ASAN_OPTIONS=allocator_may_return_null=1
bad=0
for target; do
    grown=$BUILD/grown/$target found=$BUILD/found/$target log=$BUILD/$target.log
    mkdir -p "$grown" "$found"
    seeds=
    for folder in fuzz/corpus/$target fuzz/finds/$target; do
        [ ! -d "$folder" ] || seeds="$seeds $folder"
    done
    # shellcheck disable=SC2086 # one word a folder
    if $BUILD/fuzz/fuzz_"$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 -artifact_prefix="$found/" \
        "$grown" $seeds >"$log" 2>&1; then
        echo "fuzz $target: ok, $(sed -n 's/^Done \([0-9]*\) runs.*/\1 runs/p' "$log")"
    else
        tail -60 "$log"
        echo "fuzz $target: failed; the input is in $found"
        bad=1
    fi
done
exit $bad
