// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace handoff::platform {

/// From the system's own source of randomness. Any thread.
uint64_t RandomNumber();

}  // namespace handoff::platform
