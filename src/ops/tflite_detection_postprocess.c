/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TFLite_Detection_PostProcess: boxes of a detector from their codes, and the best max_detections
 * of them without those that overlap better ones of (regular) the same class or (fast) any class.
 * Inputs, float32: codes [1, boxes, 4 or more], scores [1, boxes, classes (1 more with a background
 * class in front)], anchors [boxes, 4]. Outputs, float32: boxes (4 each: y0, x0, y1, x1), classes,
 * scores, and how many there are; zeros behind them. The fast way gives each box its best class
 * only. Source of the arithmetic: TensorFlow Lite Micro's detection_postprocess.
 */
#include "../base/boxes.h"
#include "../base/f32.h"
#include "../base/mem.h"
#include "signal.h"

enum { CODES, SCORES, ANCHORS };
enum { BOXES_OUT, CLASSES_OUT, SCORES_OUT, COUNT_OUT };
enum { DECODED, ACTIVE, PICKED, BEST, FOUND }; /* scratch */

struct args {
    int32_t boxes, code_size, classes,
        background;     /* background: classes in front that do not count */
    int32_t most, room; /* detections: wanted, and what the outputs hold */
    int32_t regular, per_class;
    uint32_t scales[4], threshold, overlap; /* float bits */
};

static int options(struct mote_prep *p, struct args *a)
{
    static const char *const keys[] = {"y_scale", "x_scale", "h_scale", "w_scale"};
    int32_t per_box;
    int e;
    if ((e = mote_signal_option(p, "max_detections", 0, INT32_MAX, &a->most)) != 0) return e;
    if ((e = mote_signal_option(p, "num_classes", 1, INT32_MAX, &a->classes)) != 0) return e;
    if (mote_custom_has(p, "use_regular_nms") &&
        (e = mote_signal_option(p, "use_regular_nms", 0, 1, &a->regular)) != 0)
        return e;
    a->per_class = 100;
    if (a->regular && mote_custom_has(p, "detections_per_class") &&
        (e = mote_signal_option(p, "detections_per_class", 1, INT32_MAX, &a->per_class)) != 0)
        return e;
    if (!a->regular) {
        if ((e = mote_signal_option(p, "max_classes_per_detection", 1, INT32_MAX, &per_box)) != 0)
            return e;
        if (per_box > 1 && a->classes > 1) /* TensorFlow Lite would write holes, and past the end */
            return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, -1, 1, per_box);
    }
    for (int i = 0; i < 4; i++) {
        if ((e = mote_custom_f32(p, keys[i], &a->scales[i])) != 0) return e;
        if (a->scales[i] << 1 == 0) return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_ZERO, -1, 1, 0);
    }
    if ((e = mote_custom_f32(p, "nms_score_threshold", &a->threshold)) != 0) return e;
    if ((e = mote_custom_f32(p, "nms_iou_threshold", &a->overlap)) != 0) return e;
    if (a->overlap - 1u < 0x3f800000u) return 0; /* above 0, at most 1 */
    return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_RANGE, -1, 1, -1);
}

