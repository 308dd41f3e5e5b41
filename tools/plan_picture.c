/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The memory plan as a picture: a column a step, addresses of the arena from bottom to top, a
 * rectangle for whatever lies there for a while. Plain SVG: shapes, text, one style sheet that
 * knows light and dark.
 */
#include <stdlib.h>
#include <string.h>

#include "grid.h"
#include "json.h"
#include "plan_view.h"
#include "tool.h"

/* Everything is in pixels. Columns get narrower the more steps there are, and then the picture
 * wider, to an end. */
enum {
    LEFT = 92,
    RIGHT = 28,
    PLOT_WIDTH = 1080,
    MOST_WIDTH = 4000,
    LEAST_COLUMN = 15,
    TITLE_Y = 38,
    SUBTITLE_Y = 61,
    LEGEND_Y = 90,
    TABS_Y = 108, /* what is streamed */
    TAB_HEIGHT = 18,
    PLOT_Y = 150, /* between tabs and plot stands the label of the peak */
    PLOT_HEIGHT = 420
};

struct picture {
    FILE *out;
    const struct mote_plan *plan;
    const struct mote_session *s;
    double column, scale; /* pixels a step, pixels a byte */
    double width;         /* of the plot */
    uint32_t n;           /* steps */
};

static const char style[] =
    "<style>\n"
    "text{font-family:'Helvetica Neue',Helvetica,Arial,'DejaVu Sans',sans-serif;"
    "font-size:11px;fill:#1d2733}\n"
    ".title{font-size:20px;font-weight:bold}.sub{font-size:13px}.muted,.sub{fill:#5b6875}\n"
    ".small{font-size:9px}.in{fill:#10202f}.end{text-anchor:end}.mid{text-anchor:middle}\n"
    ".bg{fill:#ffffff}.grid{stroke:#e3e8ed}.axis{stroke:#8b97a3;fill:none}\n"
    ".piece{stroke:#ffffff;stroke-width:1}.seam{stroke:#ffffff;stroke-dasharray:3 2}\n"
    ".input{fill:#8fd19e}.output{fill:#f7b27a}.activation{fill:#9cc4f5}.scratch{fill:#d3c3ea}\n"
    ".ring{fill:#7fd6d3}.hatch{stroke:#2b9490;stroke-width:1.5;stroke-opacity:.45}\n"
    ".fixed{fill:#dde2e7}.band{fill:#f3a712;fill-opacity:.13}.tab{fill:#f3a712;fill-opacity:.45}\n"
    ".peak{stroke:#d7263d;stroke-width:1.5;fill:none}.peaktext{fill:#c01c33;font-weight:bold}\n"
    ".peakbar{fill:#d7263d}\n"
    "@media (prefers-color-scheme:dark){\n"
    "text{fill:#e6edf3}.muted,.sub{fill:#9aa7b4}.in{fill:#f4f8fb}.bg{fill:#11171e}\n"
    ".grid{stroke:#26303a}.axis{stroke:#6b7885}.piece,.seam{stroke:#11171e}\n"
    ".input{fill:#2c7a45}.output{fill:#b0601e}.activation{fill:#2d63a8}.scratch{fill:#6b529a}\n"
    ".ring{fill:#15706d}.hatch{stroke:#6fe0da}.fixed{fill:#37424e}\n"
    ".peak{stroke:#ff6b7d}.peaktext{fill:#ff8a98}.peakbar{fill:#ff6b7d}\n"
    "}\n"
    "</style>\n"
    "<defs><pattern id=\"rows\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" "
    "patternTransform=\"rotate(45)\"><path class=\"hatch\" d=\"M0 0V7\"/></pattern></defs>\n";

/* ---- text ------------------------------------------------------------------------------------ */

/* Names come from model files: what XML cannot hold turns into the replacement character. */
static void put(FILE *out, const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    while (*s) {
        const int n = *s < 0x80 ? 1 : mote_utf8_length(s);
        const int outside = n == 3 && s[0] == 0xef && s[1] == 0xbf && s[2] >= 0xbe;
        if (n == 0 || outside || *s < 0x20 || *s == 0x7f)
            fputs("&#xfffd;", out);
        else if (*s == '&')
            fputs("&amp;", out);
        else if (*s == '<')
            fputs("&lt;", out);
        else if (*s == '>')
            fputs("&gt;", out);
        else
            fwrite(s, 1, (size_t)n, out);
        s += n ? n : 1;
    }
}

