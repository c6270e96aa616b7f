// SPDX-License-Identifier: MIT
#pragma once

#ifdef _MSC_VER
#include <intrin.h>
#endif

namespace handoff::platform {

/// Tells the compiler that somebody looks at what this points to: what was written there is
/// written, and what was computed for it computed.
inline void Keep(const void* memory) {
#ifdef _MSC_VER
  static const void* volatile seen;
  seen = memory;
  _ReadWriteBarrier();
#else
  asm volatile("" : : "r"(memory) : "memory");
#endif
}

}  // namespace handoff::platform
