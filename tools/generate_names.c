/* SPDX-License-Identifier: Apache-2.0 */
#include "generate_names.h"

#include <stdio.h>
#include <string.h>

#include "opnames.h"

static const struct {
    int key;
    const char *suffix;
} suffixes[] = {
    {MOTE_K_F32, "f32"},       {MOTE_K_I32, "i32"},       {MOTE_K_U8, "u8"},
    {MOTE_K_I64, "i64"},       {MOTE_K_BOOL, "bool"},     {MOTE_K_S16, "s16"},
    {MOTE_K_S8, "s8"},         {MOTE_K_U64, "u64"},       {MOTE_K_U32, "u32"},
    {MOTE_K_F16, "f16"},       {MOTE_K_U16, "u16"},       {MOTE_K_S4, "s4"},
    {MOTE_K_ANY, "any"},       {MOTE_K_HYBRID, "hybrid"}, {MOTE_K_S8_S16, "s8_s16"},
    {MOTE_K_S16_S8, "s16_s8"},
};

/* Operators share these, so their names are no matter of rule. An entry for one key comes before
 * that for any: it keeps other types' arithmetic out of the firmware. */
enum { ANY_KEY = -1 };
mote_reach mote_spatial_reach, mote_pad_reach, mote_space_to_depth_reach, mote_depth_to_space_reach,
    mote_resize_nearest_neighbor_reach, mote_resize_bilinear_reach, mote_resize_bilinear_reach_s8,
    mote_conv_3d_reach;
static const struct {
    mote_reach *reach;
    int key;
    const char *name;
} reaches[] = {
    {mote_spatial_reach, ANY_KEY, "mote_spatial_reach"},
    {mote_pad_reach, ANY_KEY, "mote_pad_reach"},
    {mote_conv_3d_reach, ANY_KEY, "mote_conv_3d_reach"},
    {mote_space_to_depth_reach, ANY_KEY, "mote_space_to_depth_reach"},
    {mote_depth_to_space_reach, ANY_KEY, "mote_depth_to_space_reach"},
    {mote_resize_nearest_neighbor_reach, ANY_KEY, "mote_resize_nearest_neighbor_reach"},
    {mote_resize_bilinear_reach, MOTE_K_S8, "mote_resize_bilinear_reach_s8"},
    {mote_resize_bilinear_reach, ANY_KEY, "mote_resize_bilinear_reach"},
};

static int is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* A word begins at a capital letter behind a small one, or before a small one: SignalFftAutoScale,
 * SignalPCAN. Names of the schema, and those that have
 * underscores already, are only put in lower case. */
char *mote_symbol_operator(const struct mote_op *op, char *text, size_t room)
{
    const char *name = op->name ? op->name : mote_opname(op->code);
    size_t n = 0;
    int plain;
    if (!name) name = "unknown";
    plain = !op->name || strchr(name, '_') != NULL;
    for (size_t i = 0; name[i] && n + 2 < room; i++) {
        const int small_before = i > 0 && !is_upper(name[i - 1]);
        const int small_behind = name[i + 1] >= 'a' && name[i + 1] <= 'z';
        if (!plain && i > 0 && is_upper(name[i]) && (small_before || small_behind)) text[n++] = '_';
        text[n++] = (char)(is_upper(name[i]) ? name[i] + ('a' - 'A') : name[i]);
    }
    text[n] = 0;
    return text;
}

char *mote_symbol_kernel(const struct mote_op *op, int key, int consume, char *text, size_t room)
{
    char stem[MOTE_SYMBOL_ROOM];
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        if (suffixes[i].key != key) continue;
        snprintf(text, room, "mote_%s_%s%s", mote_symbol_operator(op, stem, sizeof stem),
                 suffixes[i].suffix, consume ? "_consume" : "");
        return text;
    }
    return NULL;
}

const char *mote_symbol_reach(mote_reach *reach, int key)
{
    for (size_t i = 0; i < sizeof reaches / sizeof reaches[0]; i++)
        if (reaches[i].reach == reach && (reaches[i].key == ANY_KEY || reaches[i].key == key))
            return reaches[i].name;
    return NULL;
}
