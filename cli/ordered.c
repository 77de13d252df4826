/* ordered.c - a ring of items between this thread and the workers.
 *
 *   head: the next to consume      next: the next that a worker takes      tail: the next to fill
 *   head <= next <= tail <= head + size; item i is done when done[i % size] is set
 */
#include <pthread.h>
#include <stdlib.h>

#include "cli.h"

typedef struct ring {
    const ordered *o;
    void **items;
    bool *done;
    size_t size, head, next, tail;
    bool closed;
    pthread_mutex_t lock;
    pthread_cond_t filled, finished;
} ring;

typedef struct worker {
    ring *r;
    size_t number;
    pthread_t thread;
} worker;

static void *work(void *arg)
{
    worker *w = arg;
    ring *r = w->r;
    pthread_mutex_lock(&r->lock);
    for (;;) {
        while (r->next == r->tail && !r->closed)
            pthread_cond_wait(&r->filled, &r->lock);
        if (r->next == r->tail)
            break;
        size_t i = r->next++ % r->size;
        pthread_mutex_unlock(&r->lock);
        r->o->work(r->o->ctx, w->number, r->items[i]);
        pthread_mutex_lock(&r->lock);
        r->done[i] = true;
        pthread_cond_signal(&r->finished);
    }
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

static bool run_here(const ordered *o, void *item)
{
    while (o->produce(o->ctx, item)) {
        o->work(o->ctx, 0, item);
        if (!o->consume(o->ctx, item))
            break;
    }
    return true;
}

/* Fill while there is room; then wait for the oldest and consume it. */
static void drive(ring *r)
{
    bool more = true, go = true;
    while (go) {
        while (more && r->tail - r->head < r->size) {
            size_t i = r->tail % r->size;
            more = r->o->produce(r->o->ctx, r->items[i]);
            if (!more)
                break;
            pthread_mutex_lock(&r->lock);
            r->done[i] = false;
            r->tail++;
            pthread_cond_signal(&r->filled);
            pthread_mutex_unlock(&r->lock);
        }
        if (r->head == r->tail)
            break;
        size_t i = r->head % r->size;
        pthread_mutex_lock(&r->lock);
        while (!r->done[i])
            pthread_cond_wait(&r->finished, &r->lock);
        pthread_mutex_unlock(&r->lock);
        go = r->o->consume(r->o->ctx, r->items[i]);
        r->head++;
    }
}

bool ordered_run(const ordered *o, size_t jobs, void **items)
{
    if (jobs <= 1)
        return run_here(o, items[0]);
    ring r = {.o = o, .items = items, .size = 3 * jobs};
    worker *workers = calloc(jobs, sizeof *workers);
    r.done = calloc(r.size, sizeof *r.done);
    size_t started = 0;
    pthread_mutex_init(&r.lock, NULL);
    pthread_cond_init(&r.filled, NULL);
    pthread_cond_init(&r.finished, NULL);
    for (; workers && r.done && started < jobs; started++) {
        workers[started] = (worker){.r = &r, .number = started};
        if (pthread_create(&workers[started].thread, NULL, work, &workers[started]))
            break;
    }
    if (started == jobs)
        drive(&r);
    pthread_mutex_lock(&r.lock);
    r.closed = true;
    r.next = r.tail; /* whatever was not begun when the consumer stopped is dropped */
    pthread_cond_broadcast(&r.filled);
    pthread_mutex_unlock(&r.lock);
    for (size_t i = 0; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    pthread_cond_destroy(&r.filled);
    pthread_cond_destroy(&r.finished);
    pthread_mutex_destroy(&r.lock);
    free(r.done);
    free(workers);
    return started == jobs;
}

bool ordered_run_new(const ordered *o, size_t jobs, size_t size, void (*release)(void *item))
{
    size_t n = jobs > 1 ? 3 * jobs : 1;
    void **items = calloc(n, sizeof *items);
    bool ok = items != NULL;
    for (size_t i = 0; i < n && ok; i++)
        ok = (items[i] = calloc(1, size)) != NULL;
    ok = ok && ordered_run(o, jobs, items);
    for (size_t i = 0; i < n && items; i++) {
        if (items[i])
            release(items[i]);
        free(items[i]);
    }
    free(items);
    if (!ok)
        say("out of memory, or no thread could be started");
    return ok;
}
