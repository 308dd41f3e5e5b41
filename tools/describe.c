/* SPDX-License-Identifier: Apache-2.0 */
#include "describe.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tool.h"

/* What a fault is about, as far as the model tells. */
struct scene {
    const struct mote_model *m;
    const struct mote_fault *fault;
    struct mote_graph_node node;
    const struct mote_op *op;
    struct mote_tensor tensor;
    int has_node, has_tensor; /* has_tensor: `tensor` could be read at least in part */
};

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static void
append(char *text, const char *format, ...)
{
    const size_t n = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + n, MOTE_SENTENCE_ROOM - n, format, arguments);
    va_end(arguments);
}

static void look(struct scene *s, const struct mote_model *m, const struct mote_fault *fault)
{
    *s = (struct scene){.m = m, .fault = fault};
    s->node.code = -1;
    s->tensor.type = MOTE_NO_TYPE;
    if (!m || !m->data) return;
    if (fault->node >= 0) s->has_node = mote_graph_node(m, fault->subgraph, fault->node, &s->node);
    if (s->has_node) s->op = mote_graph_op(&s->node);
    if (fault->tensor >= 0) {
        const int e = mote_graph_tensor(m, fault->subgraph < 0 ? 0 : fault->subgraph, fault->tensor,
                                        &s->tensor, NULL);
        s->has_tensor = e == 0 || s->tensor.index >= 0;
    }
}

static void write_where(const struct scene *s, char *text)
{
    const struct mote_fault *f = s->fault;
    char name[72], shape[128];
    text[0] = 0;
    if (f->subgraph > 0) append(text, "subgraph %d ", f->subgraph);
    if (f->node >= 0) append(text, "node %d %s: ", (int)f->node, s->has_node ? s->node.name : "");
    if (s->has_node && f->operand >= 0 && (uint32_t)f->operand < s->node.n_in)
        append(text, "input %d ", f->operand);
    else if (s->has_node && f->operand >= 0)
        append(text, "output %d ", f->operand - (int)s->node.n_in);
    if (f->tensor < 0) return;
    append(text, f->operand >= 0 && s->has_node ? "(tensor %d" : "tensor %d (", (int)f->tensor);
    if (s->has_tensor) {
        mote_graph_text(s->m, s->tensor.name, name, sizeof name);
        append(text, f->operand >= 0 && s->has_node ? " '%s', %s" : "'%s', %s", name,
               mote_type_name(s->tensor.type));
        if (s->tensor.dims) append(text, " %s", mote_shape_text(&s->tensor, shape, sizeof shape));
    } else {
        append(text, "%s", f->operand >= 0 && s->has_node ? "" : "unknown");
    }
    append(text, ") ");
}

/* Element types by kernel key; keys above the types stand for combinations. */
static const char *key_name(int key)
{
    switch (key) {
    case MOTE_K_ANY: return "any type";
    case MOTE_K_HYBRID: return "float32 with int8 weights";
    case MOTE_K_S8_S16: return "int8 to int16";
    case MOTE_K_S16_S8: return "int16 to int8";
    case MOTE_K_S4: return "int8 with int4 weights";
    default: return mote_type_name(key);
    }
}

static void write_types(const struct mote_op *op, char *text)
{
    for (const struct mote_kernel *k = op->kernels; k && k->eval; k++)
        append(text, "%s%s", k == op->kernels ? "" : ", ", key_name(k->key));
}

static void write_type(const struct scene *s, char *text)
{
    const struct mote_fault *f = s->fault;
    const char *got =
        f->got == MOTE_K_HYBRID ? "float32 while the weights are int8" : key_name(f->got);
    if (f->expected >= 0)
        append(text, "is %s; expected %s", got, key_name(f->expected));
    else if (s->op) {
        append(text, "is %s; this operator takes ", got);
        write_types(s->op, text);
    } else
        append(text, "is %s, which is not supported", got);
}

static void write_shape(const struct scene *s, char *text)
{
    const struct mote_fault *f = s->fault;
    if (f->got < 0)
        append(text, "has a dimension that is not fixed (%d)", (int)f->got);
    else if (f->expected == 0x0fffffff)
        append(text, "is larger than the 268,435,455 bytes that can be addressed");
    else
        append(text, "has %d where %d is expected (a dimension, or how many elements)", (int)f->got,
               (int)f->expected);
}

