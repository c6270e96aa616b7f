// SPDX-License-Identifier: MIT
/// Where the embedded server puts what a restore reads: into files, against files, or nowhere.
///
/// Threads: opened by one thread; then each sink belongs to its device's thread until it has
/// finished.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "native/embedded/database.h"

namespace handoff::embedded {

struct SinkSpec {
  enum class Kind { kInto, kCompare, kDiscard, kHead };
  Kind kind = Kind::kDiscard;
  /// One for each device, in order; empty for kDiscard. kHead: the first `head_bytes` are kept.
  std::vector<std::string> files;
  /// kInto: an existing file may be replaced.
  bool force = false;
  uint64_t head_bytes = 0;
};

/// What one device's stream is given to, in order.
class Sink {
 public:
  virtual ~Sink() = default;
  /// The next bytes. False with `problem` filled: they cannot be taken or are not what they should
  /// be.
  virtual bool Put(const uint8_t* from, uint32_t size, Problem* problem) = 0;
  /// Nothing more is wanted: the device may be closed before the stream's end.
  virtual bool IsSated() const {
    return false;
  }
  /// The stream has ended. False with `problem` filled: too early, or what came cannot be made
  /// durable.
  virtual bool Finish(Problem* problem) = 0;
  /// All devices have finished: gives files their names. Without it nothing bears a final name, and
  /// the destructor removes what was begun.
  virtual bool Publish(Problem* problem) = 0;
  /// Number of the server message that fits a problem of this sink.
  virtual int32_t message_number() const = 0;
};

/// Opens one sink for each device. Empty with `problem` filled when one cannot be opened; then
/// nothing that was begun remains.
std::vector<std::unique_ptr<Sink>> OpenSinks(const SinkSpec& spec, uint32_t device_count,
                                             Problem* problem);

}  // namespace handoff::embedded
