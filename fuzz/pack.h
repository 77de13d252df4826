/* pack.h - mapped files as fuzz input. With this linked in, a target's mutation keeps the input such a file (LLVMFuzzerCustomMutator):
 * its section table, its JSON and its other sections are changed each for itself, since bytes drawn anywhere would nearly all fall into
 * weights. */
#ifndef WIRE_FUZZ_PACK_H
#define WIRE_FUZZ_PACK_H

#include <stddef.h>
#include <stdint.h>

/* A copy whose magic, kind, version, size and checksum are right, so that the damage behind them is reached; freed by the caller. NULL where
 * it is too short to have them. */
uint8_t *fuzz_mended(const uint8_t *data, size_t size, const char *kind, uint32_t version);

#endif
