// SPDX-License-Identifier: MIT
#include "native/embedded/statement_lane.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "native/embedded/statement_messages.h"
#include "native/platform/process_watch.h"

namespace handoff::embedded {

namespace {

/// How long a wait for completions lasts before an abort that nobody rang for would be noticed.
constexpr uint32_t kWaitSliceMs = 1000;
/// A paced device sleeps up to this long before its turn and spins the rest.
constexpr uint64_t kPaceSpinNs = 80'000;
constexpr uint64_t kNsPerSecond = 1'000'000'000;

void SleepNs(uint64_t ns) {
  std::this_thread::sleep_for(std::chrono::nanoseconds(ns));
}

}  // namespace

bool Rendezvous::Arrive(bool is_well) {
  std::unique_lock<std::mutex> lock(mutex_);
  are_well_ = are_well_ && is_well;
  if (--waiting_ == 0)
    all_here_.notify_all();
  all_here_.wait(lock, [this] { return waiting_ == 0; });
  return are_well_;
}

void SharedRun::Say(const ServerMessage& message) {
  const std::lock_guard<std::mutex> lock(message_mutex_);
  on_message_(message);
}

void SharedRun::CountIssued() {
  if (statement_.faults.empty())
    return;
  const uint64_t count = issued_count_.fetch_add(1, std::memory_order_relaxed) + 1;
  for (const ServerFault& fault : statement_.faults) {
    if (fault.at != count)
      continue;
    if (fault.kind == ServerFault::Kind::kCrash)
      platform::KillThisProcess();
    Say(StatementAborted());
    set_->SignalAbort();
  }
}

void SharedRun::CountMoved(uint64_t bytes) {
  if (control_ != nullptr)
    control_->bytes_.fetch_add(bytes, std::memory_order_relaxed);
  const uint64_t expected = statement_.expected_bytes;
  if (statement_.stats_percent == 0 || expected == 0)
    return;
  const uint64_t before = moved_bytes_.fetch_add(bytes, std::memory_order_relaxed);
  const uint64_t percent = (before + bytes) * 100 / expected;
  // 100 is said at the end only, when the statement is sure of it.
  if (percent != before * 100 / expected && percent < 100)
    SayProgressUpTo(percent);
}

void SharedRun::SayProgressUpTo(uint64_t percent) {
  const uint32_t step = statement_.stats_percent;
  if (step == 0)
    return;
  const std::lock_guard<std::mutex> lock(progress_mutex_);
  while (said_percent_ < percent && (said_percent_ + step <= percent || percent == 100)) {
    said_percent_ = std::min<uint64_t>(said_percent_ + step, 100);
    Say(PercentProcessed(said_percent_));
  }
}

DeviceLane::DeviceLane(SharedRun* run, uint32_t index, ServerDevice* device,
                       std::vector<uint8_t*> buffers, trace::Writer trace)
    : run_(run), index_(index), device_(device), trace_(std::move(trace)), slots_(buffers.size()) {
  vdi::VDConfig config = {};
  run->set()->GetConfiguration(&config);
  features_ = config.features;
  command_bytes_ =
      statement().command_bytes != 0 ? statement().command_bytes : statement().transfer_bytes;
  for (size_t i = 0; i < slots_.size(); ++i) {
    slots_[i].lane = this;
    slots_[i].buffer = buffers[i];
    slots_[i].buffer_index = static_cast<uint32_t>(run->set()->BufferIndex(buffers[i]));
  }
  control_.lane = this;
  if (statement().commands_per_second != 0)
    pace_ns_ = kNsPerSecond * statement().device_names.size() / statement().commands_per_second;
}

void DeviceLane::Run() {
  Transfer();
  Drain();
  if (write_code_ != vdi::ERROR_SUCCESS)
    run_->Say(TransferFailed(true, name(), write_code_, message_index()));
  ClearErrorIfNeeded();
  Conclude(IsWell() && !run_->IsFailing());
  ClearErrorIfNeeded();
  if (is_aborted_) {
    run_->Say(DeviceAborted(statement().is_backup, name(), message_index()));
    return;
  }
  if (statement().is_backup && (has_failed_ || run_->IsFailing()) && Grants(vdi::VDF_Discard))
    Command(vdi::VDC_Discard);
  if (!is_aborted_)
    device_->CloseDevice();
}

void DeviceLane::ClearErrorIfNeeded() {
  if (!is_io_error_ || is_aborted_)
    return;
  is_io_error_ = false;
  const uint32_t code = Command(vdi::VDC_ClearError);
  if (code != vdi::ERROR_SUCCESS && !is_aborted_) {
    // A client that cannot leave its error state leaves us nothing but an abort (reference 1.6,
    // rule 4).
    Fail(CommandFailed(name(), "ClearError", code, message_index()));
    run_->set()->SignalAbort();
    Aborted();
  }
}

void DeviceLane::Fail(const ServerMessage& message) {
  has_failed_ = true;
  run_->Fail();
  run_->Say(message);
}

void DeviceLane::FailWrite(uint32_t code) {
  if (write_code_ == vdi::ERROR_IO_DEVICE)
    write_code_ = code;
  if (has_failed_)
    return;
  has_failed_ = true;
  write_code_ = code;
  run_->Fail();
}

void DeviceLane::Aborted() {
  is_aborted_ = true;
  run_->Fail();
}

void DeviceLane::Issue(Slot* slot, int32_t code, uint32_t size, int64_t position) {
  slot->command = {};
  slot->command.commandCode = code;
  slot->command.size = size;
  slot->command.inPosition = position;
  slot->command.buffer = slot->buffer;
  Send(slot);
}

uint32_t DeviceLane::Command(int32_t code, uint32_t size) {
  if (is_aborted_)
    return vdi::ERROR_OPERATION_ABORTED;
  control_.command = {};
  control_.command.commandCode = code;
  control_.command.size = size;
  Send(&control_);
  WaitFor(&control_);
  const uint32_t result = control_.command.completionCode;
  if (result != vdi::ERROR_SUCCESS && !is_aborted_)
    EnterIoError();
  return result;
}

void DeviceLane::Send(Slot* slot) {
  slot->command.completionRoutine = &DeviceLane::OnCompletion;
  slot->command.completionContext = slot;
  slot->sequence = ++sequence_;
  if (first_issue_ns_ == 0)
    first_issue_ns_ = trace::NowNs();
  slot->is_out = true;
  ++out_count_;
  // Before it is sent: the client may well have it before SendCommand returns.
  TraceSlot(trace::EventKind::kIssued, *slot, slot->command.size,
            static_cast<uint32_t>(slot->command.commandCode));
  const vdi::Hresult result = device_->SendCommand(&slot->command);
  if (result == vdi::VD_E_ABORT)
    Aborted();
  run_->CountIssued();
}

void DeviceLane::OnCompletion(vdi::VDS_Command* command) {
  auto* slot = static_cast<Slot*>(command->completionContext);
  slot->lane->OnCompleted(slot);
}

void DeviceLane::OnCompleted(Slot* slot) {
  slot->is_out = false;
  --out_count_;
  const uint32_t code = slot->command.completionCode;
  TraceSlot(trace::EventKind::kAcknowledged, *slot, slot->command.bytesTransferred, code);
  if (code == vdi::ERROR_OPERATION_ABORTED && run_->set()->IsAborted())
    Aborted();
  if (slot != &control_)
    OnData(slot);
}

void DeviceLane::TraceSlot(trace::EventKind kind, const Slot& slot, uint32_t size, uint32_t code) {
  if (!trace_.IsOn())
    return;
  trace::Event event = {};
  event.address = reinterpret_cast<uintptr_t>(slot.command.buffer);
  event.position = slot.command.buffer == nullptr ? -1 : slot.command.inPosition;
  event.sequence = slot.sequence;
  event.handle = slot.buffer_index;
  event.size = size;
  event.code = code;
  event.kind = kind;
  event.device = static_cast<uint8_t>(index_);
  trace_.Write(event);
}

void DeviceLane::WaitForCompletions() {
  const uint32_t ran = device_->DispatchCompletions(kWaitSliceMs);
  if (ran == 0 && run_->set()->IsAborted())
    Aborted();
}

void DeviceLane::WaitFor(const Slot* slot) {
  while (slot->is_out)
    WaitForCompletions();
}

void DeviceLane::Drain() {
  while (out_count_ > 0)
    WaitForCompletions();
}

void DeviceLane::Pace() {
  if (pace_ns_ == 0)
    return;
  uint64_t now = trace::NowNs();
  // Who is late starts a new count rather than sending a burst.
  if (next_issue_ns_ + kNsPerSecond / 100 < now)
    next_issue_ns_ = now;
  while (now < next_issue_ns_) {
    const uint64_t left = next_issue_ns_ - now;
    if (left > kPaceSpinNs)
      SleepNs(left - kPaceSpinNs);
    else
      device_->DispatchCompletions(0);
    now = trace::NowNs();
  }
  next_issue_ns_ += pace_ns_;
}

}  // namespace handoff::embedded