/* Pixels that a text takes, rather too many than too few: fonts differ. */
static double width_of(const char *text, double size)
{
    double ems = 0;
    for (; *text; text++) {
        if (((unsigned char)*text & 0xc0) == 0x80) continue;
        ems += strchr("iljtfrI.,:;'|/() ", *text)               ? 0.36
               : (*text >= 'A' && *text <= 'Z') || *text == '_' ? 0.68
               : strchr("mwMW@%", *text)                        ? 0.9
                                                                : 0.6;
    }
    return ems * size;
}

static void put_at(const struct picture *p, double x, double y, const char *class, const char *text)
{
    fprintf(p->out, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">", x, y, class);
    put(p->out, text);
    fputs("</text>\n", p->out);
}

/* "3 CONV_2D", or "input" and "output" at the ends. */
static const char *step_text(const struct picture *p, uint32_t step, char *text, size_t room)
{
    if (step == 0 || step + 1 == p->n)
        snprintf(text, room, "%s", p->plan->steps[step].name);
    else
        snprintf(text, room, "%u %s", (unsigned)step - 1, p->plan->steps[step].name);
    return text;
}

/* The file's name, without its ending; of its folder, if all that it says is "model". */
static void model_name(const char *path, char *text, size_t room)
{
    const char *end = path + strlen(path), *name = mote_file_part(path);
    if (end - name > 7 && strcmp(end - 7, ".tflite") == 0) end -= 7;
    if (end - name == 5 && strncmp(name, "model", 5) == 0 && name - path > 1) {
        end = name - 1;
        for (name = end; name > path && name[-1] != '/'; name--) continue;
    }
    snprintf(text, room, "%.*s", (int)(end - name), name);
}

/* ---- coordinates ------------------------------------------------------------------------------
 */

static double x_of(const struct picture *p, uint32_t step)
{
    return LEFT + step * p->column;
}

static double y_of(const struct picture *p, uint32_t address)
{
    return PLOT_Y + PLOT_HEIGHT - address * p->scale;
}

static void rectangle(const struct picture *p, double x, double y, double width, double height,
                      const char *class)
{
    fprintf(p->out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"%s\"/>\n",
            x, y, width, height, class);
}

/* ---- labels that fit ----------------------------------------------------------------------------
 */

struct label {
    char first[MOTE_NAME_ROOM + 100];
    const char *second; /* the line below; NULL: none */
    double size;
};

/* Name and detail in the space given: on two lines or on one, or the name alone; in small letters
 * if need be. */
static int fit_label(struct label *l, const char *name, const char *detail, double width,
                     double height)
{
    static const double sizes[] = {11, 9};
    for (int i = 0; i < 2; i++) {
        const double size = sizes[i];
        const int lines = (int)(height / (size + 3));
        if (lines < 1 || width_of(name, size) > width - 6) continue;
        *l = (struct label){.size = size};
        snprintf(l->first, sizeof l->first, "%s", name);
        if (lines >= 2 && *detail && width_of(detail, size) <= width - 6)
            l->second = detail;
        else if (lines < 2 && *detail && width_of(name, size) + width_of(detail, size) < width - 20)
            snprintf(l->first, sizeof l->first, "%s: %s", name, detail);
        return 1;
    }
    return 0;
}

/* A label in the middle of a rectangle, upright where it fits only so. */
static void put_label(const struct picture *p, const char *name, const char *detail, double x,
                      double y, double width, double height)
{
    const double cx = x + width / 2, cy = y + height / 2;
    struct label l;
    int upright = 0;
    if (!fit_label(&l, name, detail, width, height)) {
        upright = height > width && fit_label(&l, name, detail, height, width);
        if (!upright && !fit_label(&l, detail, "", width, height)) return;
    }
    for (int line = 0; line < (l.second ? 2 : 1); line++) {
        const double dy = l.size * 0.36 + (l.second ? (line - 0.5) * (l.size + 3) : 0);
        fprintf(p->out, "<text x=\"%.1f\" y=\"%.1f\" class=\"in mid%s\"", cx, cy + dy,
                l.size < 10 ? " small" : "");
        if (upright) fprintf(p->out, " transform=\"rotate(-90 %.1f %.1f)\"", cx, cy);
        fputc('>', p->out);
        put(p->out, line ? l.second : l.first);
        fputs("</text>\n", p->out);
    }
}

/* ---- pieces -------------------------------------------------------------------------------------
 */

