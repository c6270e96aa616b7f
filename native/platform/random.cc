// SPDX-License-Identifier: MIT
#include "native/platform/random.h"

#include <sys/random.h>

namespace handoff::platform {

uint64_t RandomNumber() {
  uint64_t number = 0;
  while (getrandom(&number, sizeof(number), 0) != sizeof(number)) {
  }
  return number;
}

}  // namespace handoff::platform
