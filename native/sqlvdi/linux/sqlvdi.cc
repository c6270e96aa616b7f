// SPDX-License-Identifier: MIT
/// `libsqlvdi.so`: the published Linux classes over the client half of the embedded server, so that
/// a program that knows nothing of Handoff backs up to and restores from it.
#include "native/sqlvdi/linux/vdi.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <mutex>
#include <vector>

#include "native/embedded/client_set.h"

namespace hv = handoff::vdi;

static_assert(sizeof(VDConfig) == sizeof(hv::VDConfig));
static_assert(sizeof(VDC_Command) == sizeof(hv::VDC_Command));
static_assert(offsetof(VDC_Command, buffer) == offsetof(hv::VDC_Command, buffer));
static_assert(sizeof(ClientVirtualDevice) == 8 && sizeof(ClientVirtualDeviceSet) == 8);

/// Tells this library from SQL Server's: a program that looks for this symbol knows that the server
/// behind the library is the embedded one. The value is the version of the layout that both share.
extern "C" HANDOFF_SQLVDI_API const uint32_t handoff_sqlvdi_stand_in;
const uint32_t handoff_sqlvdi_stand_in = 1;

class ClientVirtualDeviceSetImpl {
 public:
  std::unique_ptr<hv::VirtualDeviceSet> set = handoff::embedded::NewEmbeddedSet();
  std::mutex mutex;  ///< guards devices
  std::vector<ClientVirtualDevice*> devices;
};

class ClientVirtualDeviceImpl {
 public:
  hv::VirtualDevice* device;
  ClientVirtualDeviceSet* set;
  ClientVirtualDeviceSetImpl* owner;
};

namespace {

/// A negative time, and one longer than 49 days, is no limit.
uint32_t MillisecondsOf(time_t timeout) {
  const bool is_limited = timeout >= 0 && timeout < static_cast<time_t>(hv::INFINITE);
  return is_limited ? static_cast<uint32_t>(timeout) : hv::INFINITE;
}

}  // namespace

// ---- Device

ClientVirtualDevice::ClientVirtualDevice(ClientVirtualDeviceImpl* impl) : impl_(impl) {}

ClientVirtualDevice::~ClientVirtualDevice() {
  {
    const std::lock_guard lock(impl_->owner->mutex);
    std::vector<ClientVirtualDevice*>& devices = impl_->owner->devices;
    devices.erase(std::remove(devices.begin(), devices.end(), this), devices.end());
  }
  impl_->set->RegisterDeviceClosed();
  delete impl_;
}

int ClientVirtualDevice::GetCommand(time_t timeout, VDC_Command** command) {
  if (command == nullptr) {
    return hv::VD_E_INVALID;
  }
  hv::VDC_Command* taken = nullptr;
  const int result = impl_->device->GetCommand(MillisecondsOf(timeout), &taken);
  *command = reinterpret_cast<VDC_Command*>(taken);  // The same layout, asserted above.
  return result;
}

int ClientVirtualDevice::CompleteCommand(VDC_Command* command, int completion_code,
                                         unsigned long bytes_transferred, int64_t position) {
  if (bytes_transferred > UINT32_MAX) {
    return hv::VD_E_INVALID;
  }
  return impl_->device->CompleteCommand(
      reinterpret_cast<hv::VDC_Command*>(command), static_cast<uint32_t>(completion_code),
      static_cast<uint32_t>(bytes_transferred), static_cast<uint64_t>(position));
}

// ---- Set

ClientVirtualDeviceSet::ClientVirtualDeviceSet() : impl_(new ClientVirtualDeviceSetImpl) {}

ClientVirtualDeviceSet::~ClientVirtualDeviceSet() {
  impl_->set->Close();
  std::vector<ClientVirtualDevice*> devices;
  {
    const std::lock_guard lock(impl_->mutex);
    devices = impl_->devices;
  }
  for (const ClientVirtualDevice* device : devices) {
    delete device;
  }
  delete impl_;
}

int ClientVirtualDeviceSet::Create(char* name, VDConfig* config) {
  return impl_->set->CreateEx(nullptr, name, reinterpret_cast<hv::VDConfig*>(config));
}

int ClientVirtualDeviceSet::GetConfiguration(time_t timeout, VDConfig* config) {
  return impl_->set->GetConfiguration(MillisecondsOf(timeout),
                                      reinterpret_cast<hv::VDConfig*>(config));
}

int ClientVirtualDeviceSet::OpenDevice(char* name, ClientVirtualDevice** device) {
  if (device == nullptr) {
    return hv::VD_E_INVALID;
  }
  *device = nullptr;
  hv::VirtualDevice* opened = nullptr;
  const int result = impl_->set->OpenDevice(name, &opened);
  if (result == hv::NOERROR) {
    *device = new ClientVirtualDevice(new ClientVirtualDeviceImpl{opened, this, impl_});
    const std::lock_guard lock(impl_->mutex);
    impl_->devices.push_back(*device);
  }
  return result;
}

int ClientVirtualDeviceSet::Close() {
  return impl_->set->Close();
}

int ClientVirtualDeviceSet::SignalAbort() {
  return impl_->set->SignalAbort();
}

int ClientVirtualDeviceSet::OpenInSecondary(char* name) {
  return impl_->set->OpenInSecondaryEx(nullptr, name);
}

int ClientVirtualDeviceSet::GetBufferHandle(uint8_t* buffer, unsigned int* handle) {
  return impl_->set->GetBufferHandle(buffer, handle);
}

int ClientVirtualDeviceSet::MapBufferHandle(int handle, uint8_t** buffer) {
  return impl_->set->MapBufferHandle(static_cast<uint32_t>(handle), buffer);
}

/// Public in the published header and called by a device that goes. Which devices are closed stands
/// in the set's shared memory here, so there is nothing left to note.
void ClientVirtualDeviceSet::RegisterDeviceClosed() {}