static void write_quant(const struct scene *s, char *text)
{
    if (s->has_tensor && s->tensor.n_scales == 0)
        append(text, "has no quantisation scale");
    else if (s->fault->error == MOTE_E_UNSUPPORTED)
        append(text,
               "is quantised in a way that this operator does not support (expected %d, got %d)",
               (int)s->fault->expected, (int)s->fault->got);
    else
        append(text, "has a scale or zero point that cannot be used (expected %d, got %d)",
               (int)s->fault->expected, (int)s->fault->got);
}

/* "(expected 1, got 2)" with what is known of it. */
static void write_pair(const struct mote_fault *f, char *text)
{
    if (f->expected >= 0 && f->got != -1)
        append(text, " (%d; expected %d)", (int)f->got, (int)f->expected);
    else if (f->got != -1)
        append(text, " (%d)", (int)f->got);
}

static const char no_operator[] = "there is no such operator here";
static const char npu_commands[] =
    "holds commands for an Arm Ethos-U NPU, which only that NPU can carry out: mote runs on CPUs";

/* What Vela puts in the place of the layers that it compiled. */
static int is_ethos_u(const struct scene *s)
{
    return s->node.code == 32 && strcmp(s->node.name, "ethos-u") == 0;
}

enum { IF = 118, WHILE = 119, CALL_ONCE = 129, READ_VARIABLE = 143, ASSIGN_VARIABLE = 144 };

/* What operators that call subgraphs or share variables complain of; nothing if it is something
 * that others do, too. */
static void write_call(const struct scene *s, char *text)
{
    const struct mote_fault *f = s->fault;
    const int code = s->node.code, got = (int)f->got, expected = (int)f->expected;
    const int calls = code == IF || code == WHILE || code == CALL_ONCE;
    const int shares = code == READ_VARIABLE || code == ASSIGN_VARIABLE;
    text[0] = 0;
    if (!s->has_node || !(calls || shares)) return;
    if (calls && f->why == MOTE_WHY_INDEX && f->tensor < 0)
        append(text, "calls subgraph %d; those that can be called are 1 to %d", got, expected - 1);
    else if (calls && f->why == MOTE_WHY_ARITY && f->operand < 0)
        append(text,
               "the number of inputs or outputs, its own or of its subgraph, is %d; expected %d",
               got, expected);
    else if (calls && f->why == MOTE_WHY_BUFFER)
        append(text, "not the same number of bytes here and in the subgraph: %d and %d", got,
               expected);
    else if (code == WHILE && f->why == MOTE_WHY_TYPE && f->operand < 0)
        append(text, "its condition's subgraph gives %s; expected bool", mote_type_name(got));
    else if (code == WHILE && f->why == MOTE_WHY_SHAPE && f->operand < 0)
        append(text, "its condition's subgraph gives %d values; expected one", got);
    else if (shares && f->why == MOTE_WHY_BUFFER)
        append(text, "uses %d bytes of a variable that has %d elsewhere", got, expected);
    else if (shares && f->why == MOTE_WHY_CONSTANT)
        append(text, "is a handle that cannot be followed to one VAR_HANDLE");
}

