// SPDX-License-Identifier: MIT
/// A device of a running statement: its buffers, its outstanding commands, and what all devices
/// share.
///
/// Threads: a lane belongs to its device's thread, completion routines included (kOnDeviceThread).
/// `SharedRun` is used by all of them; what each member allows is said there.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "native/embedded/server_set.h"
#include "native/embedded/statement.h"
#include "native/trace/trace.h"

namespace handoff::embedded {

/// Where all devices wait for each other before VDC_Complete, so that no device is told that the
/// backup is complete while another one fails.
class Rendezvous {
 public:
  explicit Rendezvous(uint32_t party_count) : waiting_(party_count) {}
  /// Each device's thread, once. @return true when all arrived well.
  bool Arrive(bool is_well);

 private:
  std::mutex mutex_;
  std::condition_variable all_here_;
  uint32_t waiting_;      // guarded by mutex_
  bool are_well_ = true;  // guarded by mutex_
};

/// What the devices of one statement share.
class SharedRun {
 public:
  SharedRun(const Statement& statement, ServerSet* set,
            const std::function<void(const ServerMessage&)>& on_message, StatementControl* control)
      : statement_(statement),
        set_(set),
        on_message_(on_message),
        control_(control),
        rendezvous_(static_cast<uint32_t>(statement.device_names.size())) {}

  const Statement& statement() const {
    return statement_;
  }
  ServerSet* set() {
    return set_;
  }
  Rendezvous* rendezvous() {
    return &rendezvous_;
  }

  /// Any thread; messages come out one at a time.
  void Say(const ServerMessage& message);
  /// Any thread: the other devices stop in an orderly way.
  void Fail() {
    is_failing_.store(true, std::memory_order_relaxed);
  }
  bool IsFailing() const {
    return is_failing_.load(std::memory_order_relaxed);
  }
  /// Any thread, after each issued command: carries out the faults that are due.
  void CountIssued();
  /// Any thread, after stream bytes moved: tells the control, and message 3211 where one is due.
  void CountMoved(uint64_t bytes);
  /// The statement's own thread, at a good end: what is left of 3211, up to 100.
  void SayProgressUpTo(uint64_t percent);

 private:
  const Statement& statement_;
  ServerSet* set_;
  const std::function<void(const ServerMessage&)>& on_message_;
  StatementControl* control_;  ///< may be null
  std::mutex message_mutex_;
  Rendezvous rendezvous_;
  std::atomic<bool> is_failing_{false};
  std::atomic<uint64_t> issued_count_{0};
  std::atomic<uint64_t> moved_bytes_{0};
  std::mutex progress_mutex_;
  uint64_t said_percent_ = 0;  // guarded by progress_mutex_
};

class DeviceLane {
 public:
  /// `buffers`: this device's share, each of the transfer size; at least one.
  DeviceLane(SharedRun* run, uint32_t index, ServerDevice* device, std::vector<uint8_t*> buffers,
             trace::Writer trace);
  virtual ~DeviceLane() = default;
  DeviceLane(const DeviceLane&) = delete;
  DeviceLane& operator=(const DeviceLane&) = delete;

  /// The device's thread: everything up to and including CloseDevice.
  void Run();

  /// After Run: whether this device did all that was asked of it, and the stream bytes it moved.
  bool IsWell() const {
    return !has_failed_ && !is_aborted_;
  }
  uint64_t bytes() const {
    return bytes_;
  }
  /// When the first command was sent; 0 when none was.
  uint64_t first_issue_ns() const {
    return first_issue_ns_;
  }

 protected:
  /// A command and its buffer. Slots of buffers are used round and round.
  struct Slot {
    vdi::VDS_Command command;
    DeviceLane* lane;
    uint8_t* buffer;
    uint32_t buffer_index;
    uint32_t sequence;
    bool is_out;
  };

  /// Moves the data; returns early once `ShouldStop`.
  virtual void Transfer() = 0;
  /// Runs on a completion of a data command.
  virtual void OnData(Slot* slot) = 0;
  /// What follows the data, with nothing out; always called once. `is_well`: this device and, as
  /// far as known, all others did well so far.
  virtual void Conclude(bool is_well) = 0;

  SharedRun* run() {
    return run_;
  }
  const Statement& statement() const {
    return run_->statement();
  }
  uint32_t index() const {
    return index_;
  }
  uint32_t command_bytes() const {
    return command_bytes_;
  }
  std::vector<Slot>& slots() {
    return slots_;
  }
  bool HasRandomAccess() const {
    return (features_ & vdi::VDF_RandomAccess) != 0;
  }
  bool Grants(uint32_t feature) const {
    return (features_ & feature) != 0;
  }
  bool ShouldStop() const {
    return has_failed_ || is_aborted_ || is_io_error_ || run_->IsFailing();
  }
  bool IsAborted() const {
    return is_aborted_;
  }

  /// Sends a data command with `slot`'s buffer. Its completion may already have run when this
  /// returns.
  void Issue(Slot* slot, int32_t code, uint32_t size, int64_t position);
  /// Waits until completions ran, or the set is aborted.
  void WaitForCompletions();
  /// Waits until `slot` is back.
  void WaitFor(const Slot* slot);
  /// Waits until no command is out.
  void Drain();
  /// Sends a command without data and waits for it. @return its completion code
  uint32_t Command(int32_t code, uint32_t size = 0);
  /// Waits for this device's turn when the statement is paced.
  void Pace();

  /// A completion with `code` put the device into its IO-ERROR state.
  void EnterIoError() {
    is_io_error_ = true;
  }
  void Fail(const ServerMessage& message);
  /// A write failed. It is told when all are back: what is refused because of it (ERROR_IO_DEVICE)
  /// may come before it does. After the first failure the others are swept away with it.
  void FailWrite(uint32_t code);
  void AddBytes(uint64_t bytes) {
    bytes_ += bytes;
    run_->CountMoved(bytes);
  }
  void Aborted();
  int32_t message_index() const {
    return static_cast<int32_t>(index_);
  }
  const std::string& name() const {
    return statement().device_names[index_];
  }

 private:
  static void OnCompletion(vdi::VDS_Command* command);
  void OnCompleted(Slot* slot);
  void Send(Slot* slot);
  void ClearErrorIfNeeded();
  void TraceSlot(trace::EventKind kind, const Slot& slot, uint32_t size, uint32_t code);

  SharedRun* run_;
  uint32_t index_;
  ServerDevice* device_;
  trace::Writer trace_;
  uint32_t features_ = 0;
  uint32_t command_bytes_ = 0;
  std::vector<Slot> slots_;
  Slot control_ = {};  ///< of commands without data
  uint32_t out_count_ = 0;
  uint32_t sequence_ = 0;
  uint64_t bytes_ = 0;
  bool has_failed_ = false;
  uint32_t write_code_ = 0;  ///< of the write that failed first, 0 = none
  bool is_aborted_ = false;
  bool is_io_error_ = false;
  uint64_t pace_ns_ = 0;
  uint64_t next_issue_ns_ = 0;
  uint64_t first_issue_ns_ = 0;
};

/// Lanes of the two statements. `stream` and `sink` outlive the lane.
std::unique_ptr<DeviceLane> NewBackupLane(SharedRun* run, uint32_t index, ServerDevice* device,
                                          std::vector<uint8_t*> buffers, trace::Writer trace,
                                          Stream* stream);
std::unique_ptr<DeviceLane> NewRestoreLane(SharedRun* run, uint32_t index, ServerDevice* device,
                                           std::vector<uint8_t*> buffers, trace::Writer trace,
                                           Sink* sink);

}  // namespace handoff::embedded