/* The last part of a path, of the first of several names. */
static char *last_part(char *name)
{
    char *slash;
    name[strcspn(name, ";")] = 0;
    slash = strrchr(name, '/');
    return slash && slash[1] ? slash + 1 : name;
}

/* A short name: of "net/Conv2d_3/Relu6" the last part, unless other names end so too; then the one
 * before. Whose scratch it is the column says. */
static void picture_name(const struct mote_plan *plan, const struct mote_plan_piece *x, char *text)
{
    const uint32_t own = (uint32_t)(x - plan->pieces);
    int common = 0;
    char name[MOTE_NAME_ROOM], *part = last_part(strcpy(name, mote_plan_label(x, text)));
    for (uint32_t i = 0; i < plan->n_pieces; i++) {
        char other[MOTE_NAME_ROOM];
        const struct mote_plan_piece *y = &plan->pieces[i];
        if (i == own || y->tensor < 0) continue;
        common |= strcmp(last_part(strcpy(other, y->name)), part) == 0;
    }
    if (common && part > name) {
        part[-1] = 0;
        part = last_part(name);
    }
    strcpy(text, part);
    if (x->kind != MOTE_PLAN_SCRATCH) return;
    strcpy(text, "scratch");
    for (uint32_t i = own + 1; i < plan->n_pieces; i++)
        if (plan->pieces[i].root == own && plan->pieces[i].sharing == MOTE_PLAN_TURNS)
            strcpy(text, "scratch, used by turns");
}

struct box {
    double x, y, width, height;
};

/* The segment whose output takes the place of a piece, row by row; NULL: there is none. */
static const struct mote_plan_segment *giving_way(const struct mote_plan *plan,
                                                  const struct mote_plan_piece *x)
{
    for (uint32_t i = 0; i < plan->n_pieces; i++) {
        const struct mote_plan_piece *y = &plan->pieces[i];
        if (y->over >= 0 && &plan->pieces[y->over] == x)
            return &plan->segments[plan->steps[y->first].segment];
    }
    return NULL;
}

/* The space of a piece. What lies over an input takes it bit by bit, from the lower left to the
 * upper right of the segment. Returns where a label is on this piece only. */
static struct box draw_shape(const struct picture *p, const struct mote_plan_piece *x,
                             const struct box *b, const char *class)
{
    const struct mote_plan_segment *goes = giving_way(p->plan, x);
    const double right = b->x + b->width, bottom = b->y + b->height;
    const int part = x->over >= 0 && goes ? 4 : 2; /* labels keep this part off a slope */
    double from = b->x, to = right, slope_end;
    struct box label = *b;
    if (goes) {
        to = x_of(p, goes->first);
        to += (x_of(p, goes->last + 1) - to) / part;
        label.height -= b->height / part;
    }
    if (x->over < 0) {
        rectangle(p, b->x, b->y, b->width, b->height, class);
    } else {
        slope_end = x_of(p, p->plan->segments[p->plan->steps[x->first].segment].last + 1);
        if (slope_end > right) slope_end = right;
        fprintf(p->out, "<path d=\"M%.1f %.1fL%.1f %.1fH%.1fV%.1fZ\" class=\"%s\"/>\n", b->x,
                bottom, slope_end, b->y, right, bottom, class);
        from = slope_end - (slope_end - b->x) / part;
        label.y += b->height / part;
        label.height -= b->height / part;
    }
    label.x = from;
    label.width = to - from;
    return label;
}

