/* SPDX-License-Identifier: Apache-2.0 */
/* Checks for unit tests: one printed line per failed check, a count at the end. For programs of one
 * file. */
#ifndef MOTE_TESTS_CHECK_H
#define MOTE_TESTS_CHECK_H

#include <stdio.h>

static unsigned long check_passed, check_failed;

static inline void check_count(int ok, const char *file, int line, const char *what)
{
    if (ok)
        check_passed++;
    else if (check_failed++ < 100) /* after that only counted */
        printf("%s:%d: failed: %s\n", file, line, what);
}

static inline void check_equal(long long a, long long b, const char *file, int line,
                               const char *what)
{
    if (a != b && check_failed < 100) printf("%s:%d: %lld is not %lld\n", file, line, a, b);
    check_count(a == b, file, line, what);
}

/* Macros, because they name the expression and its place. */
#define CHECK(cond) check_count((cond) != 0, __FILE__, __LINE__, #cond)
#define CHECK_EQ(a, b) check_equal((long long)(a), (long long)(b), __FILE__, __LINE__, #a " == " #b)

/* The program's exit status. */
static inline int check_done(void)
{
    printf("%lu passed, %lu failed\n", check_passed, check_failed);
    return check_failed != 0;
}

#endif
