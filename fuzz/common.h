/* common.h - what the fuzz targets share: checks that hold in every build, the pipelines to run, and what must be true of any
 * document that was run.
 *
 * Two pipelines: the tiny one of fuzz/corpus/model, which is always there and whose noise for weights gives trees and entities
 * that no trained one gives, and the default one where it is built, whose patterns and special cases are the real ones. */
#ifndef WIRE_FUZZ_COMMON_H
#define WIRE_FUZZ_COMMON_H

#include <stdbool.h>
#include <stdint.h>

#include "wirecode.h"

/* assert is empty in a release build, and there the replay of old finds must check as well. */
#define CHECK(what) ((what) ? (void)0 : fuzz_broken(#what, __FILE__, __LINE__))
_Noreturn void fuzz_broken(const char *what, const char *file, int line);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* libFuzzer's own mutator, for targets that choose what is to be mutated. NULL in a replay. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size) __attribute__((weak));

/* The next of a sequence of numbers that look like chance (Numerical Recipes' linear congruential generator). */
uint32_t fuzz_random(uint32_t *seed);

/* Opened once and never closed. */
enum { FUZZ_PIPELINES = 2 };
const wire_pipeline *fuzz_pipeline(int i); /* 0: the tiny one; 1: the default one, NULL where there is none */

/* A file of these bytes, in memory; its path. It is the same file, with other bytes, at the next call. */
const char *fuzz_file(const uint8_t *data, size_t size);

/* What wire_nlp_run promises. `whole`: also that no byte but single spaces lies outside the tokens, which only a pipeline
 * with sound special cases can keep. */
void fuzz_check_doc(const wire_pipeline *p, const wire_doc *doc, bool whole);

/* That both hold the same, but for where their strings stand. */
void fuzz_check_same(const wire_doc *a, const wire_doc *b);

#endif
