// SPDX-License-Identifier: MIT
/// SQL Server's Linux library behind vdi::VirtualDeviceSet.
///
/// What is asked of the library is only what its edition can do: no instances, pipe-like devices,
/// and more than one device only after a self test of that library (self_test.h). Everything else
/// is refused here, before the library sees it, with the code of the specification and a sentence
/// in Problem(). Never proved against the real library: there is none on the machines it was made
/// on.
#pragma once

#include <memory>
#include <string>

#include "native/sqlserver/linux_library.h"
#include "native/vdi/virtual_device_set.h"

namespace handoff::sqlserver {

enum class Striping {
  kWhereProved,  ///< more than one device only after the self test of the library
  kAlways,       ///< for the self test itself
};

/// A set object without a set. Threads and ownership as the embedded one.
std::unique_ptr<vdi::VirtualDeviceSet> NewLinuxSet(std::shared_ptr<LinuxLibrary> library,
                                                   Striping striping = Striping::kWhereProved);

}  // namespace handoff::sqlserver
