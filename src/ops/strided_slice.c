/* SPDX-License-Identifier: Apache-2.0 */
/*
 * STRIDED_SLICE
 *     output[i0, i1, ...] = input[start0 + i0 stride0, start1 + i1 stride1, ...]
 * begin, end and strides are constants. Masks, a bit for each of their elements: begin, end = from
 * or to the border; shrink = one element, and the dimension goes away; new axis = a dimension of 1
 * is put in; ellipsis = whole dimensions, as many as are left. Dimensions behind those named are
 * whole. Any type of 1, 2, 4 or 8 bytes.
 */
#include "../base/mem.h"
#include "../base/walk.h"
#include "shapes.h"

struct args {
    struct mote_walk walk;
    int32_t offset; /* bytes to the input's first element */
    int32_t bytes;  /* of the output */
};

enum field { BEGIN_MASK, END_MASK, ELLIPSIS_MASK, NEW_AXIS_MASK, SHRINK_MASK, END_IS_OFFSET };

static int bit(const struct mote_prep *p, enum field field, int i)
{
    return mote_option_i32(p, (int)field, 0) >> i & 1;
}

/* A position on an axis of `size`: negative ones count from the end, and it stays where a slice can
 * begin or end. */
static int32_t position(int32_t at, int32_t size, int32_t stride)
{
    const int32_t low = stride > 0 ? 0 : -1, high = stride > 0 ? size : size - 1;
    if (at < 0) at += size;
    if (at < low) return low;
    return at > high ? high : at;
}

struct slice {
    int32_t start, count, stride; /* elements */
};

/* The i-th elements of begin, end and strides, on an axis of `size`. */
static int resolve(struct mote_prep *p, int i, int32_t size, struct slice *s)
{
    struct mote_tensor t;
    int32_t end;
    int e;
    if ((e = mote_prep_input(p, 3, &t)) != 0) return e;
    s->stride = mote_tensor_int(&t, (uint32_t)i);
    if (s->stride == 0) return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_ZERO, 3, 1, 0);
    if ((e = mote_prep_input(p, 1, &t)) != 0) return e;
    s->start = position(mote_tensor_int(&t, (uint32_t)i), size, s->stride);
    if (bit(p, BEGIN_MASK, i)) s->start = s->stride > 0 ? 0 : size - 1;
    if (bit(p, SHRINK_MASK, i)) {
        s->count = s->start >= 0 && s->start < size;
        return 0;
    }
    if ((e = mote_prep_input(p, 2, &t)) != 0) return e;
    end = mote_tensor_int(&t, (uint32_t)i);
    if (mote_option_i8(p, END_IS_OFFSET, 0)) {
        const int64_t sum = (int64_t)end + s->start;
        end = sum > INT32_MAX ? INT32_MAX : sum < INT32_MIN ? INT32_MIN : (int32_t)sum;
    }
    end = position(end, size, s->stride);
    if (bit(p, END_MASK, i)) end = s->stride > 0 ? size : -1;
    s->count = 0;
    if (s->stride > 0 && end > s->start) s->count = (end - s->start - 1) / s->stride + 1;
    if (s->stride < 0 && end < s->start)
        s->count = (int32_t)((uint32_t)(s->start - end - 1) / (0u - (uint32_t)s->stride)) + 1;
    return 0;
}

/* Dimensions that an ellipsis at place `at` of `count` stands for. */
static int ellipsis_dims(const struct mote_prep *p, int at, int count, int rank)
{
    int named = 0;
    for (int i = 0; i < count; i++)
        if (i != at && !bit(p, NEW_AXIS_MASK, i)) named++;
    return named < rank ? rank - named : 0;
}

/* The next dimension of the walk. */
static void add(struct args *a, int axis, struct slice s)
{
    const int32_t stride = a->walk.strides[axis];
    a->walk.dims[axis] = s.count;
    if (s.count == 0) return;
    a->offset += s.start * stride;
    a->walk.strides[axis] = s.count > 1 ? s.stride * stride : 0;
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    struct slice s = {0, 0, 0};
    int e, count, axis = 0, made = 0, ellipses = 0;
    if ((e = mote_prep_arity(p, 4, 4, 1, 1)) != 0) return e;
    if ((e = mote_shape_constants(p, 1, -1, &out)) != 0) return e;
    if (out.elements > 2 * MOTE_MAX_DIMS)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_RANK, 1, 2 * MOTE_MAX_DIMS,
                              (int32_t)out.elements);
    count = (int)out.elements;
    if ((e = mote_shape_constants(p, 2, count, &out)) != 0) return e;
    if ((e = mote_shape_constants(p, 3, count, &out)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_shape_moved(p, 0, &in, 4, &out)) != 0) return e;
    if (in.elements) mote_shape_strides(&in, (int32_t)mote_type_bytes(in.type), a->walk.strides);
    for (int i = 0; i <= count; i++) {
        int whole = i == count ? in.rank - axis : 0;
        if (i < count && bit(p, ELLIPSIS_MASK, i)) {
            if (ellipses++)
                return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_OPTION, -1, 1, ellipses);
            whole = ellipsis_dims(p, i, count, in.rank);
        } else if (i < count && bit(p, NEW_AXIS_MASK, i)) {
            if ((e = mote_prep_dim(p, 4, &out, made++, 1)) != 0) return e;
        } else if (i < count) {
            if (axis >= in.rank)
                return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_RANK, 1, in.rank, count);
            if ((e = resolve(p, i, mote_tensor_dim(&in, axis), &s)) != 0) return e;
            if (!bit(p, SHRINK_MASK, i) && (e = mote_prep_dim(p, 4, &out, made++, s.count)) != 0)
                return e;
            add(a, axis++, s);
        }
        for (; whole > 0 && axis < in.rank; whole--) {
            s = (struct slice){0, mote_tensor_dim(&in, axis), 1};
            if ((e = mote_prep_dim(p, 4, &out, made++, s.count)) != 0) return e;
            add(a, axis++, s);
        }
    }
    if ((e = mote_prep_rank(p, 4, &out, made, made)) != 0) return e;
    mote_walk_fold(&a->walk, in.rank, (int32_t)mote_type_bytes(in.type));
    a->bytes = (int32_t)out.bytes;
    if (a->walk.run && a->walk.n == 0 && out.bytes == in.bytes) mote_prep_view(p, 0);
    return 0;
}

int mote_strided_slice_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    /* TensorFlow Lite Micro takes a shrunk dimension's element from outside the input, and writes
     * nothing. */
    if (a->walk.run == 0) memset(mote_out(c, 0), 0, (size_t)a->bytes);
    mote_walk_collect(&a->walk, mote_out(c, 0), (const uint8_t *)mote_in(c, 0) + a->offset);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_strided_slice_any}, {0, NULL}};

const struct mote_op mote_op_strided_slice = {
    .code = 45,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
