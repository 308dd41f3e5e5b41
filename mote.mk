# SPDX-License-Identifier: Apache-2.0
# Compiled models in a firmware's Makefile.
#
#   include path/to/mote/mote.mk
#   $(eval $(call mote_model,keyword,models/keyword.tflite,--feed))
#
# makes $(MOTE_OUT)/keyword.c and keyword.h whenever the model changes, and adds to MOTE_MODEL_C and
# MOTE_INCLUDES; the third argument, options of mote compile, may be left out. MOTE_C is all that a
# compiled model may call: compile it with -ffunction-sections -fdata-sections and link with
# -Wl,--gc-sections, so that only what is called stays.

MOTE_ROOT := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
MOTE ?= $(MOTE_ROOT)/build/mote
MOTE_OUT ?= build/generated
MOTE_HOST_CC ?= cc
MOTE_C := $(wildcard $(MOTE_ROOT)/src/*/*.c)
MOTE_INCLUDES := -I$(MOTE_ROOT)/src -I$(MOTE_OUT)
MOTE_MODEL_C :=

# The command is made with this machine's compiler, whatever the firmware's is.
$(MOTE_ROOT)/build/mote:
	env -u MAKEFLAGS -u CFLAGS -u BUILD $(MAKE) -C $(MOTE_ROOT) CC=$(MOTE_HOST_CC) build/mote

define mote_model
$(MOTE_OUT)/$(1).c: $(2) | $(MOTE)
	@mkdir -p $$(@D)
	$(MOTE) compile $(2) -o $$(@D) --name $(1) $(3)
$(MOTE_OUT)/$(1).h: $(MOTE_OUT)/$(1).c
MOTE_MODEL_C += $(MOTE_OUT)/$(1).c
endef
