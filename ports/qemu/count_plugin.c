/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A plugin of QEMU that counts what runs between two functions of the guest: instructions, loads,
 * stores and taken branches. scripts/measure.py builds it for the QEMU that is installed.
 *
 *     -plugin count.so,open=ADDRESS,close=ADDRESS,out=FILE
 *
 * A window goes from the call of the function at `open` to the call of that at `close`; each gives
 * a line of FILE, "instructions loads stores taken". Loads and stores are accesses: one a register
 * of a load-multiple; QEMU makes one of each element for most vector loads of the M55.
 *
 * It needs nothing but calls that every version of the plugin interface has, so their declarations
 * stand here: distributions install no header. API: docs/devel/tcg-plugins in QEMU.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef PLUGIN_VERSION
#define PLUGIN_VERSION 1 /* QEMU from 9.0 on wants 2 or more */
#endif

struct qemu_plugin_tb;
struct qemu_plugin_insn;
typedef uint64_t plugin_id;

/* Of qemu_info_t nothing is read. */
typedef void translated_fn(plugin_id id, struct qemu_plugin_tb *tb);
typedef void executed_fn(unsigned cpu, void *user);
typedef void accessed_fn(unsigned cpu, uint32_t info, uint64_t address, void *user);
enum { NO_REGISTERS = 0, READS_AND_WRITES = 3 };

void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id id, translated_fn *call);
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb, executed_fn *call, int flags,
                                          void *user);
void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *insn, accessed_fn *call, int flags,
                                      int which, void *user);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t i);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
_Bool qemu_plugin_mem_is_store(uint32_t info);

#define EXPORTED __attribute__((visibility("default")))

EXPORTED extern int qemu_plugin_version;
EXPORTED int qemu_plugin_version = PLUGIN_VERSION;
EXPORTED int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv);

struct counts {
    uint64_t instructions, loads, stores, taken;
};

/* A run of instructions that is always executed whole; only its last one may branch. */
struct block {
    uint64_t first, end; /* addresses; `end` is behind its last instruction */
    uint64_t instructions;
};

static struct counts now, at_open;
static uint64_t expected, open_address, close_address;
static FILE *out;

static void block_executed(unsigned cpu, void *user)
{
    const struct block *b = user;

    (void)cpu;
    if (b->first != expected) now.taken++;
    expected = b->end;
    if (b->first == open_address) at_open = now;
    if (b->first == close_address) {
        fprintf(out, "%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
                now.instructions - at_open.instructions, now.loads - at_open.loads,
                now.stores - at_open.stores, now.taken - at_open.taken);
        at_open = now; /* a window around this one goes on from here */
    }
    now.instructions += b->instructions;
}

static void accessed(unsigned cpu, uint32_t info, uint64_t address, void *user)
{
    (void)cpu;
    (void)address;
    (void)user;
    if (qemu_plugin_mem_is_store(info))
        now.stores++;
    else
        now.loads++;
}

/* Blocks live as long as the emulator: translations come back without notice. */
static void translated(plugin_id id, struct qemu_plugin_tb *tb)
{
    const size_t n = qemu_plugin_tb_n_insns(tb);
    struct block *b = malloc(sizeof *b);
    const struct qemu_plugin_insn *last = qemu_plugin_tb_get_insn(tb, n - 1);

    (void)id;
    if (b == NULL) abort();
    b->first = qemu_plugin_tb_vaddr(tb);
    b->end = qemu_plugin_insn_vaddr(last) + qemu_plugin_insn_size(last);
    b->instructions = n;
    qemu_plugin_register_vcpu_tb_exec_cb(tb, block_executed, NO_REGISTERS, b);
    for (size_t i = 0; i < n; i++)
        qemu_plugin_register_vcpu_mem_cb(qemu_plugin_tb_get_insn(tb, i), accessed, NO_REGISTERS,
                                         READS_AND_WRITES, NULL);
}

int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv)
{
    (void)info;
    for (int i = 0; i < argc; i++) {
        const char *value = strchr(argv[i], '=');

        if (value == NULL) return 1;
        if (strncmp(argv[i], "open=", 5) == 0) open_address = strtoull(value + 1, NULL, 0);
        if (strncmp(argv[i], "close=", 6) == 0) close_address = strtoull(value + 1, NULL, 0);
        if (strncmp(argv[i], "out=", 4) == 0) out = fopen(value + 1, "w");
    }
    if (out == NULL) return 1;
    setvbuf(out, NULL, _IOLBF, BUFSIZ);
    qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
    return 0;
}
