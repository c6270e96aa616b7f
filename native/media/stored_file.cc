// SPDX-License-Identifier: MIT
#include "native/media/stored_file.h"

#include <algorithm>
#include <cerrno>

namespace handoff::media {

namespace {

/// Write-back is started this often: large enough for the disk, small enough that fsync is short.
constexpr uint64_t kWritebackBytes = 8ull * 1024 * 1024;
/// Durable in steps of this size, about a second on a slow disk.
constexpr uint64_t kSyncBytes = 32ull * 1024 * 1024;

}  // namespace

std::unique_ptr<StoredFile> StoredFile::Open(const std::string& path, uint64_t keep_bytes,
                                             int* os_error) {
  platform::File file = platform::File::OpenToContinue(path);
  if (!file.IsOpen()) {
    *os_error = errno;
    return nullptr;
  }
  bool is_regular = false;
  if (file.Bytes(&is_regular) < keep_bytes) {
    *os_error = EIO;
    return nullptr;
  }
  if (!file.Resize(keep_bytes)) {
    *os_error = errno;
    return nullptr;
  }
  std::unique_ptr<StoredFile> stored(new StoredFile(path, std::move(file)));
  stored->writeback_ = keep_bytes;
  stored->synced_ = 0;
  return stored;
}

int StoredFile::WriteAt(uint64_t offset, const uint8_t* data, size_t bytes) {
  while (bytes > 0) {
    const int64_t written = file_.WriteAt(data, bytes, offset);
    if (written <= 0) {
      return written < 0 ? errno : EIO;
    }
    data += written;
    offset += static_cast<uint64_t>(written);
    bytes -= static_cast<size_t>(written);
  }
  return 0;
}

void StoredFile::StartWriteback(uint64_t end) {
  if (end - writeback_ < kWritebackBytes) {
    return;
  }
  // Only a hint: a file system without it writes back when it likes, and Sync decides in any case.
  file_.StartWriteback(writeback_, end - writeback_);
  writeback_ = end;
}

int StoredFile::ReadAt(uint64_t offset, uint8_t* data, size_t bytes) {
  const int64_t got = platform::ReadFully(file_, data, bytes, offset);
  if (got < 0) {
    return errno;
  }
  return static_cast<size_t>(got) == bytes ? 0 : EIO;
}

int StoredFile::Sync(uint64_t end, std::atomic<uint64_t>* heartbeat) {
  while (synced_ < end) {
    const uint64_t step = std::min(kSyncBytes, end - synced_);
    // A hint like the one above: what counts is the sync below, which then has little left to do.
    file_.WaitForWriteback(synced_, step);
    synced_ += step;
    if (heartbeat != nullptr) {
      heartbeat->store(NowNs(), std::memory_order_relaxed);
    }
  }
  return file_.Sync() ? 0 : errno;
}

bool HashChunks(Progress* progress, uint64_t* chunks, const uint8_t* data, size_t bytes) {
  while (bytes > 0) {
    const uint64_t filled = progress->stored_bytes % kChunkBytes;
    const size_t step = static_cast<size_t>(std::min<uint64_t>(bytes, kChunkBytes - filled));
    progress->chunk.Update(data, step);
    progress->stored_bytes += step;
    if (progress->stored_bytes % kChunkBytes == 0) {
      if (progress->chunk_count >= kChunkCountMax) {
        return false;
      }
      chunks[progress->chunk_count++] = progress->chunk.Digest64();
      progress->chunk.Reset();
    }
    data += step;
    bytes -= step;
  }
  return true;
}

}  // namespace handoff::media
