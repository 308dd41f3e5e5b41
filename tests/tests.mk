# SPDX-License-Identifier: Apache-2.0
# Operator vectors and the shipped models' golden cases. Included by the Makefile, whose variables it uses.

TEST_FLAGS := -std=c11 $(WARNINGS) -ffp-contract=off -MMD -MP -Isrc
VECTORS := $(sort $(wildcard tests/vectors/*.vec))
GOLDEN := $(sort $(wildcard models/*/golden/*/meta.json))

$(BUILD)/tests/%.o: tests/%.c Makefile
	@mkdir -p $(@D)
	$(call say,CC  )
	$(Q)$(CC) $(TEST_FLAGS) $(CFLAGS) -c $< -o $@

$(BUILD)/tests/run_vectors: $(BUILD)/tests/ops/run_vectors.o $(BUILD)/tests/ops/vectors.o $(BUILD)/libmote.a
	$(call say,LINK)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ -o $@

$(BUILD)/tests/run_models: $(BUILD)/tests/models/run_models.o $(BUILD)/libmote.a
	$(call say,LINK)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ -o $@

.PHONY: check-vectors check-models vectors

# RUN: an emulator in front of the program, when it is built for another machine.
check-vectors: $(BUILD)/tests/run_vectors
	$(RUN) $< $(VECTORS)

check-models: $(BUILD)/tests/run_models
	$(RUN) $< $(GOLDEN:/meta.json=)

# The same on an emulated board: make check-vectors-m4, ...; not m0, whose 16 KB are too few (m0big is its code).
check-vectors-%: $(VECTORS)
	$(MAKE) -s -f ports/qemu/board.mk BOARD=$* NAME=run_vectors \
	    SOURCES="tests/ops/run_vectors_board.c tests/ops/vectors.c" program
	python3 scripts/qemu_run.py --no-icount $* build/firmware/$*-O2/run_vectors.elf $(VECTORS)

# Makes the vectors again; needs Python with tflite-micro, ai-edge-litert and numpy.
vectors:
	python3 tests/diff/make_vectors.py

-include $(wildcard $(BUILD)/tests/*/*.d)
