/* SPDX-License-Identifier: Apache-2.0 */
#include "child.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files.h"
#include "tool.h"

int mote_program_exists(const char *name)
{
    const char *path = getenv("PATH");
    while (path && *path) {
        const size_t n = strcspn(path, ":");
        char *folder = mote_allocate(n + 2), *file;
        int there;
        snprintf(folder, n + 2, "%.*s", (int)n, path);
        file = mote_path_join(n ? folder : ".", name);
        there = access(file, X_OK) == 0;
        free(file);
        free(folder);
        if (there) return 1;
        path += n + (path[n] == ':');
    }
    return 0;
}

enum { PATH_ROOM = 4096 };

char *mote_own_path(void)
{
    char *path = mote_allocate(PATH_ROOM);
    const ssize_t n = readlink("/proc/self/exe", path, PATH_ROOM - 1);
    if (n <= 0) {
        free(path);
        return NULL;
    }
    path[n] = 0;
    return path;
}

/* Cuts `path` until the landmark lies in it; frees it and returns NULL at the top. */
static char *upwards(char *path, const char *landmark)
{
    while (path && *path) {
        char *file = mote_path_join(path, landmark), *slash;
        const int there = mote_file_exists(file);
        free(file);
        if (there) return path;
        slash = strrchr(path, '/');
        if (!slash) break;
        *slash = 0;
    }
    free(path);
    return NULL;
}

char *mote_find_root(const char *landmark)
{
    const char *told = getenv("MOTE_ROOT");
    char *root, *here;
    if (told && *told) {
        here = mote_allocate(strlen(told) + 1);
        strcpy(here, told);
        return upwards(here, landmark);
    }
    root = upwards(mote_own_path(), landmark);
    if (root) return root;
    here = mote_allocate(PATH_ROOM);
    if (!getcwd(here, PATH_ROOM)) *here = 0;
    return upwards(here, landmark);
}

static char *read_all(int from)
{
    size_t room = 4096, n = 0;
    char *text = mote_allocate(room);
    ssize_t got;
    while ((got = read(from, text + n, room - n - 1)) > 0) {
        n += (size_t)got;
        if (room - n < 2048) text = mote_resize(text, room *= 2);
    }
    text[n] = 0;
    return text;
}

int mote_child_run(const char *const *argv, char **text)
{
    int ends[2], status = -1;
    pid_t child;
    *text = NULL;
    fflush(stdout);
    if (pipe(ends) != 0) return -1;
    child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execvp(argv[0], (char *const *)(size_t)argv);
        _exit(127);
    }
    close(ends[1]);
    if (child > 0) {
        *text = read_all(ends[0]);
        if (waitpid(child, &status, 0) != child) status = -1;
    }
    close(ends[0]);
    return child > 0 && status != -1 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
