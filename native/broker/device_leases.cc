// SPDX-License-Identifier: MIT
/// The table of leases and its way into the ring.
#include "native/broker/device_thread.h"

#include <utility>

namespace handoff::broker {

namespace {

using trace::EventKind;

}  // namespace

void DeviceThread::IssueStaged(uint32_t code) {
  stage_ = Stage::kNone;
  if (staged_.faults != 0) {
    StrikeLease(&staged_);
  }
  Record* record = NewRecord(staged_.command, code);
  Note(EventKind::kLeased, record->lease, 0, secondary_, record->lease.size,
       record->lease.leased_ns);
}

DeviceThread::Record* DeviceThread::NewRecord(vdi::VDC_Command* command, uint32_t code) {
  Record& record = At(++last_order_);
  record.lease = staged_.lease;
  record.lease.order = last_order_;
  record.lease.command = code;
  record.lease.leased_ns = trace::NowNs();
  record.command = command;
  record.faults = std::exchange(staged_.faults, 0);
  record.received_ns = staged_.received_ns;
  record.state = RecordState::kOpen;
  counters_.leases_out.store(OpenCount(), std::memory_order_relaxed);
  return &record;
}

/// Puts leases into the ring. @return true when one went.
bool DeviceThread::Pump() {
  bool any = false;
  while (is_attached_ && next_push_ <= last_order_) {
    Record& record = At(next_push_);
    if (record.state == RecordState::kOpen) {
      if (!MayPass(&lease_point_, EventKind::kLeased, &record)) {
        break;
      }
      if (record.faults != 0) {
        StrikeLease(&record);
      }
      const bool was_pushed = channel_->submissions.Push(record.lease);
      if (!was_pushed) {
        break;
      }
      // Faults happen once, also when the lease is issued again.
      record.lease.fault = LeaseFault::kNone;
      any = true;
    }
    ++next_push_;
  }
  if (any) {
    channel_->submission_bell.Ring();
    UpdateOldest();
  }
  return any;
}

/// The oldest lease that the secondary has not answered yet.
void DeviceThread::UpdateOldest() {
  uint64_t oldest_ns = 0;
  for (uint64_t order = first_order_; is_attached_ && order < next_push_ && order <= last_order_;
       ++order) {
    if (At(order).state == RecordState::kOpen) {
      oldest_ns = At(order).lease.leased_ns;
      break;
    }
  }
  counters_.oldest_lease_ns.store(oldest_ns, std::memory_order_relaxed);
}

}  // namespace handoff::broker