static void draw_piece(const struct picture *p, const struct mote_plan_piece *x, uint32_t first,
                       uint32_t last)
{
    static const char *const sharing[] = {"", "view of ", "in place of ", "part of ", ""};
    const double left = x_of(p, first), width = x_of(p, last + 1) - left;
    const double top = y_of(p, x->offset + mote_plan_size(x));
    const double exact = y_of(p, x->offset) - top, height = exact < 2.5 ? 2.5 : exact;
    const struct mote_plan_piece *from = &p->plan->pieces[x->shares];
    char name[MOTE_NAME_ROOM], other[MOTE_NAME_ROOM], label[MOTE_NAME_ROOM];
    char number[32], detail[96], step[MOTE_NAME_ROOM + 16], class[32];
    struct box where;
    mote_plan_label(x, name);
    picture_name(p->plan, x, label);
    mote_with_commas(number, x->bytes);
    if (x->ring)
        snprintf(detail, sizeof detail, "%u of %u rows", (unsigned)x->ring, (unsigned)x->rows);
    else
        snprintf(detail, sizeof detail, "%s B", number);
    fputs("<g><title>", p->out);
    put(p->out, name);
    fprintf(p->out, ": %s%s, %s bytes at %u, from ", x->ring ? "ring of " : "",
            x->ring ? detail : mote_plan_kind_name(x->kind), number, (unsigned)x->offset);
    put(p->out, step_text(p, first, step, sizeof step));
    fputs(" to ", p->out);
    put(p->out, step_text(p, last, step, sizeof step));
    if (x->sharing != MOTE_PLAN_OWN) {
        fprintf(p->out, ", %s", sharing[x->sharing]);
        put(p->out, mote_plan_label(from, other));
    }
    if (x->over >= 0) {
        fputs(", over ", p->out);
        put(p->out, mote_plan_label(&p->plan->pieces[x->over], other));
        fputs(" as its rows die", p->out);
    }
    fputs("</title>\n", p->out);
    snprintf(class, sizeof class, "piece %s",
             x->ring && x->kind == MOTE_PLAN_ACTIVATION ? "ring" : mote_plan_kind_name(x->kind));
    where = draw_shape(p, x, &(struct box){left, top, width, height}, class);
    if (x->ring)
        fprintf(
            p->out,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"url(#rows)\"/>\n",
            left, top, width, height);
    put_label(p, label, detail, where.x, where.y, where.width, where.height);
    fputs("</g>\n", p->out);
}

/* The piece that a view or an output in place takes its memory from, over any number of such. */
static uint32_t start_of(const struct mote_plan *plan, uint32_t i)
{
    while (plan->pieces[i].sharing == MOTE_PLAN_VIEW ||
           plan->pieces[i].sharing == MOTE_PLAN_IN_PLACE)
        i = plan->pieces[i].shares;
    return i;
}

/* Memory that several tensors share one after another is drawn piece by piece. */
static void draw_chain(const struct picture *p, uint32_t start)
{
    const struct mote_plan_piece *pieces = p->plan->pieces, *now = &pieces[start];
    uint32_t first = now->first, last = now->last;
    for (uint32_t i = start + 1; i < p->plan->n_pieces; i++) {
        if (start_of(p->plan, i) != start) continue;
        if (pieces[i].first > first) draw_piece(p, now, first, pieces[i].first - 1);
        now = &pieces[i];
        first = pieces[i].first;
        if (pieces[i].last > last) last = pieces[i].last;
    }
    draw_piece(p, now, first, last);
}

static void draw_fixed(const struct picture *p)
{
    const struct mote_memory *m = &p->s->net.memory;
    const struct {
        const char *name;
        uint32_t bytes;
    } blocks[] = {{"nodes", m->nodes}, {"tables", m->tables}, {"state", m->state}};
    uint32_t at = 0;
    for (int i = 0; i < 3; i++) {
        const double top = y_of(p, at + blocks[i].bytes), height = y_of(p, at) - top;
        char number[32], detail[64];
        if (blocks[i].bytes == 0) continue;
        snprintf(detail, sizeof detail, "%s bytes", mote_with_commas(number, blocks[i].bytes));
        fprintf(p->out, "<g><title>%s: %s, for good</title>\n", blocks[i].name, detail);
        rectangle(p, LEFT, top, p->width, height, "piece fixed");
        if (height >= 11) put_label(p, blocks[i].name, detail, LEFT, top, p->width, height);
        fputs("</g>\n", p->out);
        at += blocks[i].bytes;
    }
}

/* ---- around them
 * ---------------------------------------------------------------------------------- */

static void draw_segments(const struct picture *p)
{
    static const char *const words[] = {"streamed by rows", "by rows", "rows"};
    for (uint32_t i = 0; i < p->plan->n_segments; i++) {
        const double left = x_of(p, p->plan->segments[i].first);
        const double width = x_of(p, p->plan->segments[i].last + 1) - left;
        rectangle(p, left + 0.5, TABS_Y, width - 1, TAB_HEIGHT, "tab");
        rectangle(p, left + 0.5, TABS_Y + TAB_HEIGHT, width - 1,
                  PLOT_Y + PLOT_HEIGHT - TABS_Y - TAB_HEIGHT, "band");
        for (int k = 0; k < 3; k++) {
            if (width_of(words[k], 11) > width - 4) continue;
            put_at(p, left + width / 2, TABS_Y + 13, "mid", words[k]);
            break;
        }
    }
}

