/* SPDX-License-Identifier: Apache-2.0 */
/* What functions in assembly are declared with. */
#ifndef MOTE_SIMD_ASSEMBLY_H
#define MOTE_SIMD_ASSEMBLY_H

#define NAKED __attribute__((naked, noinline))
#define REGISTER __attribute__((unused)) /* an argument that only assembly reads */

#endif
