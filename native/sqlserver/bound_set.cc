// SPDX-License-Identifier: MIT
#include "native/sqlserver/bound_set.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <mutex>
#include <utility>
#include <vector>

#include "native/platform/call_gate.h"
#include "native/sqlserver/bound_device.h"

namespace handoff::sqlserver {

using namespace vdi;  // NOLINT: the codes keep Microsoft's names

namespace {

/// For a secondary to read a configuration that is there already.
constexpr uint32_t kConfiguredWaitMs = 1000;

class BoundSet final : public VirtualDeviceSet {
 public:
  explicit BoundSet(std::unique_ptr<SetCalls> calls);
  ~BoundSet() override;

  Hresult CreateEx(const char* instance, const char* name, VDConfig* config) override;
  Hresult GetConfiguration(uint32_t timeout_ms, VDConfig* config) override;
  Hresult OpenDevice(const char* name, VirtualDevice** device) override;
  Hresult Close() override;
  Hresult SignalAbort() override;
  Hresult OpenInSecondaryEx(const char* instance, const char* name) override;
  Hresult GetBufferHandle(uint8_t* buffer, uint32_t* handle) override;
  Hresult MapBufferHandle(uint32_t handle, uint8_t** buffer) override;
  SetState State() override;
  uint32_t DeviceCount() override;
  Hresult Peek(uint32_t handle, uint32_t offset, uint32_t length, uint8_t* bytes,
               uint32_t* copied) override;
  std::string Problem() override;

 private:
  Hresult Note(Hresult result, const std::string& problem = "");
  void Begin(uint32_t device_count, bool is_configured);
  BoundDevice* FreeDevice();