/* A step of the axis: 1, 2 or 5 times a power of ten, so that there are four to ten of them. */
static uint32_t tick_of(uint32_t most)
{
    uint32_t tick = 1;
    for (int i = 0; most / tick > 9; i++)
        tick = i % 3 == 1 ? tick / 2 * 5 : tick * 2; /* 2, 5, 10 */
    return tick;
}

static void draw_axes(const struct picture *p, uint32_t most)
{
    const uint32_t tick = tick_of(most);
    for (uint32_t at = 0; at <= most; at += tick) {
        char number[32];
        fprintf(p->out, "<path class=\"grid\" d=\"M%d %.1fH%.1f\"/>\n", LEFT, y_of(p, at),
                LEFT + p->width);
        put_at(p, LEFT - 8, y_of(p, at) + 4, "muted end", mote_with_commas(number, at));
        if (at > most - tick) break; /* the next one might not be a number any more */
    }
    fprintf(p->out,
            "<text x=\"24\" y=\"%d\" class=\"muted mid\" transform=\"rotate(-90 24 %d)\">"
            "address in the arena, bytes</text>\n",
            PLOT_Y + PLOT_HEIGHT / 2, PLOT_Y + PLOT_HEIGHT / 2);
}

/* Names of the steps, aslant; every so manyth if they lie too close. Returns the space below the
 * plot. */
static double step_room(const struct picture *p)
{
    double most = 0;
    for (uint32_t i = 0; i < p->n; i++) {
        char text[MOTE_NAME_ROOM + 16];
        const double width = width_of(step_text(p, i, text, sizeof text), 11);
        if (width > most) most = width;
    }
    return (most > 300 ? 300 : most) * 0.71 + 40;
}

static void draw_steps(const struct picture *p)
{
    const uint32_t every = 1 + (uint32_t)((LEAST_COLUMN - 0.5) / p->column);
    const double y = PLOT_Y + PLOT_HEIGHT;
    for (uint32_t i = 0; i < p->n; i++) {
        const double x = x_of(p, i) + p->column / 2;
        char text[MOTE_NAME_ROOM + 16];
        fprintf(p->out, "<path class=\"axis\" d=\"M%.1f %.1fv5\"/>\n", x, y);
        if (i % every) continue;
        step_text(p, i, text, sizeof text);
        fprintf(p->out,
                "<text x=\"%.1f\" y=\"%.1f\" class=\"end%s\" transform=\"rotate(-45 %.1f %.1f)\">",
                x + 4, y + 15, p->plan->steps[i].view ? " muted" : "", x + 4, y + 15);
        put(p->out, text);
        fputs("</text>\n", p->out);
    }
    fprintf(p->out, "<path class=\"axis\" d=\"M%d %dV%.1fH%.1f\"/>\n", LEFT, PLOT_Y, y,
            LEFT + p->width);
}

/* The line that the activations reach up to, thick over the steps that need as much as any. */
static void draw_peak(const struct picture *p, uint32_t most)
{
    const uint32_t top = p->plan->activations_offset + p->s->net.memory.activations;
    const double y = y_of(p, top), x = x_of(p, p->plan->peak) + p->column / 2;
    char number[2][32], text[160];
    fprintf(p->out, "<path class=\"peak\" stroke-dasharray=\"6 4\" d=\"M%d %.1fH%.1f\"/>\n", LEFT,
            y, LEFT + p->width);
    for (uint32_t i = 0; i < p->n; i++)
        if (p->plan->bound && p->plan->steps[i].alive == p->plan->bound)
            rectangle(p, x_of(p, i), y - 2, p->column, 4, "peakbar");
    snprintf(text, sizeof text, "peak: %s bytes alive, %s in the arena",
             mote_with_commas(number[0], p->plan->bound), mote_with_commas(number[1], top));
    if (x + width_of(text, 12) > LEFT + p->width)
        put_at(p, LEFT + p->width, y - 8, "peaktext end", text);
    else
        put_at(p, x_of(p, p->plan->peak) + 2, y - 8, "peaktext", text);
    if (top == most) return;
    fprintf(p->out, "<path class=\"axis\" stroke-dasharray=\"2 3\" d=\"M%d %.1fH%.1f\"/>\n", LEFT,
            y_of(p, most), LEFT + p->width);
    snprintf(text, sizeof text, "%s bytes while mote_init plans",
             mote_with_commas(number[0], most));
    put_at(p, LEFT + p->width, y_of(p, most) - 6, "muted end", text);
}