static int inputs(struct mote_prep *p, struct args *a, struct mote_tensor *t)
{
    int e;
    if ((e = mote_prep_input(p, CODES, t)) != 0) return e;
    if ((e = mote_prep_kernel(p, t->type)) != 0) return e;
    if ((e = mote_prep_rank(p, CODES, t, 3, 3)) != 0) return e;
    if ((e = mote_prep_dim(p, CODES, t, 0, 1)) != 0) return e;
    a->boxes = mote_tensor_dim(t, 1);
    a->code_size = mote_tensor_dim(t, 2);
    if ((e = mote_prep_positive(p, CODES, a->boxes)) != 0) return e;
    if (a->code_size < 4) return mote_prep_dim(p, CODES, t, 2, 4);
    if ((e = mote_prep_input(p, SCORES, t)) != 0) return e;
    if ((e = mote_prep_type(p, SCORES, t, MOTE_FLOAT32)) != 0) return e;
    if ((e = mote_prep_rank(p, SCORES, t, 3, 3)) != 0) return e;
    if ((e = mote_prep_dim(p, SCORES, t, 0, 1)) != 0) return e;
    if ((e = mote_prep_dim(p, SCORES, t, 1, a->boxes)) != 0) return e;
    a->background = mote_tensor_dim(t, 2) - a->classes;
    if (a->background != 0 && a->background != 1) return mote_prep_dim(p, SCORES, t, 2, a->classes);
    if ((e = mote_prep_input(p, ANCHORS, t)) != 0) return e;
    if ((e = mote_prep_type(p, ANCHORS, t, MOTE_FLOAT32)) != 0) return e;
    if ((e = mote_prep_rank(p, ANCHORS, t, 2, 2)) != 0) return e;
    if ((e = mote_prep_dim(p, ANCHORS, t, 0, a->boxes)) != 0) return e;
    return mote_prep_dim(p, ANCHORS, t, 1, 4);
}

/* Output i has this many elements, in any shape. */
static int output(struct mote_prep *p, int i, uint32_t elements, struct mote_tensor *t)
{
    int e;
    if ((e = mote_prep_output(p, i, t)) != 0) return e;
    if ((e = mote_prep_type(p, p->n_in + i, t, MOTE_FLOAT32)) != 0) return e;
    if (t->elements == elements) return 0;
    return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, p->n_in + i, (int32_t)elements,
                          (int32_t)t->elements);
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor t;
    int e;
    if ((e = mote_prep_arity(p, 3, 3, 4, 4)) != 0) return e;
    if ((e = options(p, a)) != 0) return e;
    if ((e = inputs(p, a, &t)) != 0) return e;
    if ((e = mote_prep_output(p, SCORES_OUT, &t)) != 0) return e;
    a->room = (int32_t)t.elements;
    if (a->room < a->most)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, p->n_in + SCORES_OUT, a->most,
                              a->room);
    if ((e = output(p, BOXES_OUT, 4 * t.elements, &t)) != 0) return e;
    if ((e = output(p, CLASSES_OUT, (uint32_t)a->room, &t)) != 0) return e;
    if ((e = output(p, SCORES_OUT, (uint32_t)a->room, &t)) != 0) return e;
    if ((e = output(p, COUNT_OUT, 1, &t)) != 0) return e;
    if (a->per_class > a->boxes) a->per_class = a->boxes;
    if (!a->regular) a->per_class = a->most < a->boxes ? a->most : a->boxes;
    if ((e = mote_prep_scratch(p, (uint32_t)sizeof(struct mote_box) * (uint32_t)a->boxes)) != 0)
        return e;
    if ((e = mote_prep_scratch(p, (uint32_t)a->boxes)) != 0) return e;
    if ((e = mote_prep_scratch(p, 4 * (uint32_t)a->per_class)) != 0) return e;
    if ((e = mote_prep_scratch(p, a->regular ? 0 : 4 * (uint32_t)a->boxes)) != 0) return e;
    return mote_prep_scratch(p, a->regular ? 4 * (uint32_t)a->most : 0);
}

/* Decodes all boxes. One that is empty or upside down makes all of them doubtful. */
static int decode(const struct mote_call *c, struct mote_box *boxes)
{
    const struct args *a = (const void *)c->args;
    const float *codes = mote_in(c, CODES), *anchors = mote_in(c, ANCHORS);
    float scales[4];
    memcpy(scales, a->scales, sizeof scales);
    for (int32_t i = 0; i < a->boxes; i++, codes += a->code_size, anchors += 4) {
        mote_box_decode(codes, anchors, scales, &boxes[i]);
        if (boxes[i].y0 >= boxes[i].y1 || boxes[i].x0 >= boxes[i].x1) return MOTE_E_DATA;
    }
    return 0;
}

