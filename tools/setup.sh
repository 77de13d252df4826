#!/bin/sh
# tools/setup.sh [build|bench|ci]... - see that what a task needs is here; install what is not.
#
# Prints nothing and takes a moment where all is present. On Debian and its kin, as root, the missing packages (and only
# those) are installed; elsewhere they are listed, and the exit status is 1.
set -u

missing= # lines of "what is needed|its Debian package"

need() { # need WHAT PACKAGE...
    what=$1
    shift
    for package; do
        missing="$missing$what|$package
"
    done
}

program() { command -v "$1" >/dev/null 2>&1 || need "$1" "$2"; }

library() { pkg-config --exists "$1" 2>/dev/null || need "library $1" "$2"; }

python() { python3 -c "import $1" 2>/dev/null || need "python3's module $1" "$2"; }

links() { # links COMPILER FLAGS...: can it build a program with these?
    echo '#include <stdio.h>
#ifndef FUZZ
int main(void) { return 0; }
#else
int LLVMFuzzerTestOneInput(const char *p, unsigned long n); int LLVMFuzzerTestOneInput(const char *p, unsigned long n) { return !p && n; }
#endif' | "$@" -x c -o /dev/null - >/dev/null 2>&1
}

needs_build() {
    links "${CC:-cc}" || need "a C compiler" gcc libc6-dev
    program meson meson
    program ninja ninja-build
    program pkg-config pkg-config
    library libpcre2-8 libpcre2-dev
    library jansson libjansson-dev
    library libxxhash libxxhash-dev
    library libzip libzip-dev
    library icu-uc libicu-dev
    library cmocka libcmocka-dev
    library zlib zlib1g-dev
    # The same C library goes by two names: Debian 12 has the old one.
    pkg-config --exists msgpack-c 2>/dev/null || library msgpack libmsgpack-dev
    program python3 python3
    python pip python3-pip
}

needs_bench() {
    needs_build
    python ensurepip python3-venv
}

needs_ci() {
    needs_build
    program clang clang
    program clang-tidy clang-tidy
    program cppcheck cppcheck
    program llvm-symbolizer llvm # so that a sanitizer's report names lines
    links clang -DFUZZ -fsanitize=fuzzer,address || need "clang's sanitizers and libFuzzer" libclang-rt-dev
}

[ $# -gt 0 ] || set -- build
for task; do
    case $task in
        build | bench | ci) "needs_$task" ;;
        *) echo "setup: no task '$task'; there are build, bench and ci" >&2; exit 1 ;;
    esac
done
[ -n "$missing" ] || exit 0

packages=$(printf '%s' "$missing" | cut -d'|' -f2 | sort -u | tr '\n' ' ')
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "setup: installing $packages"
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # one word a package
    if apt-get update >"$log" 2>&1 && apt-get install -y --no-install-recommends $packages >>"$log" 2>&1; then
        rm -f "$log"
        exit 0
    fi
    cat "$log" >&2
    rm -f "$log"
    echo "setup: apt-get failed; its words are above" >&2
    exit 1
fi

{
    echo "Wirecode needs these, which are not here:"
    echo
    printf '%s' "$missing" | awk -F'|' '{ printf "    %-36s Debian: %s\n", $1, $2 }'
    echo
    echo "On Debian or Ubuntu:    sudo apt-get install $packages"
    echo "Elsewhere, install the same by your package manager; pkg-config must find the libraries. Then run make again."
} >&2
exit 1
