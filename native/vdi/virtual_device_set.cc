// SPDX-License-Identifier: MIT
#include "native/vdi/virtual_device_set.h"

#include <cstdlib>
#include <iterator>

namespace handoff::vdi {
namespace {

/// The instance of SQL Server 7.0's methods; null, the default instance, where it is not set.
const char* InstanceOfEnvironment() {
  const char* instance = std::getenv("_VIRTUAL_SERVER_NAME_");
  return instance != nullptr && *instance != '\0' ? instance : nullptr;
}

}  // namespace

const char* NameOfState(SetState state) {
  static constexpr const char* kNames[] = {"DoesNotExist",        "Connected", "Configurable",
                                           "Initializing",        "Active",    "NormallyTerminated",
                                           "AbnormallyTerminated"};
  const uint32_t number = static_cast<uint32_t>(state);
  return number < std::size(kNames) ? kNames[number] : "?";
}

Hresult VirtualDeviceSet::Create(const char* name, VDConfig* config) {
  return CreateEx(InstanceOfEnvironment(), name, config);
}

Hresult VirtualDeviceSet::OpenInSecondary(const char* name) {
  return OpenInSecondaryEx(InstanceOfEnvironment(), name);
}

}  // namespace handoff::vdi
