// SPDX-License-Identifier: MIT
#include "native/embedded/client_set.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <string_view>

#include "native/embedded/client_device.h"
#include "native/embedded/configuration.h"
#include "native/embedded/shared_set.h"
#include "native/platform/call_gate.h"
#include "native/platform/deadline.h"

namespace handoff::embedded {

using namespace vdi;  // NOLINT: the codes keep Microsoft's names

namespace {

/// How long OpenDevice waits for the server to name its devices: it does so within microseconds of
/// EndConfiguration, so only a hung server lets this pass.
constexpr uint32_t kDeviceNamesWaitMs = 10'000;

/// A server that dies after it entered the set and before it rang is found by looking this often.
constexpr uint32_t kServerLookMs = 500;

class ClientSet final : public VirtualDeviceSet {
 public:
  ClientSet();
  ~ClientSet() override;

  Hresult CreateEx(const char* instance, const char* name, VDConfig* config) override;
  Hresult GetConfiguration(uint32_t timeout_ms, VDConfig* config) override;
  Hresult OpenDevice(const char* name, VirtualDevice** device) override;
  Hresult Close() override;
  Hresult SignalAbort() override;
  Hresult OpenInSecondaryEx(const char* instance, const char* name) override;
  Hresult GetBufferHandle(uint8_t* buffer, uint32_t* handle) override;
  Hresult MapBufferHandle(uint32_t handle, uint8_t** buffer) override;
  platform::Doorbell* DeviceBell(uint32_t device_index) override;

  SetState State() override;
  std::vector<SegmentGeometry> Geometry() override;
  Hresult Peek(uint32_t handle, uint32_t offset, uint32_t length, uint8_t* bytes,
               uint32_t* copied) override;
  uint32_t DeviceCount() override;

 private:
  SetState ClientView() const;
  /// Index of the device of this name, waiting for the server to name it. @return NOERROR,
  /// VD_E_INVALID, VD_E_ABORT.
  Hresult FindDevice(const char* name, uint32_t* index);
  bool AreAllOpen() const;
  /// Index of the buffer that this handle is good for now; kNoBuffer for any other handle.
  uint32_t IndexOfHandle(uint32_t handle) const;

