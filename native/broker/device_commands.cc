// SPDX-License-Identifier: MIT
/// From GetCommand to the lease; commands without a buffer are answered here.
#include "native/broker/device_thread.h"

#include <utility>

#include "native/broker/device_parts.h"
#include "native/vdi/vdi_error.h"

namespace handoff::broker {

namespace {

using trace::EventKind;

/// An address that is no buffer's start: this far into one.
constexpr uint32_t kInterior = 512;

}  // namespace

bool DeviceThread::Receive() {
  bool any = false;
  while (!is_closed_ && !is_ended_ && stage_ == Stage::kNone && OpenCount() < kLeasesMax) {
    vdi::VDC_Command* command = nullptr;
    const vdi::Hresult hr = device_->GetCommand(0, &command);
    if (hr == vdi::VD_E_TIMEOUT) {
      break;
    }
    any = true;
    if (hr == vdi::NOERROR) {
      Begin(command);
      while (stage_ != Stage::kNone && Advance()) {
      }
    } else if (hr == vdi::VD_E_CLOSE) {
      OnClosed();
    } else {
      OnAbort(hr);
    }
  }
  if (any) {
    Pump();
  }
  return any;
}

void DeviceThread::Begin(vdi::VDC_Command* command) {
  const uint64_t now_ns = trace::NowNs();
  staged_.ordinal = shared_->commands.fetch_add(1, std::memory_order_relaxed) + 1;
  if (OpenCount() == 0) {
    Add(&counters_.server_ns, SpanOf(last_settled_ns_, now_ns));
  }
  ++sequence_;
  Add(&counters_.commands, 1);
  counters_.last_command_ns.store(now_ns, std::memory_order_relaxed);
  stage_ = Stage::kReceived;
  staged_.command = command;
  staged_.received_ns = now_ns;
  staged_.faults = std::exchange(carried_faults_, 0);
  staged_.done = {};
  Lease& lease = staged_.lease;
  lease.sequence = sequence_;
  lease.command = static_cast<uint32_t>(command->commandCode);
  lease.handle = 0;
  lease.size = HasBuffer(lease) ? static_cast<uint32_t>(command->size) : 0;
  lease.position = -1;
  if (HasBuffer(lease)) {
    lease.position =
        shared_->is_random_access ? command->position : static_cast<int64_t>(position_);
    position_ = static_cast<uint64_t>(lease.position) + lease.size;
  }
  lease.fault = LeaseFault::kNone;
  if (!shared_->faults.empty()) {
    staged_.faults |= FaultsOf(staged_.ordinal);
  }
  Note(EventKind::kReceived, lease, reinterpret_cast<uintptr_t>(command->buffer), lease.command,
       lease.size, now_ns);
}

/// Takes the staged command as far as it may go. @return true when it moved.
bool DeviceThread::Advance() {
  if (stage_ == Stage::kReceived) {
    if (!MayPass(&staged_point_, EventKind::kReceived, &staged_)) {
      return false;
    }
    StrikeReceived(&staged_);
    if (!HasBuffer(staged_.lease)) {
      AdvanceOther();
      return true;
    }
    if (!TakeHandle()) {
      return true;
    }
  }
  if (stage_ == Stage::kAnswered) {
    if (!MayPass(&staged_point_, EventKind::kCompleted, &staged_)) {
      return false;
    }
    CompleteAnswered();
    return true;
  }
  if (!MayPass(&staged_point_, EventKind::kHandleTaken, &staged_)) {
    return false;
  }
  IssueStaged(staged_.lease.command);
  return true;
}

/// GetBufferHandle for the staged command. @return false when it was refused
bool DeviceThread::TakeHandle() {
  uint8_t* const buffer = staged_.command->buffer;
  const uint32_t interior = FaultBit(FaultKind::kInteriorHandle);
  const bool is_interior = (staged_.faults & interior) != 0;
  const vdi::Hresult hr = shared_->set->GetBufferHandle(is_interior ? buffer + kInterior : buffer,
                                                        &staged_.lease.handle);
  staged_.faults &= ~interior;
  if (is_interior) {
    ReportStruck(FaultKind::kInteriorHandle, staged_, hr);
  }
  if (hr != vdi::NOERROR) {
    staged_.done.hr = hr;
    Note(EventKind::kError, staged_.lease, reinterpret_cast<uintptr_t>(buffer),
         static_cast<uint32_t>(hr), 0, trace::NowNs());
    Answer(vdi::ERROR_INVALID_HANDLE, 0);
    return false;
  }
  stage_ = Stage::kHandleTaken;
  Note(EventKind::kHandleTaken, staged_.lease, reinterpret_cast<uintptr_t>(buffer), 0,
       staged_.lease.size, trace::NowNs());
  if (shared_->peek.IsArmed() && staged_.lease.command == vdi::VDC_Write) {
    shared_->peek.Offer(index_, staged_.lease, buffer, staged_.lease.size);
  }
  return true;
}

/// Commands without a buffer.
void DeviceThread::AdvanceOther() {
  const vdi::VDC_Command& command = *staged_.command;
  switch (command.commandCode) {
    case vdi::VDC_Flush:
      IssueStaged(vdi::VDC_Flush);
      return;
    case vdi::VDC_Complete:
      if (!shared_->is_backup) {
        Answer(vdi::ERROR_SUCCESS, 0);
        return;
      }
      complete_command_ = staged_.command;
      staged_.command = nullptr;
      IssueStaged(kFinishCommand);
      return;
    case vdi::VDC_ClearError:
    case vdi::VDC_Discard:
      Answer(vdi::ERROR_SUCCESS, 0);
      return;
    case vdi::VDC_GetPosition:
      Answer(shared_->is_random_access ? vdi::ERROR_SUCCESS : vdi::ERROR_NOT_SUPPORTED, position_);
      return;
    case vdi::VDC_SetPosition: {
      uint64_t position = 0;
      const bool is_done = SetPosition(command, &position);
      position_ = is_done ? position : position_;
      Answer(is_done ? vdi::ERROR_SUCCESS : vdi::ERROR_NOT_SUPPORTED, position_);
      return;
    }
    default:
      Answer(vdi::ERROR_NOT_SUPPORTED, 0);
  }
}

/// Where SetPosition leads. Written media are streams: there only the place where they are is
/// legal.
bool DeviceThread::SetPosition(const vdi::VDC_Command& command, uint64_t* position) const {
  if (!shared_->is_random_access) {
    return false;
  }
  const uint64_t end =
      shared_->is_backup ? position_ : channel_->plain_size.load(std::memory_order_acquire);
  const auto offset = static_cast<uint64_t>(command.position);
  switch (command.size) {
    case vdi::VDC_Beginning:
      *position = offset;
      break;
    case vdi::VDC_Current:
      *position = position_ + offset;
      break;
    case vdi::VDC_End:
      *position = end + offset;
      break;
    default:
      return false;
  }
  return shared_->is_backup ? *position == position_ : *position <= end;
}

/// The staged command is done without a lease.
void DeviceThread::Answer(uint32_t code, uint64_t position) {
  stage_ = Stage::kAnswered;
  staged_.done.code = code;
  staged_.answer_position = position;
}

void DeviceThread::CompleteAnswered() {
  stage_ = Stage::kNone;
  const uint32_t code = staged_.done.code;
  if (shared_->stalled.load(std::memory_order_relaxed)) {
    return;
  }
  const uint64_t now_ns = trace::NowNs();
  const vdi::Hresult hr =
      device_->CompleteCommand(staged_.command, code, 0, staged_.answer_position);
  Note(EventKind::kCompleted, staged_.lease, 0, code, 0, now_ns);
  if ((staged_.faults & FaultBit(FaultKind::kDoubleCompletion)) != 0) {
    CompleteTwice(staged_);
  }
  // What needs a lease strikes the next command that gets one.
  carried_faults_ |= staged_.faults & ~FaultBit(FaultKind::kDoubleCompletion);
  Add(&counters_.completed, 1);
  last_settled_ns_ = now_ns;
  if (code != 0) {
    ReportFailure(staged_);
  }
  if (hr == vdi::VD_E_ABORT) {
    OnAbort(hr);
  }
}

}  // namespace handoff::broker
