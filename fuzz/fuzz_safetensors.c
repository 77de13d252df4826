/* fuzz_safetensors.c - any bytes as a safetensors file: refused, or each tensor that its head tells of is refused or read, by its own shape
 * and by others. */
#include <math.h>
#include <stdlib.h>

#include "common.h"
#include "nlp/safetensors.h"

enum { FLOATS_MAX = 1 << 16 };

static void check(const wire_tensors *t, const char *name, size_t rows, size_t columns)
{
    if (rows > FLOATS_MAX || columns > FLOATS_MAX || rows * (columns ? columns : 1) > FLOATS_MAX)
        return;
    const size_t n = rows * (columns ? columns : 1);
    float *out = malloc(n * sizeof *out + 1);
    wire_err err = {0};
    CHECK(out);
    int rc = wire_tensors_read(t, name, rows, columns, out, &err);
    CHECK(rc == err.code && (!rc || *err.msg));
    for (size_t i = 0; i < n && !rc; i++)
        CHECK(isfinite(out[i]));
    free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    wire_tensors t = {0};
    wire_err err = {0};
    int rc = wire_tensors_open("input", (const char *)data, size, &t, &err);
    CHECK(rc == err.code && (rc ? !t.head : t.head != NULL));
    const char *name;
    json_t *tensor;
    json_object_foreach(t.head, name, tensor)
    {
        const json_t *shape = json_object_get(tensor, "shape");
        const json_int_t rows = json_integer_value(json_array_get(shape, 0)), columns = json_integer_value(json_array_get(shape, 1));
        if (rows >= 0 && columns >= 0)
            check(&t, name, (size_t)rows, (size_t)columns);
        check(&t, name, 2, 3);
        check(&t, name, 4, 0);
    }
    check(&t, "no such", 1, 0);
    wire_tensors_close(&t);
    return 0;
}
