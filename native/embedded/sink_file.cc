// SPDX-License-Identifier: MIT
#include "native/embedded/sink_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "native/platform/file.h"

namespace handoff::embedded {

namespace {

bool Fail(Problem* problem, const std::string& file, int error_number) {
  problem->error_number = error_number;
  problem->file = file;
  return false;
}

class IntoSink final : public Sink {
 public:
  IntoSink(const std::string& file, bool force, platform::File opened)
      : file_(file), partial_(file + ".partial"), force_(force), opened_(std::move(opened)) {}
  ~IntoSink() override {
    if (!is_published_)
      platform::Remove(partial_);
  }

  bool Put(const uint8_t* from, uint32_t size, Problem* problem) override {
    while (size > 0) {
      const int64_t put = opened_.WriteAt(from, size, position_);
      if (put <= 0)
        return Fail(problem, partial_, put < 0 ? errno : EIO);
      from += put;
      size -= static_cast<uint32_t>(put);
      position_ += static_cast<uint64_t>(put);
    }
    StartWriteback();
    return true;
  }

  bool Finish(Problem* problem) override {
    return opened_.Sync() || Fail(problem, partial_, errno);
  }

  bool Publish(Problem* problem) override {
    if (!platform::Rename(partial_, file_, force_))
      return Fail(problem, file_, errno);
    is_published_ = true;
    return platform::SyncFolderOf(file_) || Fail(problem, file_, errno);
  }

  int32_t message_number() const override {
    constexpr int32_t kFileFailed = 3271;
    return kFileFailed;
  }

 private:
  /// So that the disk works while the stream still comes, and the final fsync has little left. A
  /// hint: where it is not possible the fsync does it all.
  void StartWriteback() {
    constexpr uint64_t kStepBytes = 8 * 1024 * 1024;
    if (position_ - started_ < kStepBytes)
      return;
    opened_.StartWriteback(started_, position_ - started_);
    started_ = position_;
  }

  std::string file_;
  std::string partial_;
  bool force_;
  platform::File opened_;
  uint64_t position_ = 0;
  uint64_t started_ = 0;  ///< up to here the kernel has been asked to write
  bool is_published_ = false;
};

class CompareSink final : public Sink {
 public:
  CompareSink(const std::string& file, platform::File opened, uint64_t bytes)
      : file_(file), opened_(std::move(opened)), bytes_(bytes), scratch_(kScratchBytes) {}

  bool Put(const uint8_t* from, uint32_t size, Problem* problem) override {
    while (size > 0) {
      const size_t step = std::min<size_t>(size, scratch_.size());
      const int64_t got = opened_.ReadAt(scratch_.data(), step, position_);
      if (got < 0)
        return Fail(problem, file_, errno);
      if (got == 0)
        return Differs("The stream goes on after byte " + std::to_string(position_) + ", where ",
                       " ends.", problem);
      const auto compared = static_cast<size_t>(got);
      if (std::memcmp(from, scratch_.data(), compared) != 0) {
        const auto* end = from + compared;
        const auto first = std::mismatch(from, end, scratch_.data()).first - from;
        return Differs("The stream differs from ",
                       " at byte " + std::to_string(position_ + static_cast<uint64_t>(first)) + ".",
                       problem);
      }
      from += compared;
      size -= static_cast<uint32_t>(compared);
      position_ += compared;
    }
    return true;
  }

  bool Finish(Problem* problem) override {
    if (position_ == bytes_)
      return true;
    return Differs("The stream ended at byte " + std::to_string(position_) + "; ",
                   " has " + std::to_string(bytes_) + " bytes.", problem);
  }

  bool Publish(Problem*) override {
    return true;
  }

  int32_t message_number() const override {
    constexpr int32_t kUserMessage = 50'000;
    return kUserMessage;
  }

 private:
  /// Small enough to stay in a core's own cache.
  static constexpr size_t kScratchBytes = 256 * 1024;

  bool Differs(const std::string& before, const std::string& after, Problem* problem) const {
    problem->text = before + file_ + after;
    return false;
  }

  std::string file_;
  platform::File opened_;
  uint64_t bytes_;
  std::vector<uint8_t> scratch_;
  uint64_t position_ = 0;
};

}  // namespace

std::unique_ptr<Sink> OpenIntoSink(const std::string& file, bool force, Problem* problem) {
  if (!force && platform::Exists(file)) {
    Fail(problem, file, EEXIST);
    return nullptr;
  }
  const std::string partial = file + ".partial";
  platform::File opened = platform::File::OpenToReplace(partial);
  if (!opened.IsOpen()) {
    Fail(problem, partial, errno);
    return nullptr;
  }
  return std::make_unique<IntoSink>(file, force, std::move(opened));
}

std::unique_ptr<Sink> OpenCompareSink(const std::string& file, Problem* problem) {
  platform::File opened = platform::File::OpenToRead(file);
  if (!opened.IsOpen()) {
    Fail(problem, file, errno);
    return nullptr;
  }
  bool is_regular = false;
  const uint64_t bytes = opened.Bytes(&is_regular);
  if (!is_regular) {
    problem->text = file + " is not a file.";
    return nullptr;
  }
  return std::make_unique<CompareSink>(file, std::move(opened), bytes);
}

}  // namespace handoff::embedded
