#!/bin/sh
# tools/lint.sh [CHECK...] - what reads the code without running it. Without arguments, all of them:
#
#   tidy      clang-tidy; what it looks for is in .clang-tidy
#   cppcheck  cppcheck
#   arrows    the modules see each other one way only
#   length    no file over 800 lines
#   header    the public header compiles alone, as C11 and as C++
set -eu
cd "$(dirname "$0")/.."
BUILD=build/tidy
JOBS=$(nproc 2>/dev/null || echo 2)

check_tidy() {
    # Only for its list of commands. Not of type release: the asserts tell the checker what holds.
    [ -f $BUILD/build.ninja ] || CC=clang meson setup $BUILD -Dbuildtype=debug >/dev/null
    python3 -c 'import json, os, sys
for c in json.load(open(sys.argv[1] + "/compile_commands.json")):
    path = os.path.relpath(os.path.join(c["directory"], c["file"]))
    if path.split("/")[0] in ("src", "cli", "fuzz", "bench"): print(path)' $BUILD | sort -u | xargs -P "$JOBS" -n 1 clang-tidy --quiet -p $BUILD 2>/dev/null
}

# unknownEvaluationOrder: it takes each compound literal for a side effect.
check_cppcheck() {
    cppcheck --quiet -j "$JOBS" --std=c11 --language=c --enable=warning,performance,portability --inline-suppr \
        --suppress=missingInclude --suppress=missingIncludeSystem --suppress=unknownEvaluationOrder --error-exitcode=1 -I include -I src -D_GNU_SOURCE \
        src cli bench
}

check_arrows() { python3 tests/check_arrows.py; }

check_length() {
    find . \( -name build -o -name .git \) -prune -o \( -name '*.[ch]' -o -name '*.py' -o -name '*.sh' \) -print |
        xargs wc -l | awk '$2 != "total" && $1 > 800 { print $2 ": " $1 " lines; split it where a second idea begins"; bad = 1 }
                           END { exit bad }'
}

check_header() {
    clang -std=c11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -x c include/wirecode.h
    clang -std=c++11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -x c++ include/wirecode.h
}

[ $# -gt 0 ] || set -- tidy cppcheck arrows length header
bad=0
for check; do
    # A shell of its own: where it is tested by `if`, a function would run on past its first failing line.
    if (set +e; "check_$check"); then echo "$check: ok"; else echo "$check: failed"; bad=1; fi
done
exit $bad
