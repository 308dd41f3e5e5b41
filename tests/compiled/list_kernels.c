/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_kernels: prints a C program that compares every kernel of mote_all_ops with the function
 * that generated code would call, by its name. If a name is not what the rule makes of it, the
 * program does not link, or fails.
 */
#include <stdio.h>

#include "generate_names.h"

static int list(int op_index, const struct mote_op *op, const struct mote_kernel *k,
                const char *member, int consume)
{
    for (int i = 0; k && k[i].eval; i++) {
        char name[MOTE_SYMBOL_ROOM];
        if (!mote_symbol_kernel(op, k[i].key, consume, name, sizeof name)) {
            fprintf(stderr, "operator %d, %s %d: a key without suffix\n", op_index, member, i);
            return 1;
        }
        printf("    {mote_eval %s; check(mote_all_ops[%d]->%s[%d].eval == %s, \"%s\");}\n", name,
               op_index, member, i, name, name);
    }
    return 0;
}

static int list_reach(const struct mote_op *op, const struct mote_kernel *k)
{
    for (; op->reach && k->eval; k++) {
        char name[MOTE_SYMBOL_ROOM];
        if (mote_symbol_reach(op->reach, k->key)) continue;
        fprintf(stderr, "%s: its reach is not in the table of tools/generate_names.c\n",
                mote_symbol_operator(op, name, sizeof name));
        return 1;
    }
    return 0;
}

int main(void)
{
    int bad = 0;
    puts("#include <stdio.h>\n#include \"mote_op.h\"\nstatic int passed, failed;\n"
         "static void check(int good, const char *name)\n"
         "{\n    if (good) passed++;\n    else failed++, printf(\"%s is another kernel\\n\", "
         "name);\n}\n"
         "int main(void)\n{");
    for (int i = 0; mote_all_ops[i]; i++) {
        bad |= list(i, mote_all_ops[i], mote_all_ops[i]->kernels, "kernels", 0);
        bad |= list(i, mote_all_ops[i], mote_all_ops[i]->consume, "consume", 1);
        bad |= list_reach(mote_all_ops[i], mote_all_ops[i]->kernels);
    }
    puts("    printf(\"%d passed, %d failed\\n\", passed, failed);\n    return failed != 0;\n}");
    return bad;
}
