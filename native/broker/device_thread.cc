// SPDX-License-Identifier: MIT
/// The loop, what others ask of it, and its end.
#include "native/broker/device_thread.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "native/broker/device_parts.h"
#include "native/vdi/vdi_error.h"

namespace handoff::broker {

namespace {

using trace::EventKind;

constexpr uint32_t kRequestAttach = 1;
constexpr uint32_t kRequestRevoke = 2;
constexpr uint32_t kRequestStop = 4;
constexpr uint32_t kRequestComplete = 8;
/// Slice of a wait where the set has no bell.
constexpr uint32_t kSliceMs = 1;

}  // namespace

DeviceThread::DeviceThread(BrokerShared* shared, uint32_t index, uint32_t secondary,
                           vdi::VirtualDevice* device, trace::Writer trace)
    : staged_point_(shared->segment->NewHoldPoint(index, kHeldStaged)),
      lease_point_(shared->segment->NewHoldPoint(index, kHeldLease)),
      done_point_(shared->segment->NewHoldPoint(index, kHeldDone)),
      shared_(shared),
      device_(device),
      bell_(device->CommandBell()),
      channel_(shared->segment->device(index)),
      trace_(std::move(trace)),
      index_(index),
      secondary_(secondary) {}

DeviceThread::~DeviceThread() {
  Stop();
  Join();
}

void DeviceThread::Start() {
  thread_ = std::thread([this] { Run(); });
}

void DeviceThread::Wake() {
  const std::lock_guard lock(mutex_);
  WakeLocked();
}

void DeviceThread::WakeLocked() {
  // The bell is the set's: once the thread has ended, the set may be closed.
  if (bell_ != nullptr && !has_ended_) {
    bell_->Ring();
  }
}

void DeviceThread::Stop() {
  requests_.fetch_or(kRequestStop, std::memory_order_release);
  if (thread_.joinable()) {
    Wake();
  }
}

void DeviceThread::Join() {
  if (thread_.joinable()) {
    thread_.join();
  }
}

void DeviceThread::Attach() {
  requests_.fetch_or(kRequestAttach, std::memory_order_release);
  Wake();
}

uint32_t DeviceThread::Revoke() {
  std::unique_lock lock(mutex_);
  if (has_ended_) {
    return 0;
  }
  is_revoke_done_ = false;
  requests_.fetch_or(kRequestRevoke, std::memory_order_release);
  WakeLocked();
  revoked_.wait(lock, [this] { return is_revoke_done_ || has_ended_; });
  return is_revoke_done_ ? revoked_count_ : 0;
}

void DeviceThread::AnswerComplete(uint32_t code) {
  complete_answer_.store(uint64_t{1} << 32 | code, std::memory_order_release);
  requests_.fetch_or(kRequestComplete, std::memory_order_release);
  Wake();
}

uint64_t DeviceThread::SecondaryExcusedNs(uint64_t now_ns) const {
  uint64_t until_ns = 0;
  for (uint32_t slot = kHeldWorkerFirst; slot < kHeldMax; ++slot) {
    const HeldSlot& held = channel_->held[slot];
    if (held.state.load(std::memory_order_acquire) == HeldSlot::kHeld) {
      return now_ns;
    }
    until_ns = std::max(until_ns, held.go_ns.load(std::memory_order_relaxed));
  }
  return until_ns;
}

void DeviceThread::Run() {
  counters_.last_command_ns.store(trace::NowNs(), std::memory_order_relaxed);
  last_settled_ns_ = trace::NowNs();
  for (;;) {
    const uint32_t seen = bell_ != nullptr ? bell_->Read() : 0;
    bool is_busy = requests_.load(std::memory_order_relaxed) != 0 && TakeRequests();
    is_busy |= Collect();
    is_busy |= stage_ != Stage::kNone && Advance();
    is_busy |= next_push_ <= last_order_ && Pump();
    is_busy |= Receive();
    if (is_ended_) {
      break;
    }
    if (is_busy) {
      continue;
    }
    if (stage_ != Stage::kNone && IsSetAborted()) {
      // A command that is held keeps GetCommand, which would have said so, from being called.
      OnAbort(vdi::VD_E_ABORT);
    } else if (bell_ != nullptr) {
      bell_->Wait(seen, put_off_until_ns_ != 0 ? kPutOffMs : platform::kWaitForever);
    } else {
      std::this_thread::sleep_for(std::chrono::milliseconds(kSliceMs));
    }
  }
  counters_.closed.store(true, std::memory_order_relaxed);
  counters_.oldest_lease_ns.store(0, std::memory_order_relaxed);
  FreeSlots(kHeldStaged, kHeldWorkerFirst);
  trace_ = trace::Writer();  // Its lane is another's now, and its segment is let go of.
  {
    const std::lock_guard lock(mutex_);
    has_ended_ = true;
  }
  revoked_.notify_all();
  if (shared_->running.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    BrokerEvent event;
    event.kind = BrokerEvent::Kind::kEnded;
    shared_->on_event(std::move(event));
  }
}

bool DeviceThread::TakeRequests() {
  const uint32_t requests = requests_.exchange(0, std::memory_order_acquire);
  if ((requests & kRequestRevoke) != 0) {
    DoRevoke();
  }
  if ((requests & kRequestAttach) != 0) {
    // A new process is as good as one that just answered: its leases may be old already.
    channel_->alive_ns.store(trace::NowNs(), std::memory_order_relaxed);
    is_attached_ = true;
    next_push_ = first_order_;
  }
  if ((requests & kRequestComplete) != 0 && complete_command_ != nullptr) {
    const auto code = static_cast<uint32_t>(complete_answer_.load(std::memory_order_acquire));
    const vdi::Hresult hr =
        device_->CompleteCommand(std::exchange(complete_command_, nullptr), code, 0, 0);
    Lease lease = {};
    lease.sequence = sequence_;
    lease.position = -1;
    Note(EventKind::kCompleted, lease, 0, code, 0, trace::NowNs());
    Add(&counters_.completed, 1);
    if (hr == vdi::VD_E_ABORT) {
      OnAbort(hr);
    }
  }
  if ((requests & kRequestStop) != 0) {
    is_ended_ = true;
  }
  return requests != 0;
}

void DeviceThread::DoRevoke() {
  // The dead process can publish no more: after this the table knows all that it did.
  Collect();
  is_attached_ = false;
  channel_->submissions.SkipAll();
  lease_point_.Leave();  // What stood first in the line stands there again.
  FreeSlots(kHeldWorkerFirst, kWorkersMax);
  next_push_ = first_order_;
  uint32_t open = 0;
  for (uint64_t order = first_order_; order <= last_order_; ++order) {
    open += At(order).state == RecordState::kOpen ? 1 : 0;
  }
  UpdateOldest();
  {
    const std::lock_guard lock(mutex_);
    is_revoke_done_ = true;
    revoked_count_ = open;
  }
  revoked_.notify_all();
}

/// Whether `record` may go on from `stage`; notes it once when it may not.
bool DeviceThread::MayPass(HoldPoint* point, EventKind stage, Record* record) {
  const auto facts = [&] {
    CommandFacts asked;
    const Lease& lease = record->lease;
    asked.ordinal = stage == EventKind::kReceived ? record->ordinal : 0;
    asked.position = lease.position;
    asked.device = index_;
    asked.sequence = lease.sequence;
    asked.command = lease.command;
    asked.size = lease.size;
    asked.handle = lease.handle;
    asked.code = stage == EventKind::kCompleted ? record->done.code : 0;
    uint64_t from_ns = record->received_ns;
    from_ns = stage == EventKind::kLeased ? lease.leased_ns : from_ns;
    from_ns = stage == EventKind::kCompleted ? std::max(from_ns, record->done.moved_ns) : from_ns;
    asked.latency_ns = SpanOf(std::max(from_ns, point->went_on_ns()), trace::NowNs());
    return asked;
  };
  const bool may_pass = point->MayPass(stage, facts, &record->faults);
  uint32_t breakpoint = 0;
  if (!may_pass && point->TakeNews(&breakpoint)) {
    Note(EventKind::kHeld, record->lease, 0, static_cast<uint32_t>(stage), breakpoint,
         trace::NowNs());
  }
  return may_pass;
}

bool DeviceThread::IsSetAborted() const {
  vdi::VDConfig config;
  return shared_->set->GetConfiguration(0, &config) == vdi::VD_E_ABORT;
}

void DeviceThread::FreeSlots(uint32_t first, uint32_t count) {
  for (uint32_t slot = first; slot < first + count; ++slot) {
    channel_->held[slot].state.store(HeldSlot::kFree, std::memory_order_release);
  }
  shared_->segment->header()->control.bell.Ring();
}

void DeviceThread::EndIfIdle() {
  is_ended_ |= is_closed_ && OpenCount() == 0;
}

void DeviceThread::OnAbort(vdi::Hresult hr) {
  is_ended_ = true;
  trace::Event trace_event = {};
  trace_event.kind = EventKind::kAbort;
  trace_event.device = static_cast<uint8_t>(index_);
  trace_event.code = static_cast<uint32_t>(hr);
  trace_event.position = -1;
  trace_.Write(trace_event);
  if (!shared_->aborted.exchange(true)) {
    BrokerEvent event;
    event.kind = BrokerEvent::Kind::kAborted;
    event.hr = hr;
    shared_->on_event(std::move(event));
  }
}

void DeviceThread::Note(EventKind kind, const Lease& lease, uint64_t address, uint32_t code,
                        uint32_t size, uint64_t time_ns) {
  if (!trace_.IsOn()) {
    return;
  }
  trace::Event event = {};
  event.kind = kind;
  event.device = static_cast<uint8_t>(index_);
  event.address = address;
  event.position = lease.position;
  event.sequence = lease.sequence;
  event.handle = lease.handle;
  event.size = size;
  event.code = code;
  trace_.WriteAt(event, time_ns);
}

}  // namespace handoff::broker