static void write_what(const struct scene *s, char *text)
{
    const struct mote_fault *f = s->fault;
    write_call(s, text);
    if (text[0]) return;
    switch (f->why) {
    case MOTE_WHY_TRUNCATED:
        if (f->expected > 0)
            append(text, "has only %d bytes", (int)f->got);
        else
            append(text, "is cut off: its first offset leads to byte %u", (unsigned)f->got);
        break;
    case MOTE_WHY_IDENTIFIER:
        append(text, "is not a TensorFlow Lite file: no TFL3 at byte 4");
        break;
    case MOTE_WHY_STRUCTURE:
        append(text,
               "is broken or cut off: what stands at byte %u is malformed or leads out of the file",
               (unsigned)f->got);
        break;
    case MOTE_WHY_SCHEMA:
        append(text, "has schema version %d; expected %d", (int)f->got, (int)f->expected);
        break;
    case MOTE_WHY_LIMIT:
        append(text, "has more of something than fits: %d, at most %d", (int)f->got,
               (int)f->expected);
        break;
    case MOTE_WHY_INDEX:
        append(text, "an index is out of range: %d of %d", (int)f->got, (int)f->expected);
        break;
    case MOTE_WHY_ARITY:
        append(text, "has a wrong number of inputs or outputs");
        write_pair(f, text);
        break;
    case MOTE_WHY_ORDER:
        append(text, "is read before anything writes it, is written twice, or is a constant that "
                     "is written");
        break;
    case MOTE_WHY_BUFFER:
        append(text, "has %d bytes of data; type and shape ask for %d", (int)f->got,
               (int)f->expected);
        break;
    case MOTE_WHY_QUANT: write_quant(s, text); break;
    case MOTE_WHY_NO_OP: append(text, "%s", is_ethos_u(s) ? npu_commands : no_operator); break;
    case MOTE_WHY_CYCLE:
        append(text, "is called in a circle, or in more than %d calls inside each other",
               (int)f->expected);
        break;
    case MOTE_WHY_TYPE: write_type(s, text); break;
    case MOTE_WHY_RANK:
        append(text, "has %d dimensions; expected %d", (int)f->got, (int)f->expected);
        break;
    case MOTE_WHY_SHAPE: write_shape(s, text); break;
    case MOTE_WHY_CONSTANT: append(text, "must be a constant, but is computed"); break;
    case MOTE_WHY_OPTION:
        append(text, "has an option that is not supported");
        write_pair(f, text);
        break;
    case MOTE_WHY_AXIS:
        append(text, "has an axis out of range");
        write_pair(f, text);
        break;
    case MOTE_WHY_RANGE:
        append(text, "has a number out of range");
        write_pair(f, text);
        break;
    case MOTE_WHY_ZERO:
        append(text, "has a stride, size or divisor of %d; it must be 1 or more", (int)f->got);
        break;
    case MOTE_WHY_SPARSE: append(text, "is stored as a sparse tensor"); break;
    case MOTE_WHY_CUSTOM: append(text, "has custom options that are broken or incomplete"); break;
    case MOTE_WHY_VALUE:
        append(text, "met data that it must refuse (an index out of range, a division by zero)");
        break;
    case MOTE_WHY_ALIGNMENT:
        append(text, "memory is misaligned (address modulo 16 is %d)", (int)f->got);
        break;
    case MOTE_WHY_MEMORY:
        append(text, "the arena has %d bytes; %d are needed", (int)f->got, (int)f->expected);
        break;
    case MOTE_WHY_STATE: append(text, "called in a state in which that cannot be done"); break;
    default: append(text, "%s", mote_strerror(f->error)); break;
    }
}

/* ---- what to do --------------------------------------------------------------------------------
 */

static const char again[] = "convert the model again: the file is damaged, or a tool made it wrong";

static const char *advise_operator(const struct scene *s)
{
    if (s->node.code == 32 && strncmp(s->node.name, "Flex", 4) == 0)
        return "take tf.lite.OpsSet.SELECT_TF_OPS out of converter.target_spec.supported_ops, and "
               "write that layer with "
               "operations that TensorFlow Lite has";
    if (is_ethos_u(s))
        return "give the .tflite file that went into Vela, the Ethos-U compiler: mote runs the "
               "layers in it on the CPU";
    if (s->node.code == 32)
        return "write the operator (CONTRIBUTING.md shows how) and name it in the table given to "
               "mote_init";
    if (strncmp(s->node.name, "STABLEHLO_", 10) == 0)
        return "convert without StableHLO: leave out "
               "converter.experimental_serialize_debug_metadata and "
               "tf.lite.OpsSet.EXPERIMENTAL_STABLEHLO_OPS";
    if (s->node.code < 0) return again;
    return "replace that layer in the model by others, or write the operator (CONTRIBUTING.md "
           "shows how)";
}

static const char *advise_type(const struct scene *s)
{
    switch (s->fault->got) {
    case MOTE_FLOAT16:
        return "leave tf.float16 out of converter.target_spec.supported_types, and quantise to "
               "int8 instead";
    case MOTE_FLOAT64: return "compute in float32: tf.cast(x, tf.float32) before conversion";
    case MOTE_STRING: return "look strings up outside of the model and feed numbers";
    case MOTE_RESOURCE:
    case 14: return "freeze variables and tables before conversion";
    case MOTE_COMPLEX64:
        return "keep complex numbers out of the model: compute the spectrum in front of it";
    case MOTE_K_HYBRID:
        return "quantise activations too: set converter.optimizations = [tf.lite.Optimize.DEFAULT] "
               "together with "
               "converter.representative_dataset";
    case MOTE_INT64:
        return "use 32-bit integers: tf.cast(x, tf.int32), or dtype=tf.int32 for indices";
    case MOTE_UINT8:
        return "convert with TensorFlow 2, whose quantisation is int8: "
               "converter.inference_input_type = tf.int8";
    case MOTE_INT4: return "convert with int8 weights";
    case MOTE_INT8:
        if (s->fault->expected == MOTE_FLOAT32)
            return "quantise the whole model: converter.optimizations = "
                   "[tf.lite.Optimize.DEFAULT], "
                   "converter.representative_dataset = ..., supported_ops = "
                   "[tf.lite.OpsSet.TFLITE_BUILTINS_INT8]";
        break;
    case MOTE_INT16:
        return "convert with converter.target_spec.supported_ops = "
               "[tf.lite.OpsSet.TFLITE_BUILTINS_INT8]: int8 activations";
    default: break;
    }
    return "change the layer's type in the model, or convert with other target_spec.supported_ops";
}

