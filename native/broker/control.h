// SPDX-License-Identifier: MIT
/// Step, slow motion and breakpoints in the data plane: what the primary's device threads, the
/// secondaries' threads and the controller share to stop commands and to let them go.
///
/// While nobody debugs, a stage costs one load of `watched` and a branch. Bits of a stage are
/// 1 << EventKind, stages are received, handle taken, leased, mapped, moved, completed.
///
///   watched   bits  0..31  stages where every command stops
///             bits 32..63  stages that a breakpoint looks at
///
/// A thread that comes to a watched stage asks the breakpoints; where one stops, or all commands
/// stop there, it writes a HeldSlot and waits for `state` to become kGo. A breakpoint that stops a
/// command stops all others at their next stage as well, and ends slow motion.
///
///   HeldSlot: kFree --thread: fields, then--> kHeld --controller--> kGo --thread--> kFree
///
/// Slots belong to places, not to commands: a device's staged command, the lease that goes out
/// next, the answer that is completed next, and each worker of its secondary. Those of a dead
/// secondary are freed by the device's thread once the death is certain.
///
/// Sync: a thread publishes kHeld before it looks at `watched` again, the controller changes
/// `watched` before it looks at the slots (both sequentially consistent): either the thread sees
/// that nobody holds any more, or the controller sees the slot and lets it go.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "native/platform/doorbell.h"
#include "native/trace/event.h"

namespace handoff::broker {

inline constexpr uint32_t kBreakpointsMax = 16;
/// Places of a device where a command can be held; workers beyond them are not started.
inline constexpr uint32_t kHeldMax = 64;
inline constexpr uint32_t kHeldStaged = 0;
inline constexpr uint32_t kHeldLease = 1;
inline constexpr uint32_t kHeldDone = 2;
inline constexpr uint32_t kHeldWorkerFirst = 3;
inline constexpr uint32_t kWorkersMax = kHeldMax - kHeldWorkerFirst;

constexpr uint32_t StageBit(trace::EventKind stage) {
  return 1u << static_cast<uint32_t>(stage);
}
inline constexpr uint32_t kAllStages =
    StageBit(trace::EventKind::kReceived) | StageBit(trace::EventKind::kHandleTaken) |
    StageBit(trace::EventKind::kLeased) | StageBit(trace::EventKind::kMapped) |
    StageBit(trace::EventKind::kMoved) | StageBit(trace::EventKind::kCompleted);

/// Ways to fail on purpose, of the client's side. Sets of them are bits 1 << kind.
enum class FaultKind : uint8_t {
  kSecondaryCrash,
  kSecondaryHang,
  kMediaFull,  ///< at a number of bytes, not at a command
  kMediaError,
  kStaleHandle,
  kClientTimeout,
  kDiskFull,
  kForeignHandle,
  kInteriorHandle,
  kDoubleCompletion,
  kCompletionOrder,
  kIoError,
  kCount,
};
constexpr uint32_t FaultBit(FaultKind kind) {
  return 1u << static_cast<uint32_t>(kind);
}

/// What a command looks like where it is asked about.
struct CommandFacts {
  uint64_t ordinal = 0;  ///< nth command of the set, from 1; known when received
  int64_t position = -1;
  uint64_t latency_ns = 0;  ///< since the stage before, waiting in holds not counted
  uint32_t device = 0;
  uint32_t sequence = 0;
  uint32_t command = 0;  ///< VDCommands, or kFinishCommand
  uint32_t size = 0;
  uint32_t handle = 0;
  uint32_t code = 0;  ///< Win32; moved and completed only
};

/// A predicate over commands at some stages, and what happens to those that it meets.
struct Breakpoint {
  enum class CodeRule : uint32_t { kAny, kEqual, kFailure };

  uint64_t devices = ~uint64_t{0};  ///< bit i: device i
  int64_t position_from = INT64_MIN;
  int64_t position_to = INT64_MAX;  ///< exclusive; both at their limits: any position, or none
  uint64_t latency_min_ns = 0;
  uint64_t ordinal = 0;  ///< 0 = any
  uint32_t stages = kAllStages;
  uint32_t commands = 0;  ///< bits 1 << command code, 0 = any; kFinishCommand counts as Complete
  uint32_t size_min = 0;
  uint32_t size_max = UINT32_MAX;
  CodeRule code_rule = CodeRule::kAny;
  uint32_t code = 0;
  uint32_t faults = 0;     ///< bits of FaultKind that strike the command; then it is met once only
  uint32_t is_once = 0;    ///< disarmed by its first hit
  uint32_t does_stop = 1;  ///< 0: only counts, and lets its faults strike
  uint32_t reserved = 0;

