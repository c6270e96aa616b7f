// SPDX-License-Identifier: MIT
/// One process's connection to a set: the control block, its place in the list of processes, the
/// watch over the others, and abort. Both halves (client_set.cc, server_set.cc) are built upon it.
///
/// Threads: Create, Open and the destructor from one thread; the rest from any.
/// Ownership: the destructor stops the watch, unmaps everything and removes the names that are this
/// process's to remove (see SEGMENTS in control_block.h).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "native/embedded/buffer_map.h"
#include "native/embedded/client_set.h"
#include "native/embedded/control_block.h"
#include "native/platform/process_watch.h"
#include "native/platform/shm_region.h"
#include "native/vdi/vdi_error.h"

namespace handoff::embedded {

enum class Role { kPrimary, kServer, kSecondary };

class SharedSet {
 public:
  /// Makes the set. @return NOERROR, VD_E_INVALID (name), VD_E_INSTANCE_NAME, ERROR_ALREADY_EXISTS,
  /// VD_E_MEMORY, VD_E_UNEXPECTED.
  static vdi::Hresult Create(const char* instance, const char* name, const vdi::VDConfig& wish,
                             std::unique_ptr<SharedSet>* shared);

  /// Opens it as `role` (server or secondary). `on_tick`: see SetTick. @return NOERROR,
  /// VD_E_INVALID (no such set, or one that this role cannot enter), VD_E_INSTANCE_NAME,
  /// VD_E_PROTOCOL (too many processes), VD_E_ABORT.
  static vdi::Hresult Open(Role role, const char* instance, const char* name,
                           std::function<void()> on_tick, std::unique_ptr<SharedSet>* shared);

  ~SharedSet();
  SharedSet(const SharedSet&) = delete;
  SharedSet& operator=(const SharedSet&) = delete;

  ControlBlock& block() const {
    return *block_;
  }
  BufferMap& buffers() {
    return buffers_;
  }
  uint32_t slot() const {
    return slot_;
  }
  uint32_t device_count() const {
    return block_->set.wish.deviceCount;
  }

  /// Sync point STATE: acquire, so that the configuration is visible to who sees kInitializing.
  SetState State() const {
    return static_cast<SetState>(block_->set.state.load(std::memory_order_acquire));
  }
  bool IsAborted() const {
    return State() == SetState::kAborted;
  }

  /// Aborts the set and wakes everybody who waits anywhere in it. Idempotent.
  void Abort(vdi::Hresult cause);

  /// Moves kInitializing to kActive once all devices are open on both sides and the agent runs.
  void TryActivate();

  /// Moves to kNormallyTerminated once all devices were closed to their clients.
  void TryTerminate();

  /// Begins to watch primary and server, each once and as soon as it is known. The primary calls
  /// this whenever it waits for its server.
  void WatchPeers();

  /// Ends the watch; afterwards neither it nor `on_tick` runs. The destructor does it as well.
  void StopWatch() {
    watch_.reset();
  }

  /// Calls `on_tick` every `tick_ms`; 0 = never.
  void SetTick(uint32_t tick_ms) {
    watch_->SetTick(tick_ms);
  }

 private:
  SharedSet(Role role, platform::ShmRegion region, std::function<void()> on_tick);
  vdi::Hresult Enter();
  bool ClaimSlot(uint32_t slot);
  bool IsGone(uint32_t slot) const;
  void OnDeath(uint32_t slot);
  void RingAll();
  void Leave();

  Role role_;
  platform::ShmRegion region_;
  ControlBlock* block_;
  BufferMap buffers_;
  uint32_t slot_ = kProcessesMax;
  std::mutex watch_mutex_;  ///< guards is_watched_
  bool is_watched_[kSecondarySlotFirst] = {};
  std::unique_ptr<platform::ProcessWatch> watch_;
};

}  // namespace handoff::embedded
