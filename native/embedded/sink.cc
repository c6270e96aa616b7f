// SPDX-License-Identifier: MIT
#include "native/embedded/sink.h"

#include <algorithm>
#include <cstring>

#include "native/embedded/mtf_checker.h"
#include "native/embedded/sink_file.h"
#include "native/platform/keep.h"

namespace handoff::embedded {

namespace {

/// Reads every byte of streams that this program generated; of others it can say nothing.
class DiscardSink final : public Sink {
 public:
  bool Put(const uint8_t* from, uint32_t size, Problem* problem) override {
    checker_.Add(from, size);
    if (!checker_.IsGenerated())
      Touch(from, size);
    return IsUndamaged(problem);
  }
  bool Finish(Problem* problem) override {
    checker_.Finish();
    return IsUndamaged(problem);
  }
  bool Publish(Problem*) override {
    return true;
  }
  int32_t message_number() const override {
    constexpr int32_t kDamagedBackup = 3183;
    return kDamagedBackup;
  }

 private:
  bool IsUndamaged(Problem* problem) const {
    problem->text = checker_.damage();
    return checker_.damage().empty();
  }

  void Touch(const uint8_t* from, uint32_t size) {
    touched_ = mtf::SumSectors(touched_, from, size / mtf::kSectorBytes);
    // Nobody needs the sum, but the bytes are to be read.
    platform::Keep(&touched_);
  }

  mtf::Checker checker_;
  uint32_t touched_ = 0;
};

/// Keeps the beginning of a stream: what RESTORE HEADERONLY and its like read.
class HeadSink final : public Sink {
 public:
  HeadSink(std::unique_ptr<Sink> file, uint64_t bytes) : file_(std::move(file)), left_(bytes) {}

  bool Put(const uint8_t* from, uint32_t size, Problem* problem) override {
    const uint32_t wanted = static_cast<uint32_t>(std::min<uint64_t>(size, left_));
    left_ -= wanted;
    return wanted == 0 || file_->Put(from, wanted, problem);
  }
  bool IsSated() const override {
    return left_ == 0;
  }
  bool Finish(Problem* problem) override {
    return file_->Finish(problem);
  }
  bool Publish(Problem* problem) override {
    return file_->Publish(problem);
  }
  int32_t message_number() const override {
    return file_->message_number();
  }

 private:
  std::unique_ptr<Sink> file_;
  uint64_t left_;
};

std::unique_ptr<Sink> OpenHeadSink(const std::string& file, uint64_t bytes, Problem* problem) {
  std::unique_ptr<Sink> into = OpenIntoSink(file, true, problem);
  if (into == nullptr)
    return nullptr;
  return std::make_unique<HeadSink>(std::move(into), bytes);
}

}  // namespace

std::vector<std::unique_ptr<Sink>> OpenSinks(const SinkSpec& spec, uint32_t device_count,
                                             Problem* problem) {
  std::vector<std::unique_ptr<Sink>> sinks;
  const bool has_files = spec.kind != SinkSpec::Kind::kDiscard;
  if (has_files && spec.files.size() != device_count) {
    problem->text = std::to_string(spec.files.size()) + " files for " +
                    std::to_string(device_count) + " devices.";
    return sinks;
  }
  for (uint32_t i = 0; i < device_count; ++i) {
    if (!has_files)
      sinks.push_back(std::make_unique<DiscardSink>());
    else if (spec.kind == SinkSpec::Kind::kInto)
      sinks.push_back(OpenIntoSink(spec.files[i], spec.force, problem));
    else if (spec.kind == SinkSpec::Kind::kHead)
      sinks.push_back(OpenHeadSink(spec.files[i], spec.head_bytes, problem));
    else
      sinks.push_back(OpenCompareSink(spec.files[i], problem));
    if (sinks.back() == nullptr)
      return {};
  }
  return sinks;
}

}  // namespace handoff::embedded
