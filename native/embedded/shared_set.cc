// SPDX-License-Identifier: MIT
#include "native/embedded/shared_set.h"

#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

#include "native/embedded/set_name.h"
#include "native/platform/random.h"
#include "native/platform/sweep.h"

namespace handoff::embedded {
namespace {

using platform::RandomNumber;
using platform::ShmRegion;
using vdi::Hresult;

constexpr uint32_t kTagMax = 127;

/// A tag that no living set bears, as long as there are fewer than 127; two sets that are made in
/// the same instant may still choose the same.
uint32_t NewTag() {
  bool is_taken[kTagMax + 1] = {};
  for (const std::string& name : platform::SegmentNames(kControlPrefix)) {
    Identity other;
    if (platform::PeekSegment(name, &other, sizeof(other)) && other.magic == kMagic) {
      is_taken[other.tag <= kTagMax ? other.tag : 0] = true;
    }
  }
  const uint32_t first = static_cast<uint32_t>(RandomNumber() % kTagMax);
  for (uint32_t i = 0; i < kTagMax; ++i) {
    const uint32_t tag = 1 + (first + i) % kTagMax;
    if (!is_taken[tag]) {
      return tag;
    }
  }
  return 1 + first;
}

void CopyText(char* to, size_t bytes, const char* from) {
  std::strncpy(to, from == nullptr ? "" : from, bytes - 1);
}

Hresult CheckNames(const char* instance, const char* name, std::string* segment) {
  if (!IsLegalInstance(instance)) {
    return vdi::VD_E_INSTANCE_NAME;
  }
  if (!IsLegalSetName(name)) {
    return vdi::VD_E_INVALID;
  }
  *segment = NameOfControlSegment(instance, name);
  return segment->empty() ? vdi::VD_E_INVALID : vdi::NOERROR;
}

Hresult HresultFromErrno(int error) {
  switch (error) {
    case EEXIST:
      return vdi::HresultFromWin32(vdi::ERROR_ALREADY_EXISTS);
    case ENOMEM:
    case ENOSPC:
      return vdi::VD_E_MEMORY;
    default:
      return vdi::VD_E_UNEXPECTED;
  }
}

bool IsOurs(const ShmRegion& region) {
  const Identity& identity = reinterpret_cast<const ControlBlock*>(region.data())->identity;
  return identity.magic == kMagic && identity.version == kVersion &&
         identity.bytes == sizeof(ControlBlock);
}

}  // namespace

Hresult SharedSet::Create(const char* instance, const char* name, const vdi::VDConfig& wish,
                          std::unique_ptr<SharedSet>* shared) {
  std::string segment;
  if (const Hresult result = CheckNames(instance, name, &segment); result != vdi::NOERROR) {
    return result;
  }
  ShmRegion region = ShmRegion::Create(sizeof(ControlBlock));
  if (!region.IsOpen()) {
    return HresultFromErrno(errno);
  }
  // Fresh shared memory is zero, which is every member's first state.
  ControlBlock* block = reinterpret_cast<ControlBlock*>(region.data());
  block->identity.magic = kMagic;
  block->identity.version = kVersion;
  block->identity.tag = NewTag();
  block->identity.bytes = sizeof(ControlBlock);
  block->identity.set_id = RandomNumber();
  CopyText(block->identity.instance, sizeof(block->identity.instance), instance);
  CopyText(block->identity.name, sizeof(block->identity.name), name);
  CopyText(block->devices[0].name, sizeof(block->devices[0].name), name);
  block->set.wish = wish;
  block->set.state.store(static_cast<uint32_t>(SetState::kConfigurable), std::memory_order_release);

  std::unique_ptr<SharedSet> created(new SharedSet(Role::kPrimary, std::move(region), [] {}));
  if (!created->ClaimSlot(kPrimarySlot)) {
    return vdi::VD_E_UNEXPECTED;
  }
  if (const int error = created->region_.Publish(segment); error != 0) {
    return HresultFromErrno(error);
  }
  *shared = std::move(created);
  return vdi::NOERROR;
}

Hresult SharedSet::Open(Role role, const char* instance, const char* name,
                        std::function<void()> on_tick, std::unique_ptr<SharedSet>* shared) {
  std::string segment;
  if (const Hresult result = CheckNames(instance, name, &segment); result != vdi::NOERROR) {
    return result;
  }
  ShmRegion region = ShmRegion::Open(segment, sizeof(ControlBlock));
  if (!region.IsOpen() || !IsOurs(region)) {
    return vdi::VD_E_INVALID;
  }
  std::unique_ptr<SharedSet> opened(new SharedSet(role, std::move(region), std::move(on_tick)));
  const Hresult result = opened->Enter();
  if (result == vdi::NOERROR) {
    *shared = std::move(opened);
  }
  return result;
}

SharedSet::SharedSet(Role role, ShmRegion region, std::function<void()> on_tick)
    : role_(role),
      region_(std::move(region)),
      block_(reinterpret_cast<ControlBlock*>(region_.data())),
      buffers_(block_),
      watch_(std::make_unique<platform::ProcessWatch>([this](uint32_t slot) { OnDeath(slot); }, 0,
                                                      std::move(on_tick))) {}

SharedSet::~SharedSet() {
  watch_.reset();
  Leave();
}

Hresult SharedSet::Enter() {
  if (role_ == Role::kServer) {
    const bool may_enter = State() == SetState::kConfigurable && !IsGone(kPrimarySlot);
    if (!may_enter || !ClaimSlot(kServerSlot)) {
      return vdi::VD_E_INVALID;
    }
    WatchPeers();
    block_->config_bell.Ring();  // The primary begins to watch this process.
    return vdi::NOERROR;
  }
  if (IsAborted()) {
    return vdi::VD_E_ABORT;
  }
  if (block_->set.is_primary_configured.load(std::memory_order_acquire) == 0) {
    return vdi::VD_E_PROTOCOL;
  }
  uint32_t slot = kSecondarySlotFirst;
  while (slot < kProcessesMax && !ClaimSlot(slot)) {
    ++slot;
  }
  if (slot == kProcessesMax) {
    return vdi::VD_E_PROTOCOL;
  }
  WatchPeers();
  return IsAborted() ? vdi::VD_E_ABORT : vdi::NOERROR;
}

bool SharedSet::ClaimSlot(uint32_t slot) {
  ProcessRecord& record = block_->processes[slot];
  const platform::ProcessId self = platform::ThisProcess();
  uint32_t pid = record.pid.load(std::memory_order_acquire);
  uint64_t start_time = record.start_time.load(std::memory_order_acquire);
  if (pid != 0 && (slot < kSecondarySlotFirst || platform::IsAlive({pid, start_time}))) {
    return false;
  }
  // A dead one's start time beside our number would look like a reused number: somebody who looks
  // between the two stores below would take the slot from us.
  record.start_time.compare_exchange_strong(start_time, 0, std::memory_order_acq_rel);
  if (!record.pid.compare_exchange_strong(pid, self.pid, std::memory_order_acq_rel)) {
    return false;
  }
  record.start_time.store(self.start_time, std::memory_order_release);
  slot_ = slot;
  return true;
}

bool SharedSet::IsGone(uint32_t slot) const {
  const ProcessRecord& record = block_->processes[slot];
  const uint32_t pid = record.pid.load(std::memory_order_acquire);
  if (pid == 0 || record.has_closed.load(std::memory_order_acquire) != 0) {
    return true;
  }
  return !platform::IsAlive({pid, record.start_time.load(std::memory_order_acquire)});
}

void SharedSet::WatchPeers() {
  const std::lock_guard<std::mutex> lock(watch_mutex_);
  for (uint32_t slot = 0; slot < kSecondarySlotFirst; ++slot) {
    const ProcessRecord& record = block_->processes[slot];
    const uint32_t pid = record.pid.load(std::memory_order_acquire);
    if (slot == slot_ || is_watched_[slot] || pid == 0) {
      continue;
    }
    is_watched_[slot] = true;
    watch_->Watch(slot, {pid, record.start_time.load(std::memory_order_acquire)});
  }
}

void SharedSet::OnDeath(uint32_t slot) {
  // Sync point LEAVE: has_closed is stored before an orderly process can end.
  if (block_->processes[slot].has_closed.load(std::memory_order_acquire) == 0) {
    Abort(vdi::VD_E_ABORT);
  }
}

void SharedSet::Abort(Hresult cause) {
  int32_t none = 0;
  block_->set.abort_cause.compare_exchange_strong(none, cause, std::memory_order_relaxed);
  // Sync point STATE. Rings follow even when somebody else aborted before: they may have died
  // before they rang.
  block_->set.state.exchange(static_cast<uint32_t>(SetState::kAborted), std::memory_order_seq_cst);
  RingAll();
}

void SharedSet::RingAll() {
  block_->config_bell.Ring();
  block_->agent_bell.Ring();
  for (uint32_t i = 0; i < device_count(); ++i) {
    block_->devices[i].client_bell.Ring();
    block_->devices[i].server_bell.Ring();
  }
}

void SharedSet::TryActivate() {
  // Sequentially consistent stores and loads of the flags: of several processes that each set the
  // last flag they know of, at least one sees all of them.
  bool is_ready = block_->set.is_agent_running.load(std::memory_order_seq_cst) != 0;
  for (uint32_t i = 0; i < device_count(); ++i) {
    const DeviceRecord& device = block_->devices[i];
    is_ready = is_ready && device.is_server_open.load(std::memory_order_seq_cst) != 0 &&
               device.client_owner.load(std::memory_order_seq_cst) != 0;
  }
  uint32_t expected = static_cast<uint32_t>(SetState::kInitializing);
  if (is_ready) {
    block_->set.state.compare_exchange_strong(expected, static_cast<uint32_t>(SetState::kActive),
                                              std::memory_order_acq_rel);
  }
}

void SharedSet::TryTerminate() {
  for (uint32_t i = 0; i < device_count(); ++i) {
    if (block_->devices[i].is_client_closed.load(std::memory_order_seq_cst) == 0) {
      return;
    }
  }
  uint32_t state = block_->set.state.load(std::memory_order_acquire);
  while (state == static_cast<uint32_t>(SetState::kInitializing) ||
         state == static_cast<uint32_t>(SetState::kActive)) {
    if (block_->set.state.compare_exchange_weak(
            state, static_cast<uint32_t>(SetState::kNormallyTerminated),
            std::memory_order_acq_rel)) {
      return;
    }
  }
}

void SharedSet::Leave() {
  if (slot_ == kProcessesMax) {
    return;  // Never entered: somebody else's set.
  }
  ProcessRecord& record = block_->processes[slot_];
  if (role_ == Role::kSecondary) {
    record.start_time.store(0, std::memory_order_release);  // Before the slot is another's.
    record.pid.store(0, std::memory_order_release);
  } else {
    record.has_closed.store(1, std::memory_order_release);  // Sync point LEAVE.
  }
  if (role_ == Role::kServer) {
    buffers_.UnlinkAll();
  }
  if (role_ == Role::kPrimary) {
    region_.Unlink();
  }
  if (role_ != Role::kServer && IsGone(kServerSlot)) {
    buffers_.UnlinkOrphans();
  }
  if (role_ != Role::kPrimary && IsGone(kPrimarySlot)) {
    region_.UnlinkIfLast();
  }
}

}  // namespace handoff::embedded
