/* driver.c - runs a fuzz target over files, without libFuzzer: each file named, and each file in the folders named. So
 * every input that once broke something is a test of every build. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t replayed;

static int fail(const char *path)
{
    perror(path);
    return 1;
}

static int replay_file(const char *path, size_t size)
{
    fprintf(stderr, "%s\n", path); /* before it runs: if the target dies, the last line names its input */
    FILE *f = fopen(path, "rb");
    if (!f)
        return fail(path);
    /* Exactly as large as the input, so that the address sanitizer sees a read past its end. */
    uint8_t *data = malloc(size ? size : 1);
    int bad = !data || fread(data, 1, size, f) != size;
    if (bad) {
        fail(path);
    } else {
        LLVMFuzzerTestOneInput(data, size);
        replayed++;
    }
    free(data);
    fclose(f);
    return bad;
}

static int replay(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return fail(path);
    if (!S_ISDIR(st.st_mode))
        return replay_file(path, (size_t)st.st_size);

    DIR *dir = opendir(path);
    if (!dir)
        return fail(path);
    int bad = 0;
    for (struct dirent *e; (e = readdir(dir));) {
        char name[4096];
        if (e->d_name[0] == '.')
            continue;
        if (snprintf(name, sizeof name, "%s/%s", path, e->d_name) >= (int)sizeof name)
            bad = fail(path);
        else
            bad |= replay(name);
    }
    closedir(dir);
    return bad;
}

int main(int argc, char **argv)
{
    int bad = 0;
    for (int i = 1; i < argc; i++)
        bad |= replay(argv[i]);
    fprintf(stderr, "%zu inputs\n", replayed);
    return bad;
}
