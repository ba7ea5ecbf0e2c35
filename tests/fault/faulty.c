/* Preloaded into a server under test: the database's files refuse to be written, and the wall clock steps.
 *
 * What is to fail stands in a small file that the test maps too (tests/fault/faulty.py), so it changes at once and
 * without a word to the server. Monotonic clocks are left alone, as they are when a machine's time is set.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct control {
    int32_t write_error; /* an errno, or 0 */
    int32_t sync_error;
    int64_t clock_seconds;
    uint64_t failed; /* how many calls have failed by this */
};

static volatile struct control *control;
static const char *database;

__attribute__((constructor)) static void open_control(void)
{
    const char *path = getenv("FAULTY_CONTROL");
    int file = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
    if (file < 0)
        return;
    void *place = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    database = getenv("FAULTY_DATABASE");
    if (place != MAP_FAILED)
        control = place;
}

static int of_the_database(int file)
{
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0 || database == NULL)
        return 0;
    path[length] = '\0';
    return strstr(path, database) != NULL;
}

static int fails(int file, int error)
{
    if (error == 0 || !of_the_database(file))
        return 0;
    __atomic_add_fetch(&control->failed, 1, __ATOMIC_RELAXED);
    errno = error;
    return 1;
}

#define WRITES (control == NULL ? 0 : control->write_error)
#define SYNCS (control == NULL ? 0 : control->sync_error)
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *bytes, size_t count)
{
    return fails(file, WRITES) ? -1 : REAL(write)(file, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at)
{
    return fails(file, WRITES) ? -1 : REAL(pwrite)(file, bytes, count, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at)
{
    return fails(file, WRITES) ? -1 : REAL(pwrite64)(file, bytes, count, at);
}

ssize_t pwritev(int file, const struct iovec *pieces, int count, off_t at)
{
    return fails(file, WRITES) ? -1 : REAL(pwritev)(file, pieces, count, at);
}

ssize_t pwritev64(int file, const struct iovec *pieces, int count, off64_t at)
{
    return fails(file, WRITES) ? -1 : REAL(pwritev64)(file, pieces, count, at);
}

/* It gives the error back, and leaves errno alone. */
int posix_fallocate(int file, off_t at, off_t size)
{
    return fails(file, WRITES) ? errno : REAL(posix_fallocate)(file, at, size);
}

int posix_fallocate64(int file, off64_t at, off64_t size)
{
    return fails(file, WRITES) ? errno : REAL(posix_fallocate64)(file, at, size);
}

int ftruncate(int file, off_t size)
{
    return fails(file, WRITES) ? -1 : REAL(ftruncate)(file, size);
}

int ftruncate64(int file, off64_t size)
{
    return fails(file, WRITES) ? -1 : REAL(ftruncate64)(file, size);
}

int fsync(int file)
{
    return fails(file, SYNCS) ? -1 : REAL(fsync)(file);
}

int fdatasync(int file)
{
    return fails(file, SYNCS) ? -1 : REAL(fdatasync)(file);
}

static int64_t step(void)
{
    return control == NULL ? 0 : control->clock_seconds;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int answer = REAL(clock_gettime)(clock, now);
    if (answer == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += step();
    return answer;
}

int gettimeofday(struct timeval *now, void *zone)
{
    int answer = REAL(gettimeofday)(now, zone);
    if (answer == 0)
        now->tv_sec += step();
    return answer;
}

time_t time(time_t *place)
{
    time_t now = REAL(time)(NULL) + step();
    if (place != NULL)
        *place = now;
    return now;
}
