// SPDX-License-Identifier: MIT
/// Notices the death of other processes at once and without polling: pidfd and poll in one thread.
///
/// Threads: Watch and the destructor from any thread but the watcher's own; both callbacks run on
/// the watcher's thread. Ownership: the destructor stops and joins the thread; no callback runs
/// after it.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace handoff::platform {

/// A process, guarded against a reused pid by its start time (clock ticks since boot; 0 = not
/// known).
struct ProcessId {
  uint32_t pid = 0;
  uint64_t start_time = 0;
};

/// This process. Any thread.
ProcessId ThisProcess();

/// Start time from /proc, 0 when there is no such process.
uint64_t ProcessStartTime(uint32_t pid);

/// Number of the process that started this one; 0 when that is not known.
uint32_t ParentPid();

/// Ends this process at once with this exit code: no handlers run.
[[noreturn]] void ExitNow(int code);

/// Ends this process at once, as a crash would: nothing is written, closed or said.
[[noreturn]] void KillThisProcess();

/// True while exactly this process runs. A zombie counts as dead.
bool IsAlive(const ProcessId& process);

class ProcessWatch {
 public:
  /// @param on_death  called once for a watched process that is gone, with its key
  /// @param on_tick   called every `tick_ms`; tick_ms 0 = never, then the thread sleeps without
  /// limit
  ProcessWatch(std::function<void(uint32_t key)> on_death, uint32_t tick_ms,
               std::function<void()> on_tick);
  ~ProcessWatch();
  ProcessWatch(const ProcessWatch&) = delete;
  ProcessWatch& operator=(const ProcessWatch&) = delete;

  /// Begins to watch. A process that is gone already is reported on the watcher's thread as well.
  void Watch(uint32_t key, const ProcessId& process);

  /// Changes the tick; 0 = none.
  void SetTick(uint32_t tick_ms);

 private:
  struct Watched {
    uint32_t key;
#ifdef _WIN32
    void* process;  ///< HANDLE; null: was gone when the watch began
#else
    int pidfd;  ///< -1: was gone when the watch began
#endif
  };

  void Run();
  void Kick();
  void TakeAdded(std::vector<Watched>* watched);

  std::function<void(uint32_t)> on_death_;
  std::function<void()> on_tick_;
  std::mutex mutex_;
  std::vector<Watched> added_;
  uint32_t tick_ms_;
  bool is_stopping_ = false;
#ifdef _WIN32
  void* kick_;  ///< HANDLE of an event
#else
  int kick_fd_;
#endif
  std::thread thread_;
};

}  // namespace handoff::platform