/* The outputs hold `count` detections by falling score. Inserts one behind those with the same
 * score; found[] goes along and says which box it is. Returns the new count. */
static int32_t insert(const struct mote_call *c, int32_t *found, int32_t count, int32_t box,
                      float score, int32_t class)
{
    const struct args *a = (const void *)c->args;
    float *scores = mote_out(c, SCORES_OUT), *classes = mote_out(c, CLASSES_OUT);
    int32_t at = count < a->most ? count : a->most - 1;
    if (count == a->most && (count == 0 || !(score > scores[at]))) return count;
    for (; at > 0 && score > scores[at - 1]; at--) {
        scores[at] = scores[at - 1];
        classes[at] = classes[at - 1];
        found[at] = found[at - 1];
    }
    scores[at] = score;
    classes[at] = (float)class;
    found[at] = box;
    return count < a->most ? count + 1 : count;
}

static int32_t regular(const struct mote_call *c, const struct mote_box *boxes, int32_t *found)
{
    const struct args *a = (const void *)c->args;
    const int32_t stride = a->classes + a->background;
    int32_t *picked = mote_extra(c, PICKED), count = 0;
    for (int32_t class = 0; class < a->classes; class ++) {
        const float *scores = (const float *)mote_in(c, SCORES) + a->background + class;
        const int32_t n =
            mote_boxes_pick(boxes, a->boxes, scores, stride, mote_f32_of(a->threshold),
                            mote_f32_of(a->overlap), mote_extra(c, ACTIVE), picked, a->per_class);
        for (int32_t i = 0; i < n; i++)
            count = insert(c, found, count, picked[i], scores[picked[i] * stride], class);
    }
    return count;
}

/* The first class with the highest score. */
static int32_t best_class(const float *scores, int32_t n)
{
    int32_t best = 0;
    for (int32_t i = 1; i < n; i++)
        if (scores[i] > scores[best]) best = i;
    return best;
}

static int32_t fast(const struct mote_call *c, const struct mote_box *boxes, int32_t *picked)
{
    const struct args *a = (const void *)c->args;
    const int32_t stride = a->classes + a->background;
    const float *scores = (const float *)mote_in(c, SCORES) + a->background;
    float *best = mote_extra(c, BEST), *classes_out = mote_out(c, CLASSES_OUT);
    float *scores_out = mote_out(c, SCORES_OUT);
    int32_t count;
    for (int32_t i = 0; i < a->boxes; i++)
        best[i] = scores[i * stride + best_class(scores + i * stride, a->classes)];
    count = mote_boxes_pick(boxes, a->boxes, best, 1, mote_f32_of(a->threshold),
                            mote_f32_of(a->overlap), mote_extra(c, ACTIVE), picked, a->per_class);
    for (int32_t i = 0; i < count; i++) {
        scores_out[i] = best[picked[i]];
        classes_out[i] = (float)best_class(scores + picked[i] * stride, a->classes);
    }
    return count;
}

int mote_tflite_detection_postprocess_f32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    struct mote_box *boxes = mote_extra(c, DECODED), *out = mote_out(c, BOXES_OUT);
    int32_t *found = mote_extra(c, a->regular ? FOUND : PICKED), count;
    const int e = decode(c, boxes);
    if (e) return e;
    memset(out, 0, sizeof *out * (uint32_t)a->room);
    memset(mote_out(c, CLASSES_OUT), 0, 4 * (uint32_t)a->room);
    memset(mote_out(c, SCORES_OUT), 0, 4 * (uint32_t)a->room);
    count = a->regular ? regular(c, boxes, found) : fast(c, boxes, found);
    for (int32_t i = 0; i < count; i++) out[i] = boxes[found[i]];
    *(float *)mote_out(c, COUNT_OUT) = (float)count;
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_F32, mote_tflite_detection_postprocess_f32},
                                             {0, NULL}};

const struct mote_op mote_op_tflite_detection_postprocess = {
    .name = "TFLite_Detection_PostProcess",
    .code = 32,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