  const std::unique_ptr<SetCalls> calls_;
  std::mutex lifecycle_;      ///< CreateEx, OpenInSecondaryEx and Close, one at a time
  std::mutex devices_mutex_;  ///< OpenDevice's choice of a free object
  platform::CallGate gate_;
  Seen seen_;
  std::atomic<bool> is_configured_{false};
  std::atomic<uint32_t> device_count_{0};
  std::atomic<uint32_t> transfer_size_{0};
  std::vector<std::unique_ptr<BoundDevice>> devices_;  ///< all 64, so that stale pointers stay safe
  std::mutex problem_mutex_;
  std::string problem_;  ///< guarded by problem_mutex_
};

BoundSet::BoundSet(std::unique_ptr<SetCalls> calls) : calls_(std::move(calls)) {
  for (uint32_t i = 0; i < kDeviceCountMax; ++i) {
    devices_.push_back(std::make_unique<BoundDevice>(&gate_, &seen_));
  }
}

BoundSet::~BoundSet() {
  Close();
}

std::string BoundSet::Problem() {
  const std::lock_guard lock(problem_mutex_);
  return problem_;
}

Hresult BoundSet::Note(Hresult result, const std::string& problem) {
  if (result == VD_E_ABORT) {
    seen_.is_aborted.store(true, std::memory_order_release);
  }
  if (result != NOERROR) {
    const std::lock_guard lock(problem_mutex_);
    problem_ = problem;
  }
  return result;
}

// ---- Life

void BoundSet::Begin(uint32_t device_count, bool is_configured) {
  seen_.is_aborted = false;
  seen_.devices_open = 0;
  seen_.devices_closed = 0;
  device_count_ = device_count;
  transfer_size_ = 0;
  is_configured_ = is_configured;
  gate_.Open();
}

Hresult BoundSet::CreateEx(const char* instance, const char* name, VDConfig* config) {
  const std::lock_guard lock(lifecycle_);
  if (gate_.IsOpen()) {
    return Note(VD_E_PROTOCOL);
  }
  if (config == nullptr || name == nullptr) {
    return Note(VD_E_INVALID);
  }
  VDConfig wish = *config;
  std::string problem;
  const Hresult result = calls_->Create(instance, name, &wish, &problem);
  if (result == NOERROR) {
    Begin(wish.deviceCount, false);
  }
  return Note(result, problem);
}

Hresult BoundSet::OpenInSecondaryEx(const char* instance, const char* name) {
  const std::lock_guard lock(lifecycle_);
  if (gate_.IsOpen()) {
    return Note(VD_E_PROTOCOL);
  }
  if (name == nullptr) {
    return Note(VD_E_INVALID);
  }
  std::string problem;
  const Hresult result = calls_->OpenInSecondary(instance, name, &problem);
  if (result == NOERROR) {
    Begin(0, true);
    VDConfig config = {};
    // The set is configured, or it could not have been entered: the wait is none.
    if (GetConfiguration(kConfiguredWaitMs, &config) == NOERROR) {
      device_count_ = config.deviceCount;
    }
  }
  return Note(result, problem);
}

Hresult BoundSet::GetConfiguration(uint32_t timeout_ms, VDConfig* config) {
  const platform::CallGate::Stay stay(&gate_);
  if (!stay.IsInside()) {
    return Note(VD_E_PROTOCOL);
  }
  if (config == nullptr) {
    return Note(VD_E_INVALID);
  }
  VDConfig answer = {};
  const Hresult result = calls_->GetConfiguration(timeout_ms, &answer);
  if (result == NOERROR) {
    *config = answer;
    transfer_size_ = answer.maxTransferSize;
    is_configured_ = true;
  }
  return Note(result);
}

BoundDevice* BoundSet::FreeDevice() {
  const auto is_free = [](const auto& device) { return !device->IsAttached(); };
  const auto found = std::find_if(devices_.begin(), devices_.end(), is_free);
  return found == devices_.end() ? nullptr : found->get();
}

Hresult BoundSet::OpenDevice(const char* name, VirtualDevice** device) {
  if (device == nullptr) {
    return Note(VD_E_INVALID);
  }
  *device = nullptr;
  const platform::CallGate::Stay stay(&gate_);
  if (!stay.IsInside()) {
    return Note(VD_E_PROTOCOL);
  }
  std::unique_ptr<DeviceCalls> opened;
  if (const Hresult result = calls_->OpenDevice(name, &opened); result != NOERROR) {
    return Note(result);
  }
  const std::lock_guard lock(devices_mutex_);
  BoundDevice* const free = FreeDevice();
  if (free == nullptr) {
    return Note(VD_E_UNEXPECTED);
  }
  free->Attach(std::move(opened));
  seen_.devices_open.fetch_add(1, std::memory_order_acq_rel);
  *device = free;
  return NOERROR;
}

Hresult BoundSet::SignalAbort() {
  const platform::CallGate::Stay stay(&gate_);
  if (!stay.IsInside()) {
    return Note(VD_E_PROTOCOL);
  }
  const Hresult result = calls_->SignalAbort();
  if (result == NOERROR) {
    seen_.is_aborted.store(true, std::memory_order_release);
  }
  return Note(result);
}

Hresult BoundSet::Close() {
  const std::lock_guard lock(lifecycle_);
  if (!gate_.IsOpen()) {
    return Note(VD_E_PROTOCOL);
  }
  gate_.Shut();
  if (!gate_.IsEmpty()) {
    // The library's Close must not meet a call that still waits in it; an abort ends all waits.
    calls_->SignalAbort();
    gate_.WaitUntilEmpty();
  }
  const Hresult result = calls_->Close();
  for (const std::unique_ptr<BoundDevice>& device : devices_) {
    device->Detach();
  }
  device_count_ = 0;
  return Note(result);
}

// ---- Buffers

Hresult BoundSet::GetBufferHandle(uint8_t* buffer, uint32_t* handle) {
  const platform::CallGate::Stay stay(&gate_);
  if (!stay.IsInside()) {
    return Note(VD_E_PROTOCOL);
  }
  if (handle == nullptr) {
    return Note(VD_E_INVALID);
  }
  return Note(calls_->GetBufferHandle(buffer, handle));
}

Hresult BoundSet::MapBufferHandle(uint32_t handle, uint8_t** buffer) {
  if (buffer == nullptr) {
    return Note(VD_E_INVALID);
  }
  *buffer = nullptr;
  const platform::CallGate::Stay stay(&gate_);
  if (!stay.IsInside()) {
    return Note(VD_E_PROTOCOL);
  }
  return Note(calls_->MapBufferHandle(handle, buffer));
}

Hresult BoundSet::Peek(uint32_t handle, uint32_t offset, uint32_t length, uint8_t* bytes,
                       uint32_t* copied) {
  *copied = 0;
  const platform::CallGate::Stay stay(&gate_);
  uint8_t* data = nullptr;
  if (const Hresult result = MapBufferHandle(handle, &data); result != NOERROR) {
    return result;
  }
  const uint32_t size = transfer_size_;
  if (length > kPeekBytesMax || offset > size) {
    return Note(VD_E_INVALID);
  }
  *copied = std::min(length, size - offset);
  std::memcpy(bytes, data + offset, *copied);
  // The command may have been completed meanwhile; then the copy may be of the next one's bytes.
  return MapBufferHandle(handle, &data);
}

// ---- As seen from here

SetState BoundSet::State() {
  if (!gate_.IsOpen()) {
    return SetState::kDoesNotExist;
  }
  if (seen_.is_aborted) {
    return SetState::kAborted;
  }
  if (!is_configured_) {
    return SetState::kConfigurable;
  }
  const uint32_t count = device_count_;
  if (count == 0 || seen_.devices_open < count) {
    return SetState::kInitializing;
  }
  return seen_.devices_closed < count ? SetState::kActive : SetState::kNormallyTerminated;
}

uint32_t BoundSet::DeviceCount() {
  return gate_.IsOpen() ? device_count_.load() : 0;
}

}  // namespace

std::unique_ptr<VirtualDeviceSet> NewBoundSet(std::unique_ptr<SetCalls> calls) {
  return std::make_unique<BoundSet>(std::move(calls));
}

}  // namespace handoff::sqlserver