/* Files that users take for models. */
static const char *advise_file(const uint8_t *data, size_t size)
{
    if (size >= 4 && memcmp(data, "PK\3\4", 4) == 0)
        return "it looks like a .keras or .zip file: convert it with "
               "tf.lite.TFLiteConverter.from_keras_model";
    if (size >= 8 && memcmp(data, "\x89HDF\r\n\x1a\n", 8) == 0)
        return "it looks like a Keras .h5 file: convert it with "
               "tf.lite.TFLiteConverter.from_keras_model";
    if (size >= 1 && (data[0] == '<' || data[0] == '{'))
        return "it looks like text (a web page instead of a download?): fetch the .tflite file "
               "itself";
    if (size >= 7 && memcmp(data, "version", 7) == 0)
        return "it looks like a Git LFS pointer: run 'git lfs pull'";
    return "give a .tflite file, as tf.lite.TFLiteConverter writes it";
}

static const char *advise(const struct scene *s, const uint8_t *data, size_t size)
{
    const struct mote_fault *f = s->fault;
    switch (f->why) {
    case MOTE_WHY_TRUNCATED:
    case MOTE_WHY_STRUCTURE: return "copy or download the file again";
    case MOTE_WHY_IDENTIFIER: return advise_file(data, size);
    case MOTE_WHY_SCHEMA: return "convert the model with a current TensorFlow";
    case MOTE_WHY_LIMIT: return "make the model smaller, or split it";
    case MOTE_WHY_NO_OP: return advise_operator(s);
    case MOTE_WHY_TYPE: return advise_type(s);
    case MOTE_WHY_QUANT:
        return "convert again with a converter.representative_dataset that reaches every layer "
               "with real values";
    case MOTE_WHY_RANK: return "reshape to fewer dimensions in front of that layer";
    case MOTE_WHY_SHAPE:
        if (f->got < 0)
            return "fix all shapes, the batch to 1: convert from a concrete function with "
                   "tf.TensorSpec([1, ...]) as its input";
        return f->error == MOTE_E_UNSUPPORTED ? "change the layer's shapes in the model" : again;
    case MOTE_WHY_CONSTANT:
        if (s->node.code == READ_VARIABLE || s->node.code == ASSIGN_VARIABLE)
            return "write the model so that each variable is reached under one name, or freeze it";
        return "give that operand a fixed value in the model, so that the converter stores it";
    case MOTE_WHY_OPTION:
        return f->error == MOTE_E_UNSUPPORTED ? "change that option of the layer in the model"
                                              : again;
    case MOTE_WHY_SPARSE:
        return "convert without sparsity: tfmot.sparsity.keras.strip_pruning, and no "
               "Optimize.EXPERIMENTAL_SPARSITY";
    case MOTE_WHY_CUSTOM: return "export the model again with the tool that made this operator";
    case MOTE_WHY_VALUE: return "check the values of the inputs";
    case MOTE_WHY_MEMORY: return "give it that much";
    case MOTE_WHY_CYCLE: return "unroll loops and conditions before conversion";
    case MOTE_WHY_ALIGNMENT:
    case MOTE_WHY_STATE: return "please report this: the tool misused its own library";
    default: return f->error == MOTE_E_UNSUPPORTED ? "change that layer in the model" : again;
    }
}

void mote_describe(struct mote_sentence *s, const struct mote_model *m, const uint8_t *data,
                   size_t size, const struct mote_fault *fault)
{
    struct scene scene;
    look(&scene, m, fault);
    write_where(&scene, s->where);
    write_what(&scene, s->what);
    s->advice[0] = 0;
    append(s->advice, "%s", advise(&scene, data, size));
}

void mote_say_fault(const char *path, const struct mote_model *m, const uint8_t *data, size_t size,
                    const struct mote_fault *fault)
{
    struct mote_sentence s;
    mote_describe(&s, m, data, size, fault);
    mote_say(0, "%s: %s%s: %s", path, s.where, s.what, s.advice);
}
