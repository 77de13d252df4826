/* tree.h - a sentence's dependency tree, drawn. */
#ifndef WIRE_OUTPUT_TREE_H
#define WIRE_OUTPUT_TREE_H

#include "base/buffer.h"

/* What stands behind a token's line. */
typedef struct wire_tree_notes {
    void (*note)(wire_buffer *out, void *ctx, uint32_t token); /* appends it, or nothing */
    void *ctx;
} wire_tree_notes;

/* A token a line; `notes` may be NULL. A failure shows in the buffer. */
void wire_put_tree(wire_buffer *out, const wire_pipeline *p, const wire_doc *doc, const wire_sentence *s, bool colour,
                   const wire_tree_notes *notes);

/* White space that is a token, which no tree shows. */
bool wire_token_is_blank(const wire_pipeline *p, const wire_token *t);

#endif
