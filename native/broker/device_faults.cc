// SPDX-License-Identifier: MIT
/// Injected faults.
#include "native/broker/device_thread.h"

#include <utility>

#include "native/broker/device_parts.h"
#include "native/vdi/vdi_error.h"

namespace handoff::broker {

namespace {

using trace::EventKind;

constexpr uint64_t kNsPerMs = 1'000'000;

/// Faults that travel with the lease.
struct Travelling {
  FaultKind kind;
  LeaseFault fault;
};
constexpr Travelling kTravelling[] = {
    {FaultKind::kSecondaryCrash, LeaseFault::kCrash},
    {FaultKind::kSecondaryHang, LeaseFault::kHang},
    {FaultKind::kMediaError, LeaseFault::kMediaError},
    {FaultKind::kDiskFull, LeaseFault::kDiskFull},
    {FaultKind::kIoError, LeaseFault::kIoError},
};

/// An earlier generation of the same buffer: what a handle looks like that was kept too long.
uint32_t StaleOf(uint32_t handle) {
  return (handle & ~0xFFF000u) | ((handle - 0x1000u) & 0xFFF000u);
}
/// The same buffer of the same generation in another set: its tag, bits 24 to 30, differs.
uint32_t ForeignOf(uint32_t handle) {
  return handle ^ 0x01000000u;
}

}  // namespace

uint32_t DeviceThread::FaultsOf(uint64_t ordinal) const {
  uint32_t faults = 0;
  for (const Fault& fault : shared_->faults) {
    if (fault.kind != FaultKind::kMediaFull && fault.at == ordinal) {
      faults |= FaultBit(fault.kind);
    }
  }
  return faults;
}

/// Faults that strike a command as soon as it is received, or its device.
void DeviceThread::StrikeReceived(Record* record) {
  if (record->faults == 0) {
    return;
  }
  const uint32_t stall = FaultBit(FaultKind::kClientTimeout);
  if ((record->faults & stall) != 0) {
    record->faults &= ~stall;
    shared_->stalled.store(true, std::memory_order_relaxed);
    ReportStruck(FaultKind::kClientTimeout, *record, vdi::NOERROR);
  }
  if (!HasBuffer(record->lease)) {
    carried_faults_ |= record->faults & kHandleFaults;
    record->faults &= ~kHandleFaults;
  }
}

/// Faults that strike a lease before it goes out.
void DeviceThread::StrikeLease(Record* record) {
  StrikeReceived(record);
  Lease& lease = record->lease;
  if ((record->faults & FaultBit(FaultKind::kStaleHandle)) != 0) {
    lease.handle = StaleOf(lease.handle);
    ReportStruck(FaultKind::kStaleHandle, *record, vdi::NOERROR);
  }
  if ((record->faults & FaultBit(FaultKind::kForeignHandle)) != 0) {
    lease.handle = ForeignOf(lease.handle);
    ReportStruck(FaultKind::kForeignHandle, *record, vdi::NOERROR);
  }
  record->faults &= ~kHandleFaults;
  for (const Travelling& each : kTravelling) {
    if ((record->faults & FaultBit(each.kind)) != 0) {
      record->faults &= ~FaultBit(each.kind);
      lease.fault = each.fault;
      ReportStruck(each.kind, *record, vdi::NOERROR);
    }
  }
}

/// The completion of a command that is completed already: the set must refuse it.
void DeviceThread::CompleteTwice(const Record& record) {
  const vdi::Hresult hr =
      device_->CompleteCommand(record.command, record.done.code, record.done.bytes, 0);
  if (hr != vdi::NOERROR) {
    Note(EventKind::kError, record.lease, 0, static_cast<uint32_t>(hr), 0, trace::NowNs());
  }
  ReportStruck(FaultKind::kDoubleCompletion, record, hr);
}

/// Whether the completion of `record` is to wait for that of a later command. Waits in vain for
/// kPutOffMs at most: a server may send nothing else before it has this one.
bool DeviceThread::IsPutOff(Record* record) {
  const uint32_t bit = FaultBit(FaultKind::kCompletionOrder);
  if ((record->faults & bit) == 0) {
    return false;
  }
  const uint64_t now_ns = trace::NowNs();
  if (put_off_until_ns_ == 0) {
    put_off_until_ns_ = now_ns + kPutOffMs * kNsPerMs;
    return true;
  }
  for (uint64_t order = record->lease.order + 1; order <= last_order_; ++order) {
    if (At(order).state == RecordState::kSettled) {
      record->faults &= ~bit;
      put_off_until_ns_ = 0;
      ReportStruck(FaultKind::kCompletionOrder, *record, vdi::NOERROR);
      return false;
    }
  }
  if (now_ns < put_off_until_ns_) {
    return true;
  }
  // Nothing else was out: the fault waits for a command that has one behind it.
  record->faults &= ~bit;
  carried_faults_ |= bit;
  put_off_until_ns_ = 0;
  return false;
}

void DeviceThread::ReportStruck(FaultKind fault, const Record& record, vdi::Hresult hr) {
  BrokerEvent event;
  event.kind = BrokerEvent::Kind::kStruck;
  event.fault = fault;
  event.time_ns = trace::NowNs();
  event.device = index_;
  event.hr = hr;
  event.sequence = record.lease.sequence;
  event.position = record.lease.position;
  event.handle = record.lease.handle;
  shared_->on_event(std::move(event));
}

}  // namespace handoff::broker
