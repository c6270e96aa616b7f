// SPDX-License-Identifier: MIT
/// From the secondary's answer to CompleteCommand.
#include "native/broker/device_thread.h"

#include <algorithm>
#include <string>
#include <utility>

#include "native/broker/device_parts.h"
#include "native/platform/file.h"
#include "native/vdi/vdi_error.h"

namespace handoff::broker {

namespace {

using trace::EventKind;

std::string TextOf(const Done& done) {
  if (done.hr != vdi::NOERROR) {
    const char* name = vdi::NameOfHresult(done.hr);
    const char* call = done.taken_ns != 0 ? "MapBufferHandle" : "GetBufferHandle";
    return std::string(call) + " answered " + (name != nullptr ? name : "an error") + ".";
  }
  if (done.os_error != 0) {
    return platform::ErrorText(done.os_error);
  }
  const char* name = vdi::NameOfCompletion(done.code);
  return name != nullptr ? name : "code " + std::to_string(done.code);
}

}  // namespace

/// Takes the secondary's answers. @return true when there was one.
bool DeviceThread::Collect() {
  bool any = false;
  Done done;
  while (channel_->completions.Pop(&done)) {
    any = true;
    if (done.order < first_order_ || done.order > last_order_ ||
        At(done.order).state != RecordState::kOpen) {
      continue;  // Not a lease that is out: only a damaged segment says so.
    }
    Record& record = At(done.order);
    record.done = done;
    record.state = RecordState::kAnswered;
    ++answered_;
  }
  return (answered_ > 0 && SettleAnswered()) || any;
}

/// Completes answered commands, in the order of their leases. @return true when one was completed.
bool DeviceThread::SettleAnswered() {
  bool any = false;
  for (uint64_t order = first_order_; order <= last_order_ && answered_ > 0; ++order) {
    Record& record = At(order);
    const bool is_behind_held = done_point_.IsHeld() && static_cast<uint32_t>(order) != held_order_;
    if (record.state != RecordState::kAnswered || is_behind_held ||
        (record.faults != 0 && IsPutOff(&record))) {
      continue;
    }
    if (shared_->stalled.load(std::memory_order_relaxed) ||
        !MayPass(&done_point_, EventKind::kCompleted, &record)) {
      held_order_ = static_cast<uint32_t>(order);
      break;
    }
    --answered_;
    record.state = RecordState::kSettled;
    Settle(&record);
    any = true;
  }
  while (first_order_ <= last_order_ && At(first_order_).state == RecordState::kSettled) {
    ++first_order_;
  }
  counters_.leases_out.store(OpenCount(), std::memory_order_relaxed);
  UpdateOldest();
  EndIfIdle();
  return any;
}

void DeviceThread::Settle(Record* record) {
  if (record->lease.command == kFinishCommand) {
    OnFinished(*record);
    return;
  }
  const Done& done = record->done;
  if (shared_->peek.IsArmed() && record->lease.command == vdi::VDC_Read) {
    shared_->peek.Offer(index_, record->lease, record->command->buffer, done.bytes);
  }
  const uint64_t now_ns = trace::NowNs();
  const vdi::Hresult hr = device_->CompleteCommand(record->command, done.code, done.bytes, 0);
  Note(EventKind::kCompleted, record->lease, 0, done.code, done.bytes, now_ns);
  if ((record->faults & FaultBit(FaultKind::kDoubleCompletion)) != 0) {
    CompleteTwice(*record);
  }
  Count(*record, now_ns);
  if (done.code != 0 && done.code != vdi::ERROR_HANDLE_EOF && hr == vdi::NOERROR) {
    ReportFailure(*record);
  }
  if (hr == vdi::VD_E_ABORT) {
    OnAbort(hr);
  }
}

void DeviceThread::Count(const Record& record, uint64_t now_ns) {
  const Done& done = record.done;
  Add(&counters_.completed, 1);
  Add(&counters_.bytes, done.bytes);
  Add(&counters_.flushes, record.lease.command == vdi::VDC_Flush ? 1 : 0);
  // Time on the way only: not what the lease waited behind those before it.
  const uint64_t waited_from = std::max(record.lease.leased_ns, last_moved_ns_);
  const uint64_t moved_from = std::max(done.moved_ns, last_settled_ns_);
  Add(&counters_.handoff_ns, SpanOf(record.received_ns, record.lease.leased_ns) +
                                 SpanOf(waited_from, done.taken_ns) + SpanOf(moved_from, now_ns));
  Add(&counters_.codec_ns, done.codec_ns);
  Add(&counters_.disk_ns, done.disk_ns);
  last_moved_ns_ = std::max(last_moved_ns_, done.moved_ns);
  last_settled_ns_ = now_ns;
  latency_.Add(SpanOf(record.received_ns, now_ns));
}

void DeviceThread::ReportFailure(const Record& record) {
  if (std::exchange(is_failed_, true)) {
    return;
  }
  BrokerEvent event;
  event.kind = BrokerEvent::Kind::kDeviceFailed;
  event.device = index_;
  event.code = record.done.code;
  event.hr = record.done.hr;
  event.sequence = record.lease.sequence;
  event.position = record.lease.position;
  event.handle = record.lease.handle;
  event.text = TextOf(record.done);
  shared_->on_event(std::move(event));
}

/// The secondary has finished the medium, or could not.
void DeviceThread::OnFinished(const Record& record) {
  if (record.done.code != 0) {
    ReportFailure(record);
    if (complete_command_ != nullptr) {
      device_->CompleteCommand(std::exchange(complete_command_, nullptr), record.done.code, 0, 0);
      Note(EventKind::kCompleted, record.lease, 0, record.done.code, 0, trace::NowNs());
    }
    return;
  }
  is_finished_ = true;
  BrokerEvent event;
  event.kind = complete_command_ != nullptr ? BrokerEvent::Kind::kCompletePending
                                            : BrokerEvent::Kind::kDeviceClosed;
  event.device = index_;
  event.has_summary = true;
  // Nothing is out on this device: the secondary does not touch its progress now.
  event.summary = SummaryOf(channel_->progress[channel_->completions.Pushed() % 2],
                            shared_->segment->chunks(index_));
  shared_->on_event(std::move(event));
}

void DeviceThread::OnClosed() {
  is_closed_ = true;
  if (shared_->is_backup && !is_finished_ && !is_failed_ && sequence_ > 0) {
    // A server without VDC_Complete: this is where its stream ends.
    staged_.lease = {};
    staged_.lease.sequence = sequence_;
    staged_.lease.position = -1;
    staged_.done = {};
    NewRecord(nullptr, kFinishCommand);
    return;
  }
  BrokerEvent event;
  event.kind = BrokerEvent::Kind::kDeviceClosed;
  event.device = index_;
  shared_->on_event(std::move(event));
  EndIfIdle();
}

}  // namespace handoff::broker
