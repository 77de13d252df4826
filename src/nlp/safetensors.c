#include "nlp/safetensors.h"

#include <math.h>
#include <string.h>

#include "base/err.h"

enum { HEAD_MAX = 100 << 20 }; /* the format's own limit */

int wire_tensors_open(const char *file, const char *bytes, size_t len, wire_tensors *out, wire_err *err)
{
    uint64_t head = 0;
    if (len >= sizeof head)
        memcpy(&head, bytes, sizeof head);
    if (len < sizeof head || head > HEAD_MAX || head > len - sizeof head)
        return wire_fail(err, WIRE_EFORMAT, "%s: not a safetensors file, or cut short", file);
    json_error_t why;
    json_t *j = json_loadb(bytes + sizeof head, (size_t)head, JSON_REJECT_DUPLICATES, &why);
    if (!json_is_object(j)) {
        json_decref(j);
        return wire_fail(err, WIRE_EFORMAT, "%s: its head is no JSON object", file);
    }
    *out = (wire_tensors){.file = file, .head = j, .data = bytes + sizeof head + head, .len = len - sizeof head - (size_t)head};
    return 0;
}

void wire_tensors_close(wire_tensors *t)
{
    json_decref(t->head);
    *t = (wire_tensors){0};
}

/* A number from 0 to `max`; -1 where it is none. */
static int64_t number(const json_t *j, size_t max)
{
    json_int_t n = json_integer_value(j);
    return json_is_integer(j) && n >= 0 && (uint64_t)n <= max ? (int64_t)n : -1;
}

int wire_tensors_read(const wire_tensors *t, const char *name, size_t rows, size_t columns, float *out, wire_err *err)
{
    const json_t *tensor = json_object_get(t->head, name), *shape = json_object_get(tensor, "shape"),
                 *offsets = json_object_get(tensor, "data_offsets");
    const char *type = json_string_value(json_object_get(tensor, "dtype"));
    const size_t count = rows * (columns ? columns : 1);
    if (!tensor)
        return wire_fail(err, WIRE_EFORMAT, "%s: no tensor '%s' in it", t->file, name);
    if (!type || strcmp(type, "F32"))
        return wire_fail(err, WIRE_EUNSUPPORTED, "%s: tensor '%s' is of type '%.10s', not F32", t->file, name, type ? type : "");
    if (json_array_size(shape) != (columns ? 2 : 1) || number(json_array_get(shape, 0), SIZE_MAX / 2) != (int64_t)rows ||
        (columns && number(json_array_get(shape, 1), SIZE_MAX / 2) != (int64_t)columns))
        return wire_fail(err, WIRE_EFORMAT, "%s: tensor '%s' is not of the shape that config.json tells", t->file, name);
    const int64_t from = number(json_array_get(offsets, 0), t->len), to = number(json_array_get(offsets, 1), t->len);
    if (json_array_size(offsets) != 2 || from < 0 || to < from || (uint64_t)(to - from) != count * sizeof *out)
        return wire_fail(err, WIRE_EFORMAT, "%s: tensor '%s' is damaged or cut short", t->file, name);
    memcpy(out, t->data + from, count * sizeof *out);
    for (size_t i = 0; i < count; i++)
        if (!isfinite(out[i]))
            return wire_fail(err, WIRE_EFORMAT, "%s: tensor '%s' holds what is no finite number", t->file, name);
    return 0;
}
