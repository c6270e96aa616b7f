// SPDX-License-Identifier: MIT
/// The client half of the embedded set: vdi::VirtualDeviceSet over our own shared memory, and what
/// the windows and tests may look at beside the published interface.
///
/// Threads: the set from any thread; each device from one thread at a time. Close waits for calls
/// that are under way in other threads (it wakes them by the abort that it implies). Ownership: the
/// set owns its devices. A device pointer stays safe to call until the set object is destroyed;
/// after Close it answers VD_E_PROTOCOL.
#pragma once

#include <memory>

#include "native/vdi/virtual_device_set.h"

namespace handoff::embedded {

using vdi::SetState;

/// A set object without a set, as CoCreateInstance would give it.
std::unique_ptr<vdi::VirtualDeviceSet> NewEmbeddedSet();

}  // namespace handoff::embedded
