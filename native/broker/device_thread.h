// SPDX-License-Identifier: MIT
/// The native thread that owns a device in the primary: it alone calls GetCommand and
/// CompleteCommand there, keeps the device's lease table and both its rings.
///
///   GetCommand -> GetBufferHandle -> lease -> ring ... ring -> CompleteCommand
///
/// One wait for all: the device's CommandBell rings for new commands, for completions of the
/// secondary, and for requests of this process. On the way of a command there is no allocation, no
/// lock and, while both sides are awake, no system call.
///
/// Invariants: a lease is open, answered or settled, in this order, each once; leases are issued
/// and issued again in the order of their commands; at most kLeasesMax are not settled; every
/// command is completed once.
///
/// Threads: Run is the thread. Attach, Revoke, AnswerComplete, Wake, Stop from others. The counters
/// are written by the thread alone, read relaxed by anybody.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "native/broker/latency.h"
#include "native/broker/peek_hook.h"
#include "native/broker/segment.h"
#include "native/broker/summary.h"
#include "native/trace/trace.h"
#include "native/vdi/virtual_device_set.h"

namespace handoff::broker {

/// `at`: nth command of the set, from 1; bytes for kMediaFull.
struct Fault {
  FaultKind kind;
  uint64_t at;
};

/// What the control plane is told: changes of state only.
struct BrokerEvent {
  enum class Kind : uint8_t {
    kCompletePending,
    kDeviceClosed,
    kDeviceFailed,
    kAborted,
    kEnded,
    kStruck,   ///< a fault struck: `fault`, the command, and the code that a call answered
    kControl,  ///< held commands or breakpoints changed
  };
  Kind kind = Kind::kEnded;
  uint32_t device = 0;
  bool has_summary = false;
  MediumSummary summary;
  uint32_t code = 0;
  vdi::Hresult hr = 0;
  uint32_t sequence = 0;
  int64_t position = 0;
  uint32_t handle = 0;
  FaultKind fault = FaultKind::kCount;
  uint64_t time_ns = 0;  ///< of kStruck
  std::string text;
};

/// What the device threads of one set share. Outlives them.
struct BrokerShared {
  vdi::VirtualDeviceSet* set = nullptr;
  Segment* segment = nullptr;
  std::vector<Fault> faults;
  bool is_backup = false;
  bool is_random_access = false;
  std::atomic<uint64_t> commands = 0;  ///< received so far by all devices: the n of a fault
  std::atomic<bool> stalled = false;   ///< fault: nothing is completed any more
  std::atomic<bool> aborted = false;   ///< the abort was reported
  std::atomic<uint32_t> running = 0;   ///< device threads that have not ended
  PeekHook peek;
  std::function<void(BrokerEvent)> on_event;
};

struct DeviceCounters {
  std::atomic<uint64_t> bytes = 0;
  std::atomic<uint64_t> commands = 0;
  std::atomic<uint64_t> completed = 0;
  std::atomic<uint64_t> flushes = 0;
  std::atomic<uint32_t> leases_out = 0;
  std::atomic<uint64_t> oldest_lease_ns = 0;  ///< 0 = none with a secondary
  std::atomic<uint64_t> last_command_ns = 0;
  std::atomic<bool> closed = false;
  std::atomic<uint64_t> server_ns = 0;
  std::atomic<uint64_t> handoff_ns = 0;
  std::atomic<uint64_t> codec_ns = 0;
  std::atomic<uint64_t> disk_ns = 0;
};

class DeviceThread {
 public:
  DeviceThread(BrokerShared* shared, uint32_t index, uint32_t secondary, vdi::VirtualDevice* device,
               trace::Writer trace);
  ~DeviceThread();
  DeviceThread(const DeviceThread&) = delete;
  DeviceThread& operator=(const DeviceThread&) = delete;

  void Start();
  /// Makes the thread end soon, whatever it waits for.
  void Stop();
  void Join();

  /// Until when the secondary is excused from answering: now while it holds a command, else when
  /// it was last let go.
  uint64_t SecondaryExcusedNs(uint64_t now_ns) const;

  /// The secondary serves: pending leases are issued (again).
  void Attach();
  /// The secondary is surely dead. Blocks until what it published is taken and the rest of the
  /// leases is back. @return leases to be issued again.
  uint32_t Revoke();
  /// Answer to kCompletePending.
  void AnswerComplete(uint32_t code);
  void Wake();

  uint32_t secondary() const {
    return secondary_;
  }
  const DeviceCounters& counters() const {
    return counters_;
  }
  const LatencyHistogram& latency() const {
    return latency_;
  }

