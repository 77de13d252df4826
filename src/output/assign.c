/* assign.c - the assignment problem, by the Hungarian algorithm with shortest augmenting paths (Kuhn 1955, Munkres 1957; in the
 * form with row and column potentials).
 *
 *   rows are entered one by one; a row that finds its column taken pushes others along the cheapest alternating path
 *
 * Invariant: cost[i][j] >= u[i] + v[j] everywhere, with equality on the pairs made so far. With a row no longer than its column it
 * takes O(rows^2 * columns). */
#include <math.h>
#include <stdlib.h>

#include "output/score.h"

/* Index 0 of rows and columns is a root outside the matrix. */
typedef struct path {
    double *u, *v, *low;
    uint32_t *row_of, *way;
    bool *used;
} path;

/* The weight of (row, column), from 1, with the shorter side as rows. */
static double at(const double *weight, size_t m, bool turned, size_t row, size_t column)
{
    return turned ? weight[(column - 1) * m + row - 1] : weight[(row - 1) * m + column - 1];
}

static void enter(path *p, const double *weight, size_t m, bool turned, size_t columns, size_t row)
{
    for (size_t j = 0; j <= columns; j++) {
        p->low[j] = INFINITY;
        p->used[j] = false;
    }
    size_t j0 = 0;
    p->row_of[0] = (uint32_t)row;
    do { /* grow the tree of alternating paths by its nearest column, until that one is free */
        p->used[j0] = true;
        size_t i0 = p->row_of[j0], j1 = 0;
        double delta = INFINITY;
        for (size_t j = 1; j <= columns; j++) {
            if (p->used[j])
                continue;
            double c = -at(weight, m, turned, i0, j) - p->u[i0] - p->v[j];
            if (c < p->low[j]) {
                p->low[j] = c;
                p->way[j] = (uint32_t)j0;
            }
            if (p->low[j] < delta) {
                delta = p->low[j];
                j1 = j;
            }
        }
        for (size_t j = 0; j <= columns; j++) {
            if (p->used[j]) {
                p->u[p->row_of[j]] += delta;
                p->v[j] -= delta;
            } else {
                p->low[j] -= delta;
            }
        }
        j0 = j1;
    } while (p->row_of[j0]);
    while (j0) {
        size_t j1 = p->way[j0];
        p->row_of[j0] = p->row_of[j1];
        j0 = j1;
    }
}

int wire_assign(const double *weight, size_t n, size_t m, uint32_t *partner)
{
    bool turned = n > m;
    size_t rows = turned ? m : n, columns = turned ? n : m;
    path p = {calloc(rows + 1, sizeof(double)),        calloc(columns + 1, sizeof(double)),   malloc((columns + 1) * sizeof(double)),
              calloc(columns + 1, sizeof(uint32_t)), calloc(columns + 1, sizeof(uint32_t)), malloc((columns + 1) * sizeof(bool))};
    bool ok = p.u && p.v && p.low && p.row_of && p.way && p.used;
    for (size_t i = 0; i < n; i++)
        partner[i] = WIRE_CODED_NONE;
    for (size_t row = 1; ok && row <= rows; row++)
        enter(&p, weight, m, turned, columns, row);
    for (size_t j = 1; ok && j <= columns; j++) {
        size_t row = p.row_of[j];
        if (row && at(weight, m, turned, row, j) > 0)
            partner[turned ? j - 1 : row - 1] = (uint32_t)(turned ? row - 1 : j - 1);
    }
    void *all[] = {p.u, p.v, p.low, p.row_of, p.way, p.used};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
    return ok ? 0 : WIRE_ENOMEM;
}
