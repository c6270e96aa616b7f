// SPDX-License-Identifier: MIT
/// Drains a run's trace segment on a thread of its own: into the scan, the trace file and, sampled,
/// to whoever watches. JavaScript only fetches what it wants to see, so that neither a busy main
/// thread costs events nor events cost a main thread's time.
///
/// The thread looks 50 times a second, four times as often while lanes fill quickly. Its priority
/// is that of the others: it needs little time, but a lane of the fastest run is full in 40 ms
/// (65,536 events, four of each of 413,300 commands a second: README, commands flat out).
///
/// Threads: all calls from one thread, but for what the parts say themselves. Ownership: the file
/// is shared with whoever writes the run's texts.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>

#include "native/trace/failing.h"
#include "native/trace/file_writer.h"
#include "native/trace/recent.h"
#include "native/trace/sample.h"
#include "native/trace/scan.h"
#include "native/trace/trace.h"

namespace handoff::trace {

class Pump {
 public:
  /// Starts to drain; nobody else may drain the segment.
  Pump(std::shared_ptr<Segment> segment, uint32_t device_count);
  ~Pump();
  Pump(const Pump&) = delete;
  Pump& operator=(const Pump&) = delete;

  /// From now on the events go into a file too.
  void Record(std::shared_ptr<FileWriter> file);
  /// Whether events are sampled for `sample().Fetch`.
  void Watch(bool is_watched);
  /// Takes what is left, ends, and lets go of the segment. The parts can still be asked.
  void Stop();

  Sample& sample() {
    return sample_;
  }
  const Recent& recent() const {
    return recent_;
  }
  const Failing& failing() const {
    return failing_;
  }
  const Scan& scan() const {
    return scan_;
  }

 private:
  void Run();
  /// @return whether lanes fill quickly
  bool Turn();
  void TakePiece(const Event* events, size_t count);

  std::shared_ptr<Segment> segment_;  ///< null once ended
  Scan scan_;
  Recent recent_;
  Failing failing_;
  Sample sample_;
  uint64_t last_turn_ns_ = 0;
  bool is_sampling_ = false;            ///< in this turn
  std::shared_ptr<FileWriter> target_;  ///< of this turn
  std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<FileWriter> file_;  ///< guarded by mutex_
  bool is_watched_ = false;           ///< guarded by mutex_
  bool is_ending_ = false;            ///< guarded by mutex_
  std::thread thread_;
};

}  // namespace handoff::trace