  std::mutex lifecycle_;     ///< CreateEx, OpenInSecondaryEx, OpenDevice and Close, one at a time
  platform::CallGate gate_;  ///< open while shared_ may be used
  HeldBuffers held_;
  std::unique_ptr<SharedSet> shared_;
  Role role_ = Role::kPrimary;
  std::atomic<bool> is_configured_{
      false};  ///< GetConfiguration returned here (primary), or before (secondary)
  std::vector<std::unique_ptr<ClientDevice>>
      devices_;  ///< all 64, so that stale pointers stay safe
};

ClientSet::ClientSet() {
  for (uint32_t i = 0; i < kDeviceCountMax; ++i) {
    devices_.push_back(std::make_unique<ClientDevice>(&gate_, &held_));
  }
}

ClientSet::~ClientSet() {
  Close();
}

Hresult ClientSet::CreateEx(const char* instance, const char* name, VDConfig* config) {
  const std::lock_guard<std::mutex> lock(lifecycle_);
  if (gate_.IsOpen()) {
    return VD_E_PROTOCOL;
  }
  if (config == nullptr) {
    return VD_E_INVALID;
  }
  VDConfig wish = {};
  std::memcpy(&wish, config, offsetof(VDConfig, blockSize));
  if (!IsLegalWish(wish)) {
    return VD_E_NOTSUPPORTED;
  }
  const Hresult result = SharedSet::Create(instance, name, wish, &shared_);
  if (result == NOERROR) {
    role_ = Role::kPrimary;
    is_configured_ = false;
    gate_.Open();
  }
  return result;
}

Hresult ClientSet::OpenInSecondaryEx(const char* instance, const char* name) {
  const std::lock_guard<std::mutex> lock(lifecycle_);
  if (gate_.IsOpen()) {
    return VD_E_PROTOCOL;
  }
  const Hresult result = SharedSet::Open(
      Role::kSecondary, instance, name, [] {}, &shared_);
  if (result != NOERROR) {
    return result == VD_E_INVALID ? VD_E_PROTOCOL : result;  // "not been created": Linux edition.
  }
  role_ = Role::kSecondary;
  is_configured_ = true;
  gate_.Open();
  return NOERROR;
}

SetState ClientSet::ClientView() const {
  const SetState state = shared_->State();
  if (state == SetState::kAborted || state == SetState::kNormallyTerminated) {
    return state;
  }
  if (!is_configured_) {
    return SetState::kConfigurable;
  }
  return AreAllOpen() ? SetState::kActive : SetState::kInitializing;
}

Hresult ClientSet::GetConfiguration(uint32_t timeout_ms, VDConfig* config) {
  const platform::CallGate::Stay stay(&gate_);
  if (!stay.IsInside()) {
    return VD_E_PROTOCOL;
  }
  if (config == nullptr) {
    return VD_E_INVALID;
  }
  const platform::Deadline deadline(timeout_ms);
  ControlBlock& block = shared_->block();
  for (;;) {
    const uint32_t seen = block.config_bell.Read();  // Before the gate: see CallGate.
    if (!gate_.IsOpen()) {
      return VD_E_ABORT;
    }
    shared_->WatchPeers();  // The server, as soon as it has connected.
    const SetState state = shared_->State();
    if (state == SetState::kAborted) {
      return VD_E_ABORT;
    }
    if (state != SetState::kConfigurable) {
      *config = block.set.config;
      is_configured_ = true;
      if (role_ == Role::kPrimary) {
        block.set.is_primary_configured.store(1, std::memory_order_release);
      }
      return NOERROR;
    }
    const uint32_t left_ms = deadline.RemainingMs();
    if (timeout_ms == 0 || left_ms == 0) {
      return VD_E_TIMEOUT;
    }
    block.config_bell.Wait(seen, std::min(left_ms, kServerLookMs));
  }
}

bool ClientSet::AreAllOpen() const {
  for (uint32_t i = 0; i < shared_->device_count(); ++i) {
    if (shared_->block().devices[i].client_owner.load(std::memory_order_acquire) == 0) {
      return false;
    }
  }
  return true;
}

Hresult ClientSet::FindDevice(const char* name, uint32_t* index) {
  ControlBlock& block = shared_->block();
  const std::string_view wanted = name == nullptr ? "" : name;
  *index = 0;
  if (wanted == block.devices[0].name) {
    return NOERROR;  // The first device is named like the set: known before the server names it.
  }
  const platform::Deadline deadline(kDeviceNamesWaitMs);
  for (;;) {
    const uint32_t seen = block.config_bell.Read();  // Before the gate: see CallGate.
    if (!gate_.IsOpen() || shared_->IsAborted()) {
      return VD_E_ABORT;
    }
    uint32_t named = 0;
    for (uint32_t i = 0; i < shared_->device_count(); ++i) {
      // Sync point NAME: the name is visible to who sees the device open at the server.
      const bool is_named = block.devices[i].is_server_open.load(std::memory_order_acquire) != 0;
      named += is_named ? 1 : 0;
      if (is_named && wanted == block.devices[i].name) {
        *index = i;
        return NOERROR;
      }
    }
    if (named == shared_->device_count() || !block.config_bell.Wait(seen, deadline.RemainingMs())) {
      return VD_E_INVALID;
    }
  }
}

Hresult ClientSet::OpenDevice(const char* name, VirtualDevice** device) {
  if (device == nullptr) {
    return VD_E_INVALID;
  }
  *device = nullptr;
  const platform::CallGate::Stay stay(&gate_);
  if (!stay.IsInside()) {
    return VD_E_PROTOCOL;
  }
  const SetState view = ClientView();
  if (view == SetState::kAborted) {
    return VD_E_ABORT;
  }
  if (view == SetState::kActive) {
    return VD_E_OPEN;  // All are open; the method's page, not the matrix (reference 11, no. 5).
  }
  if (view != SetState::kInitializing) {
    return VD_E_PROTOCOL;
  }
  uint32_t index = 0;
  if (const Hresult result = FindDevice(name, &index); result != NOERROR) {
    return result;
  }
  uint32_t nobody = 0;
  std::atomic<uint32_t>& owner = shared_->block().devices[index].client_owner;
  if (!owner.compare_exchange_strong(nobody, shared_->slot() + 1, std::memory_order_seq_cst)) {
    return VD_E_PROTOCOL;  // This device is open already.
  }
  devices_[index]->Open(shared_.get(), index);
  shared_->TryActivate();
  *device = devices_[index].get();
  return NOERROR;
}

Hresult ClientSet::SignalAbort() {
  const platform::CallGate::Stay stay(&gate_);
  if (!stay.IsInside()) {
    return VD_E_PROTOCOL;
  }
  shared_->Abort(VD_E_ABORT);
  return NOERROR;
}

Hresult ClientSet::Close() {
  const std::lock_guard<std::mutex> lock(lifecycle_);
  if (!gate_.IsOpen()) {
    return VD_E_PROTOCOL;
  }
  const SetState state = shared_->State();
  const bool is_ended = state == SetState::kAborted || state == SetState::kNormallyTerminated;
  bool is_any_open = false;
  for (uint32_t i = 0; i < shared_->device_count(); ++i) {
    const DeviceRecord& device = shared_->block().devices[i];
    const bool is_open_elsewhere = device.client_owner.load(std::memory_order_acquire) != 0 &&
                                   device.is_client_closed.load(std::memory_order_acquire) == 0;
    is_any_open =
        is_any_open || devices_[i]->IsBusy() || (role_ == Role::kPrimary && is_open_elsewhere);
  }
  // A primary that leaves before the end takes the set with it, or its server would wait for ever.
  if (!is_ended && (is_any_open || role_ == Role::kPrimary)) {
    shared_->Abort(VD_E_ABORT);
  }
  gate_.Shut();
  shared_->block().config_bell.Ring();
  for (const std::unique_ptr<ClientDevice>& device : devices_) {
    device->Wake();
  }
  gate_.WaitUntilEmpty();
  for (const std::unique_ptr<ClientDevice>& device : devices_) {
    device->Close();
  }
  for (std::atomic<uint8_t>& is_held : held_.is_held) {
    is_held.store(0, std::memory_order_relaxed);
  }
  shared_.reset();
  return !is_ended && is_any_open ? VD_E_OPEN : NOERROR;
}

Hresult ClientSet::GetBufferHandle(uint8_t* buffer, uint32_t* handle) {
  const platform::CallGate::Stay stay(&gate_);
  if (!stay.IsInside()) {
    return VD_E_PROTOCOL;
  }
  if (shared_->IsAborted()) {
    return VD_E_ABORT;
  }
  const uint32_t index = shared_->buffers().IndexOf(buffer);
  const bool is_ours =
      index != kNoBuffer && held_.is_held[index].load(std::memory_order_acquire) != 0;
  if (!is_ours || handle == nullptr) {
    return VD_E_INVALID;
  }
  const ControlBlock& block = shared_->block();
  const uint32_t word = block.buffers[index].word.load(std::memory_order_acquire);
  *handle = Handle{block.identity.tag, BufferWord::Unpack(word).generation, index}.Pack();
  return NOERROR;
}

uint32_t ClientSet::IndexOfHandle(uint32_t handle) const {
  const ControlBlock& block = shared_->block();
  const Handle parts = Handle::Unpack(handle);
  if (parts.tag != block.identity.tag ||
      parts.index >= block.set.buffer_count.load(std::memory_order_acquire)) {
    return kNoBuffer;
  }
  // Sync point BUFFER.
  const BufferWord word =
      BufferWord::Unpack(block.buffers[parts.index].word.load(std::memory_order_acquire));
  const bool is_good = word.state == BufferState::kClient && word.generation == parts.generation;
  return is_good ? parts.index : kNoBuffer;
}

Hresult ClientSet::MapBufferHandle(uint32_t handle, uint8_t** buffer) {
  if (buffer == nullptr) {
    return VD_E_INVALID;
  }
  *buffer = nullptr;
  const platform::CallGate::Stay stay(&gate_);
  if (!stay.IsInside()) {
    return VD_E_PROTOCOL;
  }
  if (shared_->IsAborted()) {
    return VD_E_ABORT;
  }
  const uint32_t index = IndexOfHandle(handle);
  if (index == kNoBuffer) {
    return VD_E_INVALID;
  }
  *buffer = shared_->buffers().AddressOf(index);
  return *buffer == nullptr ? VD_E_MEMORY : NOERROR;
}

Hresult ClientSet::Peek(uint32_t handle, uint32_t offset, uint32_t length, uint8_t* bytes,
                        uint32_t* copied) {
  *copied = 0;
  const platform::CallGate::Stay stay(&gate_);
  uint8_t* data = nullptr;
  if (const Hresult result = MapBufferHandle(handle, &data); result != NOERROR) {
    return result;
  }
  const uint32_t size = shared_->block().buffers[Handle::Unpack(handle).index].size;
  if (length > kPeekBytesMax || offset > size) {
    return VD_E_INVALID;
  }
  *copied = std::min(length, size - offset);
  std::memcpy(bytes, data + offset, *copied);
  // The command may have been completed meanwhile; then the copy may be of the next one's bytes.
  return IndexOfHandle(handle) == kNoBuffer ? VD_E_INVALID : NOERROR;
}

platform::Doorbell* ClientSet::DeviceBell(uint32_t device_index) {
  const platform::CallGate::Stay stay(&gate_);
  const bool is_known = stay.IsInside() && device_index < shared_->device_count();
  return is_known ? &shared_->block().devices[device_index].client_bell : nullptr;
}

SetState ClientSet::State() {
  const platform::CallGate::Stay stay(&gate_);
  return stay.IsInside() ? ClientView() : SetState::kDoesNotExist;
}

uint32_t ClientSet::DeviceCount() {
  const platform::CallGate::Stay stay(&gate_);
  return stay.IsInside() ? shared_->device_count() : 0;
}

std::vector<SegmentGeometry> ClientSet::Geometry() {
  std::vector<SegmentGeometry> geometry;
  const platform::CallGate::Stay stay(&gate_);
  if (!stay.IsInside() || !is_configured_) {
    return geometry;
  }
  const ControlBlock& block = shared_->block();
  const uint32_t count = block.set.segment_count.load(std::memory_order_acquire);
  for (uint32_t i = 0; i < count && i < kSegmentsMax; ++i) {
    const SegmentRecord& segment = block.segments[i];
    geometry.push_back({segment.bytes, segment.buffers, segment.stride, segment.data_offset});
  }
  return geometry;
}

}  // namespace

std::unique_ptr<VirtualDeviceSet> NewEmbeddedSet() {
  return std::make_unique<ClientSet>();
}

}  // namespace handoff::embedded
