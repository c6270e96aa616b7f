// SPDX-License-Identifier: MIT
#define _CRT_RAND_S
#include "native/platform/random.h"

#include <stdlib.h>

namespace handoff::platform {

uint64_t RandomNumber() {
  unsigned int high = 0;
  unsigned int low = 0;
  rand_s(&high);
  rand_s(&low);
  return static_cast<uint64_t>(high) << 32 | low;
}

}  // namespace handoff::platform
