// SPDX-License-Identifier: MIT
#include "native/trace/file_writer.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include "native/trace/trace.h"

namespace handoff::trace {

namespace {

constexpr std::chrono::seconds kFlushMax{10};
constexpr std::chrono::seconds kEndMax{1};

/// What waits: a packed block without its number, or a text.
struct Waiting {
  std::vector<uint8_t> bytes;
  size_t events;  ///< 0 of a text
};

/// @return 0, or errno; what was written before a failure stays
int AppendAll(const platform::File& file, const std::vector<uint8_t>& bytes) {
  for (size_t at = 0; at < bytes.size();) {
    const int64_t written = file.Append(bytes.data() + at, bytes.size() - at);
    if (written < 0) {
      return errno;
    }
    at += static_cast<size_t>(written);
  }
  return 0;
}

}  // namespace

struct FileWriter::Shared {
  Shared(platform::File target, uint64_t file_bytes, uint64_t file_bytes_max)
      : file(std::move(target)), bytes_max(file_bytes_max), bytes(file_bytes) {}

  const platform::File file;
  const uint64_t bytes_max;
  std::atomic<uint64_t> bytes;
  std::atomic<uint64_t> dropped = 0;
  std::atomic<int> problem = 0;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Waiting> queue;  ///< guarded by mutex
  size_t queued_bytes = 0;    ///< guarded by mutex
  bool is_writing = false;    ///< guarded by mutex
  bool is_ending = false;     ///< guarded by mutex
  bool has_ended = false;     ///< guarded by mutex
};

FileWriter::FileWriter(platform::File file, uint64_t bytes, uint64_t bytes_max)
    : shared_(std::make_shared<Shared>(std::move(file), bytes, bytes_max)),
      thread_([shared = shared_] { Run(shared); }) {}

FileWriter::~FileWriter() {
  Seal(true);
  std::unique_lock lock(shared_->mutex);
  shared_->is_ending = true;
  shared_->changed.notify_all();
  const bool has_ended =
      shared_->changed.wait_for(lock, kEndMax, [this] { return shared_->has_ended; });
  lock.unlock();
  if (has_ended) {
    thread_.join();
  } else {
    thread_.detach();
  }
}

void FileWriter::Events(const Event* events, size_t count) {
  if (problem() != 0 || IsFull()) {
    shared_->dropped.fetch_add(count, std::memory_order_relaxed);
    return;
  }
  const std::lock_guard lock(packer_mutex_);
  for (size_t at = 0; at < count;) {
    if (packer_.count() == 0) {
      gathering_since_ns_ = NowNs();
    }
    at += packer_.Add(events + at, count - at);
    if (packer_.count() == kBlockEvents) {
      SealLocked();
    }
  }
}

void FileWriter::Seal(bool is_now) {
  const std::lock_guard lock(packer_mutex_);
  if (packer_.count() > 0 && (is_now || NowNs() - gathering_since_ns_ >= kBlockNs)) {
    SealLocked();
  }
}

void FileWriter::SealLocked() {
  const size_t events = packer_.count();
  std::vector<uint8_t> block = packer_.Finish();
  const std::lock_guard lock(shared_->mutex);
  if (block.empty() || shared_->queued_bytes + block.size() > kWaitingBytesMax) {
    shared_->dropped.fetch_add(events, std::memory_order_relaxed);
    return;
  }
  shared_->queued_bytes += block.size();
  shared_->queue.push_back({std::move(block), events});
  shared_->changed.notify_all();
}

void FileWriter::Text(std::vector<uint8_t> text) {
  const std::lock_guard lock(shared_->mutex);
  shared_->queued_bytes += text.size();
  shared_->queue.push_back({std::move(text), 0});
  shared_->changed.notify_all();
}

void FileWriter::Flush() {
  std::unique_lock lock(shared_->mutex);
  shared_->changed.wait_for(lock, kFlushMax, [this] {
    return (shared_->queue.empty() && !shared_->is_writing) || shared_->has_ended;
  });
}

uint64_t FileWriter::dropped() const {
  return shared_->dropped.load(std::memory_order_relaxed);
}

uint64_t FileWriter::bytes() const {
  return shared_->bytes.load(std::memory_order_relaxed);
}

int FileWriter::problem() const {
  return shared_->problem.load(std::memory_order_relaxed);
}

bool FileWriter::IsFull() const {
  return bytes() >= shared_->bytes_max;
}

void FileWriter::Run(const std::shared_ptr<Shared>& shared) {
  uint32_t index = 0;
  std::unique_lock lock(shared->mutex);
  for (;;) {
    shared->changed.wait(lock, [&] { return !shared->queue.empty() || shared->is_ending; });
    if (shared->queue.empty()) {
      break;
    }
    Waiting next = std::move(shared->queue.front());
    shared->queue.pop_front();
    shared->is_writing = true;
    lock.unlock();
    const size_t queued = next.bytes.size();
    int problem = shared->problem.load(std::memory_order_relaxed);
    if (problem == 0) {
      if (next.events == 0) {
        next.bytes = PackText(next.bytes.data(), next.bytes.size());
      }
      NumberBlock(&next.bytes, index);
      ++index;
      // After a failed write nothing follows: at most a torn block is left at the end.
      problem = AppendAll(shared->file, next.bytes);
      shared->problem.store(problem, std::memory_order_relaxed);
    }
    if (problem == 0) {
      shared->bytes.fetch_add(next.bytes.size(), std::memory_order_relaxed);
    } else {
      shared->dropped.fetch_add(next.events, std::memory_order_relaxed);
    }
    lock.lock();
    shared->queued_bytes -= queued;
    shared->is_writing = false;
    shared->changed.notify_all();
  }
  shared->has_ended = true;
  shared->changed.notify_all();
}

}  // namespace handoff::trace
