#include "knowledge/compile.h"
int wire_gazetteer_read(wire_builder *b, const char *const *packages, size_t n, const wire_map *capitals, wire_err *err)
{
    (void)b; (void)packages; (void)n; (void)capitals; (void)err;
    return 0;
}
