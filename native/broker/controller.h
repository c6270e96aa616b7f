// SPDX-License-Identifier: MIT
/// The debugger's end of control.h, in the primary: holds and lets go, sets breakpoints, paces slow
/// motion, tells that something changed.
///
/// One thread of its own from the first use on. It sleeps until a command is held, a breakpoint is
/// met or, in slow motion, the next stage is due; it never spins for long and takes no part in the
/// way of a command.
///
/// Threads: Pause, Run, RunTo, Pace, SetBreakpoint, Go, Inject, Look, Close from one thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "native/broker/segment.h"

namespace handoff::broker {

/// A command that stands still.
struct HeldCommand {
  uint32_t device, sequence, stage, breakpoint, command, size, handle;
  int64_t position;
  uint64_t since_ns;
};

struct BreakpointState {
  bool is_armed;
  uint64_t hits;
};

/// The state of a run's debugging at one moment.
struct ControlLook {
  uint32_t hold_stages;
  uint64_t pace_ns;
  /// Oldest command first: by sequence, then device. At most kHeldShownMax.
  std::vector<HeldCommand> held;
  BreakpointState breakpoints[kBreakpointsMax];
};

class Controller {
 public:
  static constexpr uint32_t kHeldShownMax = 256;
  /// A stage each millisecond: what sleeping can pace, and faster is not slow.
  static constexpr uint64_t kPaceNsMin = 1'000'000;

  /// @param wake  wakes a device's thread
  /// @param on_change  told on the controller's thread, not again before the next Look
  Controller(Segment* segment, std::function<void(uint32_t)> wake, std::function<void()> on_change);
  ~Controller();
  Controller(const Controller&) = delete;
  Controller& operator=(const Controller&) = delete;

  /// Commands stop at these stages from now on. Ends slow motion.
  void Pause(uint32_t stages);
  /// Lets all go; breakpoints stay. Who meets one while others are still being let go stays held.
  void Run();
  /// Lets all go until a command meets `breakpoint`, which is armed as number `index`: commands
  /// that flow at full speed are stopped too.
  void RunTo(uint32_t index, const Breakpoint& breakpoint);
  /// Slow motion: one stage of one command each `pace_ns`, oldest command first.
  void Pace(uint64_t pace_ns);
  /// Arms a breakpoint or, with null, takes it away. Its hits begin at 0.
  void SetBreakpoint(uint32_t index, const Breakpoint* breakpoint);
  /// Lets a held command go one stage on. @return false when it is not held now
  bool Go(uint32_t device, uint32_t sequence);
  /// Faults that strike a command held in the primary when it goes on. @return false when it is
  /// not held there now
  bool Inject(uint32_t device, uint32_t sequence, uint32_t faults);
  ControlLook Look();
  /// Lets everything go and ends the thread. Idempotent.
  void Close();

 private:
  void Begin();
  void Loop();
  /// Slow motion's next stage. @return whether a command went on
  bool GoOldest();
  void GoSlot(uint32_t device, uint32_t slot);
  bool Find(uint32_t device, uint32_t sequence, uint32_t* slot) const;
  /// Nothing stops any more, but for what a breakpoint stopped since `from_ns`, when `stops` were
  /// counted.
  void LetGo(uint64_t from_ns, uint64_t stops);
  void GoAll(uint64_t from_ns);
  std::vector<HeldCommand> Held() const;

  Segment* const segment_;
  Control* const control_;
  const std::function<void(uint32_t)> wake_;
  const std::function<void()> on_change_;
  std::thread thread_;
  std::atomic<bool> is_closing_ = false;
  std::atomic<bool> is_told_ = false;
};

}  // namespace handoff::broker
