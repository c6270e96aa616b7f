// SPDX-License-Identifier: MIT
/// Writes one trace file, block by block, beside a run.
///
/// Nobody waits for the disk but a thread of its own: blocks are packed by whoever brings the
/// events, queued, and appended in order, each with one write. Events that find no room in the
/// queue are dropped and counted; so are those that come after a failed write or above `bytes_max`.
/// A text that finds no room fails the file: nothing of a run's record goes missing in silence.
/// What is whole in the file stays readable whatever happens to the process.
///
/// Threads: any. Ownership: the file.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "native/platform/file.h"
#include "native/trace/block.h"

namespace handoff::trace {

class FileWriter {
 public:
  /// Events of one block: enough for the packing to learn from.
  static constexpr size_t kBlockEvents = 16 * 1024;
  /// ... or what came in this long: so much of a run's end may be missing after a crash.
  static constexpr uint64_t kBlockNs = 250'000'000;
  /// Packed bytes that wait to be written before events are dropped: some seven seconds of the
  /// fastest run.
  static constexpr size_t kWaitingBytesMax = 16 * 1024 * 1024;
  /// Bytes of texts that wait: a few of the largest ones, or all that the longest run says.
  static constexpr size_t kWaitingTextBytesMax = 4 * kBlockTextMax;
  /// How long a disk may take to answer at the end.
  static constexpr std::chrono::milliseconds kFlushMax{10'000};

  /// @param file       opened to append
  /// @param bytes      how many are in it
  /// @param bytes_max  events beyond this size of the file are only counted; texts still get in
  FileWriter(platform::File file, uint64_t bytes, uint64_t bytes_max);
  /// Ends the file; waits a second at most for a disk that does not answer.
  ~FileWriter();
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;

  void Events(const Event* events, size_t count);
  /// Puts the events that were gathered into the queue; without `is_now` only when they waited for
  /// kBlockNs.
  void Seal(bool is_now);
  /// 1..kBlockTextMax bytes. Comes before events that are not sealed yet.
  void Text(std::vector<uint8_t> text);
  /// Returns when all that is in the queue is with the kernel or was given up, after `within` at
  /// the latest: a disk that does not answer keeps no run from ending. @return false when it did
  /// not answer: errno and problem() are ETIMEDOUT then, and what waited is dropped and counted
  bool Flush(std::chrono::milliseconds within = kFlushMax);

  /// Events that did not get into the file.
  uint64_t dropped() const;
  /// Bytes of the file so far.
  uint64_t bytes() const;
  /// errno of the first failed write; ETIMEDOUT when the disk did not answer; 0 while all is well.
  int problem() const;
  /// Whether the file reached its greatest size.
  bool IsFull() const;

 private:
  struct Shared;
  static void Run(const std::shared_ptr<Shared>& shared);

  void SealLocked();

  std::mutex packer_mutex_;
  EventPacker packer_{kBlockEvents};  ///< guarded by packer_mutex_
  uint64_t gathering_since_ns_ = 0;   ///< guarded by packer_mutex_
  /// The thread's too: one that is stuck in a write outlives this.
  std::shared_ptr<Shared> shared_;
  std::thread thread_;
};

}  // namespace handoff::trace
