/* SPDX-License-Identifier: Apache-2.0 */
/* Real chips: memory, clock, current. What an inference costs on them. */
#ifndef MOTE_TOOLS_CHIPS_H
#define MOTE_TOOLS_CHIPS_H

/* Currents are those of the data sheet's own conditions, typical, 25 degrees; 0 where no figure is
 * at hand: then nothing is said about energy, or about the battery. */
struct mote_chip {
    const char *name;
    const char *core; /* a name of cores.h */
    double mhz;       /* the clock at which `active_ma` holds */
    unsigned flash_kb, ram_kb;
    double active_ma; /* CoreMark or the like from flash, peripherals off, the whole chip */
    double volts;     /* the supply for that */
    double sleep_ua;  /* asleep, with RAM kept (all of it where the source has a figure for that) */
    const char *source;
};

extern const struct mote_chip mote_chips[];
extern const int mote_n_chips;

/* A lithium coin cell: 225 mAh (Energizer CR2032 data sheet: 235; Panasonic: 225) at 3 V. */
#define MOTE_CR2032_MAH 225.0

double mote_chip_ms(const struct mote_chip *chip, double cycles);

/* Microjoules; 0 if the current is not known. */
double mote_chip_uj(const struct mote_chip *chip, double cycles);

/* Days that a CR2032 lasts for so many inferences a second, asleep between them; 0 if it cannot be
 * said, or there is not the time for so many. */
double mote_chip_days(const struct mote_chip *chip, double cycles, double per_second);

/* The value of --per-second of a command: 0, or MOTE_EXIT_USAGE after a message. */
int mote_per_second(const char *command, const char *text, double *per_second);

#endif
