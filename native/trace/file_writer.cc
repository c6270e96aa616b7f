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

constexpr std::chrono::seconds kEndMax{1};

/// What waits: a packed block without its number, or a text.
struct Waiting {
  std::vector<uint8_t> bytes;
  size_t events;  ///< 0 of a text
};

}  // namespace

struct FileWriter::Shared {
  Shared(platform::File target, uint64_t file_bytes, uint64_t file_bytes_max)
      : file(std::move(target)), bytes_max(file_bytes_max), bytes(file_bytes) {}

  /// The first problem stays.
  void Fail(int error_number) {
    int none = 0;
    problem.compare_exchange_strong(none, error_number, std::memory_order_relaxed);
  }
  /// What waits is written no more. `mutex` is held.
  void DropQueue() {
    for (const Waiting& waiting : queue) {
      dropped.fetch_add(waiting.events, std::memory_order_relaxed);
    }
    queue.clear();
    queued_bytes = 0;
    queued_text_bytes = 0;
  }

  const platform::File file;
  const uint64_t bytes_max;
  std::atomic<uint64_t> bytes;
  std::atomic<uint64_t> dropped = 0;
  std::atomic<int> problem = 0;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Waiting> queue;     ///< guarded by mutex
  size_t queued_bytes = 0;       ///< guarded by mutex; of blocks
  size_t queued_text_bytes = 0;  ///< guarded by mutex
  bool is_writing = false;       ///< guarded by mutex
  bool is_ending = false;        ///< guarded by mutex
  bool has_ended = false;        ///< guarded by mutex
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
  if (shared_->queued_text_bytes + text.size() > kWaitingTextBytesMax) {
    shared_->Fail(ETIMEDOUT);
  }
  if (problem() != 0) {
    return;
  }
  shared_->queued_text_bytes += text.size();
  shared_->queue.push_back({std::move(text), 0});
  shared_->changed.notify_all();
}

bool FileWriter::Flush(std::chrono::milliseconds within) {
  std::unique_lock lock(shared_->mutex);
  const bool has_answered = shared_->changed.wait_for(lock, within, [this] {
    return (shared_->queue.empty() && !shared_->is_writing) || shared_->has_ended;
  });
  if (!has_answered) {
    shared_->Fail(ETIMEDOUT);
    shared_->DropQueue();
    errno = ETIMEDOUT;
  }
  return has_answered;
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
    // What is being written counts no more as waiting: there is one of it.
    (next.events == 0 ? shared->queued_text_bytes : shared->queued_bytes) -= next.bytes.size();
    shared->is_writing = true;
    lock.unlock();
    if (shared->problem.load(std::memory_order_relaxed) == 0) {
      if (next.events == 0) {
        next.bytes = PackText(next.bytes.data(), next.bytes.size());
      }
      NumberBlock(&next.bytes, index);
      ++index;
      // After a failed write nothing follows: at most a torn block is left at the end.
      const int problem = platform::AppendFully(shared->file, next.bytes.data(), next.bytes.size());
      if (problem == 0) {
        shared->bytes.fetch_add(next.bytes.size(), std::memory_order_relaxed);
        next.events = 0;
      } else {
        shared->Fail(problem);
      }
    }
    shared->dropped.fetch_add(next.events, std::memory_order_relaxed);
    lock.lock();
    shared->is_writing = false;
    shared->changed.notify_all();
  }
  shared->has_ended = true;
  shared->changed.notify_all();
}

}  // namespace handoff::trace
