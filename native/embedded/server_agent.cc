// SPDX-License-Identifier: MIT
#include "native/embedded/server_set_half.h"

namespace handoff::embedded {

using namespace vdi;  // NOLINT: the codes keep Microsoft's names

namespace {

/// Intervals without a completion after which serverTimeOut aborts.
constexpr uint32_t kQuietIntervalsMax = 2;

}  // namespace

Hresult ServerSetHalf::ExecuteCompletionAgent() {
  const platform::CallGate::Stay stay(&gate_);
  if (!stay.IsInside()) {
    return VD_E_PROTOCOL;
  }
  {
    const std::lock_guard<std::mutex> lock(lifecycle_);
    const SetState view = ServerView();
    if (view == SetState::kAborted) {
      return VD_E_ABORT;
    }
    if (view != SetState::kInitializing || has_agent_) {
      return VD_E_PROTOCOL;
    }
    has_agent_ = true;
    MakeReady();
  }
  for (;;) {
    const uint32_t seen = shared_->block().agent_bell.Read();  // Before the gate: see CallGate.
    if (!gate_.IsOpen()) {
      return NOERROR;
    }
    const bool has_run = RunAgentOnce();
    if (shared_->IsAborted()) {
      for (uint32_t i = 0; i < open_count_; ++i) {
        if (devices_[i]->IsOnAgent()) {
          devices_[i]->Sweep();
        }
      }
      return NOERROR;
    }
    if (IsAgentDone()) {
      return NOERROR;
    }
    if (!has_run) {
      shared_->block().agent_bell.Wait(seen, platform::kWaitForever);
    }
  }
}

bool ServerSetHalf::RunAgentOnce() {
  uint32_t ran = 0;
  for (uint32_t i = 0; i < open_count_; ++i) {
    ran += devices_[i]->IsOnAgent() ? devices_[i]->RunCompleted() : 0;
  }
  return ran > 0;
}

bool ServerSetHalf::IsAgentDone() const {
  for (uint32_t i = 0; i < open_count_; ++i) {
    const bool is_done =
        devices_[i]->IsClosed() && !(devices_[i]->IsOnAgent() && devices_[i]->HasPending());
    if (!is_done) {
      return false;
    }
  }
  return open_count_ == shared_->device_count();
}

Hresult ServerSetHalf::Close() {
  SetState view = SetState::kDoesNotExist;
  bool is_any_open = false;
  {
    const std::lock_guard<std::mutex> lock(lifecycle_);
    if (!gate_.IsOpen()) {
      return VD_E_PROTOCOL;
    }
    view = ServerView();
    for (uint32_t i = 0; i < open_count_; ++i) {
      is_any_open = is_any_open || !devices_[i]->IsClosed();
    }
    if (view != SetState::kNormallyTerminated) {
      shared_->Abort(VD_E_ABORT);
    }
    gate_.Shut();
  }
  shared_->block().agent_bell.Ring();
  for (uint32_t i = 0; i < open_count_; ++i) {
    shared_->block().devices[i].server_bell.Ring();
  }
  gate_.WaitUntilEmpty();
  const std::lock_guard<std::mutex> lock(lifecycle_);
  shared_->StopWatch();  // OnTick looks at the devices.
  was_aborted_ = shared_->IsAborted();
  for (uint32_t i = 0; i < open_count_; ++i) {
    devices_[i]->RunCompleted();
    devices_[i]->Sweep();
    devices_[i]->Detach();
  }
  shared_.reset();
  area_.reset();
  return is_any_open && view != SetState::kAborted ? VD_E_PROTOCOL : NOERROR;
}

void ServerSetHalf::OnTick() {
  uint64_t issued = 0;
  uint64_t answered = 0;
  const uint32_t count = open_count_.load(std::memory_order_acquire);
  for (uint32_t i = 0; i < count; ++i) {
    answered += devices_[i]->Answered();
    issued += devices_[i]->Issued();
  }
  const bool is_waiting = issued > answered;
  const bool is_quiet = was_waiting_ && is_waiting && answered == last_answered_;
  quiet_intervals_ = is_quiet ? quiet_intervals_ + 1 : 0;
  was_waiting_ = is_waiting;
  last_answered_ = answered;
  if (quiet_intervals_ >= kQuietIntervalsMax) {
    shared_->Abort(VD_E_TIMEOUT);
  }
}

}  // namespace handoff::embedded
