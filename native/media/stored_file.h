// SPDX-License-Identifier: MIT
/// The file of a medium being written: appends, hashes per chunk, keeps the lock.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "native/media/medium.h"
#include "native/platform/file.h"

namespace handoff::media {

/// Threads: one at a time. Ownership: closes its file, never removes it on its own.
class StoredFile {
 public:
  /// Opens `path` for writing under an exclusive lock and cuts it to `keep_bytes`. `*os_error`
  /// EBUSY when another process writes it, EIO when the file is shorter than `keep_bytes`.
  static std::unique_ptr<StoredFile> Open(const std::string& path, uint64_t keep_bytes,
                                          int* os_error);
  StoredFile(const StoredFile&) = delete;
  StoredFile& operator=(const StoredFile&) = delete;

  /// Writes all of it at `offset`. @return 0 or errno; on failure nothing counts as written.
  int WriteAt(uint64_t offset, const uint8_t* data, size_t bytes);
  /// Asks the kernel to begin writing back what was appended since the last call (no wait).
  void StartWriteback(uint64_t end);
  int ReadAt(uint64_t offset, uint8_t* data, size_t bytes);
  /// Makes everything up to `end` durable, telling `heartbeat` (may be null) the time now and then.
  /// @return 0 or errno.
  int Sync(uint64_t end, std::atomic<uint64_t>* heartbeat);
  const std::string& path() const {
    return path_;
  }

 private:
  StoredFile(std::string path, platform::File file)
      : path_(std::move(path)), file_(std::move(file)) {}
  std::string path_;
  platform::File file_;
  uint64_t writeback_ = 0;  ///< up to here write-back was asked for
  uint64_t synced_ = 0;     ///< up to here the data was waited for
};

/// Extends the chunk hashes of `progress` (and only those) by `bytes` appended stored bytes.
/// @return false when the chunk table is full.
bool HashChunks(Progress* progress, uint64_t* chunks, const uint8_t* data, size_t bytes);

}  // namespace handoff::media
