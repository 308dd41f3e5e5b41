# SPDX-License-Identifier: Apache-2.0
# Operator vectors and the shipped models' golden cases. Included by the Makefile, whose variables it uses.
#
#   make check-vectors       every .vec file of tests/vectors through the library of this build
#   make check-models        every golden case of models/
#   make check-stream        random networks, streamed by rows and as a whole: equal bytes, exact arenas
#   make check-vectors-m4    the vectors on an emulated board: m0big, m3, m4, m7, m55, rv32
#   make check-compiled      vectors and shipped models through mote compile: the same bytes as interpreted
#   make check-compiled-m4   a part of them on an emulated board
#   make check-kernels-m4    the int8 kernels against the reference on an emulated board, as above
#   make vectors             makes the vectors again; needs Python with tflite-micro, ai-edge-litert and numpy
#   make check-diff          the differential fuzzer, CASES for each operator; needs the same

TEST_FLAGS = $(COMMON_FLAGS) -Isrc
VECTORS := $(sort $(wildcard tests/vectors/*.vec))
GOLDEN := $(sort $(wildcard models/*/golden/*/meta.json))
CASES ?= 100

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

STREAM_O := $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard tests/stream/*.c)))
STREAM_SEEDS ?= 300

$(BUILD)/tests/test_stream: $(STREAM_O) $(BUILD)/libmote.a
	$(call say,LINK)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ -o $@

# Every kernel has the name that generated code calls it by.
$(BUILD)/tests/list_kernels: $(BUILD)/tests/compiled/list_kernels.o $(BUILD)/tools/generate_names.o $(BUILD)/tools/opnames.o $(BUILD)/libmote.a
	$(call say,LINK)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ -o $@

$(BUILD)/tests/compiled/list_kernels.o: TEST_FLAGS += -Itools

$(BUILD)/tests/kernel_names.c: $(BUILD)/tests/list_kernels
	@$(RUN) $< >$@

$(BUILD)/tests/kernel_names: $(BUILD)/tests/kernel_names.c $(BUILD)/libmote.a
	$(call say,LINK)
	$(Q)$(CC) -std=c11 -Isrc $(CFLAGS) $(LDFLAGS) $^ -o $@

EVERY ?= 1

check-compiled: $(BUILD)/mote $(BUILD)/tests/kernel_names
	@$(RUN) $(BUILD)/tests/kernel_names
	@$(PYTHON) tests/compiled/check_compiled.py --build $(BUILD) --mote $(BUILD)/mote --cc "$(CC)" --cflags "$(CFLAGS)" \
	    --every $(EVERY) --feed $(VECTORS) models

check-compiled-%: $(BUILD)/mote
	@$(PYTHON) tests/compiled/check_compiled.py --build $(BUILD) --mote $(BUILD)/mote --board $* --every 8 --feed $(VECTORS) models

.PHONY: check-compiled check-vectors check-models check-stream vectors check-diff

check-vectors: $(BUILD)/tests/run_vectors
	@$(RUN) $< $(VECTORS)

check-models: $(BUILD)/tests/run_models
	@$(RUN) $< $(GOLDEN:/meta.json=)

check-stream: $(BUILD)/tests/test_stream
	@$(RUN) $< -n $(STREAM_SEEDS)

# Not m0: its 16 KB hold no file of vectors. m0big is the same code with memory. A semihosting command line holds some 30 names.
check-vectors-%:
	$(Q)$(MAKE) -s -f ports/qemu/board.mk BOARD=$* NAME=run_vectors \
	    SOURCES="tests/ops/run_vectors_board.c tests/ops/vectors.c" program
	@echo $(VECTORS) | xargs -n 30 $(PYTHON) scripts/qemu_run.py --no-icount $* build/firmware/$*-O2/run_vectors.elf

check-kernels-%:
	$(Q)for t in test_conv_kernels test_blocks test_wide_kernels; do \
	    $(MAKE) -s -f ports/qemu/board.mk BOARD=$* NAME=$$t SOURCES="tests/unit/$$t.c tests/unit/board_libc.c" \
	        CFLAGS_EXTRA=-Itests/unit/board program && \
	    $(PYTHON) scripts/qemu_run.py --no-icount $* build/firmware/$*-O2/$$t.elf || exit 1; done

vectors:
	@$(PYTHON) tests/diff/make_vectors.py

check-diff:
	@$(PYTHON) tests/diff/fuzz.py -n $(CASES)

-include $(wildcard $(BUILD)/tests/ops/*.d $(BUILD)/tests/models/*.d $(BUILD)/tests/stream/*.d)