static void draw_legend(const struct picture *p)
{
    static const char *const items[][2] = {{"input", "input"},
                                           {"output", "output"},
                                           {"activation", "activation"},
                                           {"ring", "ring: some rows of an activation"},
                                           {"scratch", "kernel scratch"},
                                           {"fixed", "kept for good"},
                                           {"tab", "operators streamed by rows"}};
    double x = LEFT;
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        if (strcmp(items[i][0], "tab") == 0 && p->plan->n_segments == 0) continue;
        if (strcmp(items[i][0], "ring") == 0 && p->plan->n_segments == 0) continue;
        rectangle(p, x, LEGEND_Y - 10, 14, 12, items[i][0]);
        if (strcmp(items[i][0], "ring") == 0)
            fprintf(p->out,
                    "<rect x=\"%.1f\" y=\"%d\" width=\"14\" height=\"12\" fill=\"url(#rows)\"/>\n",
                    x, LEGEND_Y - 10);
        put_at(p, x + 19, LEGEND_Y, "", items[i][1]);
        x += 19 + width_of(items[i][1], 11) + 18;
    }
}

static void draw_title(const struct picture *p)
{
    const struct mote_memory *m = &p->s->net.memory;
    const double excess = mote_plan_excess(p->plan, m);
    const struct {
        const char *name;
        uint32_t bytes;
    } parts[] = {{"nodes", m->nodes},
                 {"tables", m->tables},
                 {"state", m->state},
                 {"activations", m->activations}};
    char name[160], text[400], number[32];
    int n = 0;
    model_name(p->s->path, name, sizeof name);
    snprintf(text, sizeof text, "%s: %s bytes of RAM", name,
             mote_with_commas(number, m->arena_bytes));
    put_at(p, LEFT, TITLE_Y, "title", text);
    for (int i = 0; i < 4; i++) {
        if (parts[i].bytes == 0) continue;
        n += snprintf(text + n, sizeof text - (size_t)n, "%s%s of %s", n ? " + " : "",
                      mote_with_commas(number, parts[i].bytes), parts[i].name);
    }
    if (excess > 0)
        n +=
            snprintf(text + n, sizeof text - (size_t)n, " (%.1f %% above the lower bound)", excess);
    if (m->arena_bytes > p->plan->activations_offset + m->activations)
        n += snprintf(text + n, sizeof text - (size_t)n, ", more while mote_init plans");
    snprintf(text + n, sizeof text - (size_t)n, "; %u operator%s", (unsigned)p->n - 2,
             p->n == 3 ? "" : "s");
    put_at(p, LEFT, SUBTITLE_Y, "sub", text);
}

void mote_plan_draw(const struct mote_plan *plan, const struct mote_session *s, FILE *out)
{
    const uint32_t top = plan->activations_offset + s->net.memory.activations;
    const uint32_t most = top > s->net.memory.arena_bytes ? top : s->net.memory.arena_bytes;
    struct picture p = {.out = out, .plan = plan, .s = s, .width = PLOT_WIDTH, .n = plan->n_steps};
    double height;
    if (p.n * (double)LEAST_COLUMN > p.width) p.width = p.n * (double)LEAST_COLUMN;
    if (p.width > MOST_WIDTH) p.width = MOST_WIDTH;
    p.column = p.width / p.n;
    p.scale = (double)PLOT_HEIGHT / most;
    height = PLOT_Y + PLOT_HEIGHT + step_room(&p);
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
            "viewBox=\"0 0 %.0f %.0f\" role=\"img\">\n",
            LEFT + p.width + RIGHT, height, LEFT + p.width + RIGHT, height);
    fputs("<title>Memory plan of ", out);
    put(out, mote_file_part(s->path));
    fputs("</title>\n", out);
    fputs(style, out);
    fputs("<rect width=\"100%\" height=\"100%\" rx=\"8\" class=\"bg\"/>\n", out);
    draw_title(&p);
    draw_legend(&p);
    draw_axes(&p, most);
    draw_segments(&p);
    draw_fixed(&p);
    for (uint32_t i = 0; i < plan->n_pieces; i++)
        if (start_of(plan, i) == i && plan->pieces[i].sharing != MOTE_PLAN_TURNS &&
            plan->pieces[i].kind != MOTE_PLAN_STATE && plan->pieces[i].bytes)
            draw_chain(&p, i);
    draw_steps(&p);
    draw_peak(&p, most);
    fputs("</svg>\n", out);
}
