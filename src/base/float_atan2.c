/* SPDX-License-Identifier: Apache-2.0 */
/* Polynomial: minimax, from S. L. Moshier's Cephes library (single precision), rewritten. */
#include "f32.h"
#include "float_math.h"

static const float pi = 3.14159265f;

/* atan(q) for q >= 0, infinity too */
static float arc(float q)
{
    float base = 0.0f, square;
    if (q > 2.414213562f) { /* tan(3 pi / 8) */
        base = 0.5f * pi;
        q = -1.0f / q;
    } else if (q > 0.4142135624f) { /* tan(pi / 8) */
        base = 0.25f * pi;
        q = (q - 1.0f) / (q + 1.0f);
    }
    square = q * q;
    square *=
        ((8.05374449538e-2f * square - 1.38776856032e-1f) * square + 1.99777106478e-1f) * square -
        3.33329491539e-1f;
    return base + (square * q + q);
}

float mote_atan2f(float y, float x)
{
    const uint32_t sign = mote_f32_bits(y) & 0x80000000u;
    const int left = (int)(mote_f32_bits(x) >> 31);
    const float size_y = sign ? -y : y, size_x = left ? -x : x;
    const float far = mote_f32_of(0x7f7fffffu);
    float angle;
    if (x != x || y != y) return x + y;
    if (size_y > far && size_x > far)
        angle = 0.25f * pi;
    else if (size_y == 0.0f)
        angle = 0.0f;
    else
        angle = size_x == 0.0f ? 0.5f * pi : arc(size_y / size_x);
    if (left) angle = pi - angle;
    return sign ? -angle : angle;
}
