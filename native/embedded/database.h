// SPDX-License-Identifier: MIT
/// What the embedded server backs up: recorded streams (replay) or an invented one (generate).
///
/// Threads: a database is opened by one thread; each of its streams is then read by one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace handoff::embedded {

struct DatabaseSpec {
  enum class Kind { kReplay, kGenerate };
  Kind kind = Kind::kGenerate;
  /// Replay: one recorded stream for each device, in order.
  std::vector<std::string> files;
  /// Generate: bytes wanted over all devices, rounded up as StreamBytes says.
  uint64_t bytes = 0;
  uint64_t seed = 0;
  /// Generate: share of each page that cannot be compressed, 0..1.
  double entropy = 0.5;
};

/// Why something of the world could not be used: errno and the file, or a sentence without errno.
struct Problem {
  int error_number = 0;
  std::string file;
  std::string text;
};

/// The backup stream of one device, read once from its beginning.
class Stream {
 public:
  virtual ~Stream() = default;
  /// Bytes of the whole stream; a multiple of the block size it was opened with.
  virtual uint64_t bytes() const = 0;
  /// Up to `size_max` bytes of its beginning; does not move the reading position.
  virtual std::vector<uint8_t> Beginning(size_t size_max) = 0;
  /// Places the next `size` bytes, which must exist. False with `problem` filled otherwise.
  virtual bool Read(uint8_t* out, uint32_t size, Problem* problem) = 0;
};

/// Opens one stream for each device. Empty with `problem` filled when a file cannot be read, its
/// length is no multiple of `block_bytes`, or the number of files is not that of the devices.
std::vector<std::unique_ptr<Stream>> OpenDatabase(const DatabaseSpec& spec, uint32_t device_count,
                                                  uint32_t block_bytes, Problem* problem);

/// Length of each device's stream; 0 for a replay file that cannot be read.
///
/// Generate: every stripe carries its MTF blocks (about 9 KiB at 512-byte blocks, about 37 at
/// 4,096; the first also 64 KiB of log), ends at a device block, and has whole 64 KiB extents, at
/// least one. The sum is the smallest such length that is not below `spec.bytes`.
std::vector<uint64_t> StreamBytes(const DatabaseSpec& spec, uint32_t device_count,
                                  uint32_t block_bytes);

}  // namespace handoff::embedded