 private:
  /// kAnswered: waits for its completion, without a lease.
  enum class Stage : uint8_t { kNone, kReceived, kHandleTaken, kAnswered };
  enum class RecordState : uint8_t { kOpen, kAnswered, kSettled };

  /// A lease in the table. `lease` is what travels.
  struct Record {
    Lease lease = {};
    Done done = {};
    vdi::VDC_Command* command = nullptr;  ///< null: a Finish of our own
    uint64_t received_ns = 0;
    uint64_t ordinal = 0;
    uint64_t answer_position = 0;  ///< of a command that is answered without a lease
    uint32_t faults = 0;           ///< bits of FaultKind that have not struck yet
    RecordState state = RecordState::kSettled;
  };

  void WakeLocked();
  void Run();
  bool TakeRequests();
  void DoRevoke();

  bool Receive();
  void Begin(vdi::VDC_Command* command);
  bool Advance();
  bool TakeHandle();
  void AdvanceOther();
  void Answer(uint32_t code, uint64_t position);
  void CompleteAnswered();
  bool SetPosition(const vdi::VDC_Command& command, uint64_t* position) const;
  void IssueStaged(uint32_t code);
  Record* NewRecord(vdi::VDC_Command* command, uint32_t code);
  bool Pump();

  bool Collect();
  bool SettleAnswered();
  void Settle(Record* record);
  void Count(const Record& record, uint64_t now_ns);
  void OnFinished(const Record& record);
  void ReportFailure(const Record& record);
  void OnClosed();
  void OnAbort(vdi::Hresult hr);
  void EndIfIdle();
  void UpdateOldest();

  bool MayPass(HoldPoint* point, trace::EventKind stage, Record* record);
  bool IsSetAborted() const;
  void FreeSlots(uint32_t first, uint32_t count);
  uint32_t FaultsOf(uint64_t ordinal) const;
  void StrikeReceived(Record* record);
  void StrikeLease(Record* record);
  void CompleteTwice(const Record& record);
  bool IsPutOff(Record* record);
  void ReportStruck(FaultKind fault, const Record& record, vdi::Hresult hr);
  void Note(trace::EventKind kind, const Lease& lease, uint64_t address, uint32_t code,
            uint32_t size, uint64_t time_ns);

  Record& At(uint64_t order) {
    return records_[order % kLeasesMax];
  }
  uint32_t OpenCount() const {
    return static_cast<uint32_t>(last_order_ + 1 - first_order_);
  }

  // The thread's own, large ones first.
  std::array<Record, kLeasesMax> records_;
  Record staged_;  ///< the command between GetCommand and its lease
  HoldPoint staged_point_, lease_point_, done_point_;
  BrokerShared* const shared_;
  vdi::VirtualDevice* const device_;
  platform::Doorbell* const bell_;  ///< null: the thread waits in short slices
  DeviceChannel* const channel_;
  uint64_t first_order_ = 1;  ///< oldest lease that is not settled
  uint64_t last_order_ = 0;
  uint64_t next_push_ = 1;         ///< next lease to go into the ring
  uint64_t position_ = 0;          ///< where the next pipe-like command is in the stream
  uint64_t put_off_until_ns_ = 0;  ///< how long a completion waits for a later one; 0 = none does
  vdi::VDC_Command* complete_command_ = nullptr;
  uint64_t last_moved_ns_ = 0;
  uint64_t last_settled_ns_ = 0;
  trace::Writer trace_;
  const uint32_t index_;
  const uint32_t secondary_;
  uint32_t answered_ = 0;  ///< records in kAnswered
  uint32_t sequence_ = 0;
  uint32_t carried_faults_ = 0;  ///< need a buffer: strike the next command that has one
  uint32_t held_order_ = 0;      ///< low bits of the answer's that is held at done_point_
  Stage stage_ = Stage::kNone;
  bool is_attached_ = false;
  bool is_closed_ = false;
  bool is_failed_ = false;
  bool is_finished_ = false;
  bool is_ended_ = false;
  DeviceCounters counters_;
  LatencyHistogram latency_;

  // From other threads.
  std::atomic<uint64_t> complete_answer_ = 0;  ///< 1 << 32 | code
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable revoked_;
  std::atomic<uint32_t> requests_ = 0;
  uint32_t revoked_count_ = 0;   ///< guarded by mutex_
  bool is_revoke_done_ = false;  ///< guarded by mutex_
  bool has_ended_ = false;       ///< guarded by mutex_
};

}  // namespace handoff::broker