  /// Pure.
  bool Meets(uint32_t stage_bit, const CommandFacts& facts) const;
};
inline constexpr size_t kBreakpointWords = sizeof(Breakpoint) / sizeof(uint64_t);
static_assert(sizeof(Breakpoint) % sizeof(uint64_t) == 0);

/// A breakpoint in shared memory. Written by the controller while it is not armed; a thread that
/// reads just then sees a mixture, which the next command does not.
struct SharedBreakpoint {
  std::atomic<uint32_t> is_armed;
  std::atomic<uint64_t> hits;
  std::atomic<uint64_t> words[kBreakpointWords];

  void Write(const Breakpoint& breakpoint);
  Breakpoint Read() const;
};

struct alignas(64) HeldSlot {
  static constexpr uint32_t kFree = 0;
  static constexpr uint32_t kHeld = 1;
  static constexpr uint32_t kGo = 2;

  std::atomic<uint32_t> state;
  std::atomic<uint32_t> stage;       ///< EventKind
  std::atomic<uint32_t> breakpoint;  ///< 1 + index of the one that stopped it, 0 = all stop here
  std::atomic<uint32_t> faults;      ///< bits of FaultKind, taken by the thread when it goes on
  std::atomic<uint32_t> sequence;
  std::atomic<uint32_t> command;
  std::atomic<uint32_t> size;
  std::atomic<uint32_t> handle;
  std::atomic<int64_t> position;
  std::atomic<uint64_t> since_ns;
  std::atomic<uint64_t> go_ns;
};
static_assert(sizeof(HeldSlot) == 64);

/// Lies in the header of the broker segment. All bits zero: nobody debugs.
struct Control {
  std::atomic<uint64_t> watched;
  std::atomic<uint64_t> pace_ns;  ///< of slow motion, between two stages; 0 = off
  std::atomic<uint64_t> hits;     ///< of all breakpoints
  platform::Doorbell bell;        ///< a command was held, a breakpoint was met: the controller's
  SharedBreakpoint breakpoints[kBreakpointsMax];

  bool IsWatched(uint32_t stage_bit) const {
    const uint64_t bits = watched.load(std::memory_order_relaxed);
    return ((bits | bits >> 32) & stage_bit) != 0;
  }
  bool IsHolding() const {
    return static_cast<uint32_t>(watched.load(std::memory_order_relaxed)) != 0;
  }
  /// Any thread: every command stops at `stages` from now on (0: at none).
  void HoldAt(uint32_t stages);
  /// The controller: breakpoints look at these stages.
  void LookAt(uint32_t stages);
};

/// One place of one thread where commands can be held. That thread only.
class HoldPoint {
 public:
  HoldPoint() = default;
  HoldPoint(Control* control, HeldSlot* slot) : control_(control), slot_(slot) {}

  /// Whether the command may go on from this stage. `facts` () -> CommandFacts is asked only when
  /// somebody looks. Faults that are to strike it are added to `*faults` when it goes on.
  template <class FactsOf>
  bool MayPass(trace::EventKind stage, FactsOf facts, uint32_t* faults) {
    const uint32_t bit = StageBit(stage);
    if (!is_held_ && (control_ == nullptr || !control_->IsWatched(bit))) {
      return true;
    }
    return is_held_ ? MayGo(faults) : Consult(bit, static_cast<uint32_t>(stage), facts(), faults);
  }
  /// Frees the slot: the command is not held any more, whatever anybody said.
  void Leave();

  bool IsHeld() const {
    return is_held_;
  }
  /// True once after a command was held: the time to note it. `*breakpoint`: HeldSlot::breakpoint.
  bool TakeNews(uint32_t* breakpoint);
  /// When a command last went on from here, 0 = never was held.
  uint64_t went_on_ns() const {
    return went_on_ns_;
  }

 private:
  bool MayGo(uint32_t* faults);
  bool Consult(uint32_t bit, uint32_t stage, const CommandFacts& facts, uint32_t* faults);
  void Write(uint32_t stage, uint32_t breakpoint, uint32_t faults, const CommandFacts& facts);

  Control* control_ = nullptr;
  HeldSlot* slot_ = nullptr;
  bool is_held_ = false;
  bool is_news_ = false;
  uint64_t went_on_ns_ = 0;
};

}  // namespace handoff::broker
