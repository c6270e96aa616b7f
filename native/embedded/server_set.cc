// SPDX-License-Identifier: MIT
#include "native/embedded/server_set_half.h"

#include <cstring>
#include <iterator>
#include <string_view>

#include "native/embedded/configuration.h"
#include "native/embedded/set_name.h"

namespace handoff::embedded {

using namespace vdi;  // NOLINT: the codes keep Microsoft's names

namespace {

/// Segments that a request made during configuration is spread over, so that no handle can be a
/// plain offset and a client maps only what it meets.
constexpr uint32_t kSegmentsEach = 4;

}  // namespace

ServerSetHalf::ServerSetHalf() {
  for (uint32_t i = 0; i < kDeviceCountMax; ++i) {
    devices_.push_back(std::make_unique<ServerDeviceHalf>(&gate_));
  }
}

ServerSetHalf::~ServerSetHalf() {
  Close();
}

Hresult ServerSetHalf::Open(const char* instance, const char* name) {
  const std::lock_guard<std::mutex> lock(lifecycle_);
  if (gate_.IsOpen()) {
    return VD_E_PROTOCOL;
  }
  has_begun_ = false;
  has_ended_ = false;
  has_agent_ = false;
  was_aborted_ = false;
  open_count_ = 0;
  was_waiting_ = false;
  quiet_intervals_ = 0;
  const Hresult result = SharedSet::Open(
      Role::kServer, instance, name, [this] { OnTick(); }, &shared_);
  if (result != NOERROR) {
    return VD_E_INVALID;  // For the server every name without an accessible set is the same: 3gha.
  }
  area_ = std::make_unique<BufferArea>(shared_.get());
  gate_.Open();
  return NOERROR;
}

SetState ServerSetHalf::ServerView() const {
  if (shared_->IsAborted()) {
    return SetState::kAborted;
  }
  if (!has_begun_) {
    return SetState::kConnected;
  }
  if (!has_ended_) {
    return SetState::kConfigurable;
  }
  const bool are_all_open = open_count_ == shared_->device_count();
  bool are_all_closed = are_all_open;
  for (uint32_t i = 0; i < open_count_; ++i) {
    are_all_closed = are_all_closed && devices_[i]->IsClosed();
  }
  if (are_all_closed) {
    return SetState::kNormallyTerminated;
  }
  return are_all_open && has_agent_ ? SetState::kActive : SetState::kInitializing;
}

Hresult ServerSetHalf::GetConfiguration(VDConfig* config) {
  const platform::CallGate::Stay stay(&gate_);
  if (!stay.IsInside()) {
    return VD_E_PROTOCOL;
  }
  if (shared_->IsAborted()) {
    return VD_E_ABORT;
  }
  if (config == nullptr) {
    return VD_E_INVALID;
  }
  const SetWords& set = shared_->block().set;
  *config = has_begun_ ? set.config : set.wish;
  return NOERROR;
}

Hresult ServerSetHalf::BeginConfiguration(uint32_t features, uint32_t block_size,
                                          uint32_t alignment, uint32_t max_transfer_size,
                                          uint32_t timeout_ms) {
  // The timeout limits a wait for buffer areas of the client's own, which no published call can
  // announce.
  static_cast<void>(timeout_ms);
  const std::lock_guard<std::mutex> lock(lifecycle_);
  const platform::CallGate::Stay stay(&gate_);
  if (!stay.IsInside() || ServerView() != SetState::kConnected) {
    return VD_E_PROTOCOL;
  }
  SetWords& set = shared_->block().set;
  const Decision decision = {features, block_size, alignment, max_transfer_size};
  if (!IsLegalDecision(set.wish, decision)) {
    return VD_E_NOTSUPPORTED;
  }
  set.config = FinalConfiguration(set.wish, decision);
  has_begun_ = true;
  return NOERROR;
}

uint32_t ServerSetHalf::AlignmentOr(uint32_t alignment) const {
  return alignment != 0 ? alignment : shared_->block().set.config.alignment;
}

Hresult ServerSetHalf::RequestBuffers(uint32_t size, uint32_t alignment, uint32_t count) {
  const std::lock_guard<std::mutex> lock(lifecycle_);
  const platform::CallGate::Stay stay(&gate_);
  const SetState view = stay.IsInside() ? ServerView() : SetState::kDoesNotExist;
  const bool is_late = view == SetState::kInitializing || view == SetState::kActive;
  if (view != SetState::kConfigurable && !is_late) {
    return VD_E_PROTOCOL;
  }
  const VDConfig& config = shared_->block().set.config;
  if (size == 0 || size > config.maxTransferSize || count == 0 ||
      !IsLegalBufferAlignment(config, alignment)) {
    return VD_E_INVALID;
  }
  const Hresult result = area_->Request(size, AlignmentOr(alignment), count);
  return result == NOERROR && is_late ? area_->Commit(1) : result;
}

Hresult ServerSetHalf::QueryAvailableBuffers(uint32_t size, uint32_t alignment, uint32_t* count) {
  const platform::CallGate::Stay stay(&gate_);
  const SetState view = stay.IsInside() ? ServerView() : SetState::kDoesNotExist;
  if (view != SetState::kConfigurable && view != SetState::kInitializing &&
      view != SetState::kActive) {
    return VD_E_PROTOCOL;
  }
  if (count == nullptr || size == 0 ||
      !IsLegalBufferAlignment(shared_->block().set.config, alignment)) {
    return VD_E_INVALID;
  }
  *count = area_->Available(size, AlignmentOr(alignment));
  return NOERROR;
}

Hresult ServerSetHalf::EndConfiguration() {
  const std::lock_guard<std::mutex> lock(lifecycle_);
  const platform::CallGate::Stay stay(&gate_);
  if (!stay.IsInside() || ServerView() != SetState::kConfigurable) {
    return VD_E_PROTOCOL;
  }
  if (const Hresult result = area_->Commit(kSegmentsEach); result != NOERROR) {
    return result;
  }
  // Sync point STATE: configuration, segments and buffers become visible with kInitializing.
  uint32_t expected = static_cast<uint32_t>(SetState::kConfigurable);
  std::atomic<uint32_t>& state = shared_->block().set.state;
  if (!state.compare_exchange_strong(expected, static_cast<uint32_t>(SetState::kInitializing),
                                     std::memory_order_seq_cst)) {
    return VD_E_ABORT;
  }
  has_ended_ = true;
  shared_->block().config_bell.Ring();
  shared_->SetTick(shared_->block().set.config.serverTimeOut);
  return NOERROR;
}

Hresult ServerSetHalf::OpenDevice(const char* name, Dispatch dispatch, ServerDevice** device) {
  if (device == nullptr) {
    return VD_E_INVALID;
  }
  *device = nullptr;
  const std::lock_guard<std::mutex> lock(lifecycle_);
  const platform::CallGate::Stay stay(&gate_);
  const SetState view = stay.IsInside() ? ServerView() : SetState::kDoesNotExist;
  if (view == SetState::kAborted) {
    return VD_E_ABORT;
  }
  if (view != SetState::kInitializing) {
    return VD_E_PROTOCOL;
  }
  const uint32_t index = open_count_;
  if (index == shared_->device_count()) {
    return VD_E_OPEN;
  }
  if (!IsLegalSetName(name)) {
    return VD_E_INVALID;
  }
  ControlBlock& block = shared_->block();
  const std::string_view wanted = name;
  for (uint32_t i = 0; i < index; ++i) {
    if (wanted == block.devices[i].name) {
      return VD_E_INVALID;
    }
  }
  if (index == 0 && wanted != block.identity.name) {
    return VD_E_INVALID;
  }
  DeviceRecord& record = block.devices[index];
  if (index > 0) {
    std::strncpy(record.name, name, sizeof(record.name) - 1);
  }
  record.is_on_agent = dispatch == Dispatch::kOnAgent ? 1 : 0;
  record.is_server_open.store(1, std::memory_order_seq_cst);  // Sync point NAME.
  devices_[index]->Open(shared_.get(), area_.get(), index, dispatch);
  open_count_ = index + 1;
  MakeReady();
  block.config_bell.Ring();  // A client may wait for this name.
  *device = devices_[index].get();
  return NOERROR;
}

void ServerSetHalf::MakeReady() {
  if (open_count_ != shared_->device_count()) {
    return;
  }
  bool is_agent_needed = false;
  for (uint32_t i = 0; i < open_count_; ++i) {
    is_agent_needed = is_agent_needed || devices_[i]->IsOnAgent();
    if (has_agent_ || !devices_[i]->IsOnAgent()) {
      devices_[i]->SetReady();
    }
  }
  if (has_agent_ || !is_agent_needed) {
    shared_->block().set.is_agent_running.store(1, std::memory_order_seq_cst);
    shared_->TryActivate();
  }
}

Hresult ServerSetHalf::AllocateBuffer(uint8_t** buffer, uint32_t size, uint32_t alignment) {
  if (buffer != nullptr) {
    *buffer = nullptr;
  }
  const platform::CallGate::Stay stay(&gate_);
  const SetState view = stay.IsInside() ? ServerView() : SetState::kDoesNotExist;
  if (view == SetState::kAborted) {
    return VD_E_ABORT;
  }
  if (view < SetState::kInitializing) {
    return VD_E_PROTOCOL;
  }
  if (buffer == nullptr || size == 0 ||
      !IsLegalBufferAlignment(shared_->block().set.config, alignment)) {
    return VD_E_INVALID;
  }
  return area_->Allocate(size, AlignmentOr(alignment), buffer);
}

Hresult ServerSetHalf::FreeBuffer(uint8_t* buffer, uint32_t size) {
  const platform::CallGate::Stay stay(&gate_);
  const SetState view = stay.IsInside() ? ServerView() : SetState::kDoesNotExist;
  if (view == SetState::kAborted) {
    return VD_E_ABORT;
  }
  // The matrix allows it in Connected as well, where no buffer can exist (reference 11, no. 11).
  return view < SetState::kInitializing ? VD_E_PROTOCOL : area_->Free(buffer, size);
}

Hresult ServerSetHalf::IsSharedBuffer(const uint8_t* buffer) {
  const platform::CallGate::Stay stay(&gate_);
  return stay.IsInside() && shared_->buffers().IndexContaining(buffer) != kNoBuffer ? 1 : 0;
}

int32_t ServerSetHalf::BufferIndex(const uint8_t* buffer) {
  const platform::CallGate::Stay stay(&gate_);
  const uint32_t index = stay.IsInside() ? shared_->buffers().IndexOf(buffer) : kNoBuffer;
  return static_cast<int32_t>(index);
}

Hresult ServerSetHalf::SignalAbort() {
  const platform::CallGate::Stay stay(&gate_);
  if (!stay.IsInside()) {
    return VD_E_PROTOCOL;
  }
  shared_->Abort(VD_E_ABORT);
  return NOERROR;
}

bool ServerSetHalf::IsAborted() {
  const platform::CallGate::Stay stay(&gate_);
  return stay.IsInside() ? shared_->IsAborted() : was_aborted_.load();
}

SetState ServerSetHalf::State() {
  const std::lock_guard<std::mutex> lock(lifecycle_);
  const platform::CallGate::Stay stay(&gate_);
  return stay.IsInside() ? ServerView() : SetState::kDoesNotExist;
}

std::vector<BufferView> ServerSetHalf::Buffers() {
  std::vector<BufferView> views;
  const platform::CallGate::Stay stay(&gate_);
  if (!stay.IsInside()) {
    return views;
  }
  const ControlBlock& block = shared_->block();
  const uint32_t count = block.set.buffer_count.load(std::memory_order_acquire);
  for (uint32_t i = 0; i < count; ++i) {
    const BufferWord word =
        BufferWord::Unpack(block.buffers[i].word.load(std::memory_order_acquire));
    views.push_back({i, block.buffers[i].size, word.generation,
                     static_cast<BufferHolder>(static_cast<uint32_t>(word.state))});
  }
  return views;
}

Hresult ServerSetHalf::FillBuffer(uint8_t* buffer, const uint8_t* pattern, uint32_t pattern_bytes) {
  const platform::CallGate::Stay stay(&gate_);
  const SetState view = stay.IsInside() ? ServerView() : SetState::kDoesNotExist;
  if (view == SetState::kAborted) {
    return VD_E_ABORT;
  }
  return view < SetState::kInitializing ? VD_E_PROTOCOL
                                        : area_->Fill(buffer, pattern, pattern_bytes);
}

const char* NameOfDeviceState(DeviceState state) {
  static constexpr const char* kNames[] = {"NotOpen", "Active", "IoError", "Closed"};
  const uint32_t number = static_cast<uint32_t>(state);
  return number < std::size(kNames) ? kNames[number] : "?";
}

std::unique_ptr<ServerSet> ServerSet::New() {
  return std::make_unique<ServerSetHalf>();
}

}  // namespace handoff::embedded
