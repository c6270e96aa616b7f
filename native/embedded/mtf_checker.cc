// SPDX-License-Identifier: MIT
#include "native/embedded/mtf_checker.h"

#include <algorithm>
#include <cstring>

#include "native/embedded/mtf_set.h"

namespace handoff::embedded::mtf {

namespace {

constexpr uint32_t kSectorsPerPage = kPageBytes / kSectorBytes;
constexpr const char* kBlockTypes[] = {"TAPE", "SSET", "VOLB", "MSCI", "MSDA",
                                       "MSTL", "MSLS", "SFMB", "ESET"};

bool IsBlockType(const uint8_t* type) {
  return std::any_of(std::begin(kBlockTypes), std::end(kBlockTypes),
                     [type](const char* known) { return std::memcmp(type, known, 4) == 0; });
}

bool HasGeneratedName(const std::vector<uint8_t>& tape) {
  constexpr std::u16string_view kName{kGeneratedMediaName};
  const size_t size = Get<uint16_t>(tape.data() + 68);
  const size_t at = Get<uint16_t>(tape.data() + 70);
  return size == kName.size() * 2 && at + size <= tape.size() &&
         std::memcmp(tape.data() + at, kName.data(), size) == 0;
}

}  // namespace

void Checker::Add(const uint8_t* from, size_t bytes) {
  while (bytes > 0 && state_ != State::kPassing) {
    const size_t used = Step(from, bytes);
    from += used;
    bytes -= used;
    position_ += used;
  }
}

void Checker::Finish() {
  if (!is_generated_ || state_ == State::kPassing)
    return;
  if (state_ != State::kBlockHeader || !collected_.empty())
    Damaged("The stream ends in the middle of a block", position_);
}

size_t Checker::Collect(const uint8_t* from, size_t bytes, size_t wanted, bool* complete) {
  const size_t step = std::min(bytes, wanted - std::min(wanted, collected_.size()));
  collected_.insert(collected_.end(), from, from + step);
  *complete = collected_.size() >= wanted;
  return step;
}

size_t Checker::Step(const uint8_t* from, size_t bytes) {
  bool complete = false;
  size_t used = 0;
  switch (state_) {
    case State::kBlockHeader:
      used = Collect(from, bytes, kBlockHeaderBytes, &complete);
      if (complete)
        OnBlockHeader();
      return used;
    case State::kBlockBody:
      used = Collect(from, bytes, first_event_, &complete);
      if (complete)
        OnBlockBody();
      return used;
    case State::kStreamHeader:
      used = Collect(from, bytes, kStreamHeaderBytes, &complete);
      if (complete)
        OnStreamHeader();
      return used;
    case State::kData:
      used = static_cast<size_t>(std::min<uint64_t>(bytes, data_left_));
      AddData(from, used);
      data_left_ -= used;
      if (data_left_ == 0)
        OnStreamEnd();
      return used;
    case State::kAlign:
      used = std::min<size_t>(bytes, static_cast<size_t>(RoundUp(position_, 4) - position_));
      if (RoundUp(position_ + used, 4) == position_ + used)
        NextStreamOrBlock();
      return used;
    case State::kPassing:
      break;
  }
  return bytes;
}

void Checker::OnBlockHeader() {
  first_event_ = Get<uint16_t>(collected_.data() + 8);
  const bool is_right = IsBlockType(collected_.data()) && first_event_ >= kBlockHeaderBytes &&
                        XorWords(collected_.data(), kBlockHeaderBytes) == 0;
  if (!is_right && is_generated_)
    Damaged("A block header is damaged", position_);
  state_ = is_right ? State::kBlockBody : State::kPassing;
  if (is_right && collected_.size() >= first_event_)
    OnBlockBody();
}

void Checker::OnBlockBody() {
  if (!is_generated_) {
    is_generated_ = std::memcmp(collected_.data(), "TAPE", 4) == 0 && first_event_ >= 94 &&
                    HasGeneratedName(collected_);
    if (!is_generated_) {
      state_ = State::kPassing;
      return;
    }
  }
  const bool is_filemark = std::memcmp(collected_.data(), "SFMB", 4) == 0;
  collected_.clear();
  state_ = is_filemark ? State::kBlockHeader : State::kStreamHeader;
}

bool Checker::StreamIs(const char* id) const {
  return std::memcmp(stream_id_, id, 4) == 0;
}

void Checker::OnStreamHeader() {
  if (XorWords(collected_.data(), kStreamHeaderBytes) != 0) {
    Damaged("A stream header is damaged", position_);
    return;
  }
  std::memcpy(stream_id_, collected_.data(), 4);
  data_left_ = Get<uint64_t>(collected_.data() + 8);
  collected_.clear();
  const bool has_prefix = (StreamIs("MQDA") || StreamIs("MQTL")) && data_left_ > 0;
  prefix_left_ = has_prefix ? kDataPrefixBytes : 0;
  if (has_prefix) {
    sum_is_log_ = StreamIs("MQTL");
    data_sum_ = 0;
    log_sum_ = BackupChecksum();
  }
  state_ = State::kData;
  // Position counts this header only after the step that completed it.
  if (data_left_ == 0)
    state_ = State::kAlign;
}

void Checker::OnStreamEnd() {
  if (StreamIs("CSUM")) {
    const uint32_t expected = sum_is_log_ ? log_sum_.value() : data_sum_;
    const bool is_right = collected_.size() == 4 && Get<uint32_t>(collected_.data()) == expected;
    collected_.clear();
    ++checksums_checked_;
    if (!is_right) {
      Damaged("The backup checksum does not match the data before it", position_);
      return;
    }
  }
  if (!page_.empty()) {
    Damaged("The data end in the middle of a page", position_);
    return;
  }
  state_ = State::kAlign;
}

void Checker::NextStreamOrBlock() {
  state_ = StreamIs("SPAD") ? State::kBlockHeader : State::kStreamHeader;
}

void Checker::AddData(const uint8_t* from, size_t bytes) {
  const size_t skipped = std::min<size_t>(prefix_left_, bytes);
  prefix_left_ -= static_cast<uint32_t>(skipped);
  if (StreamIs("MQDA"))
    AddPages(from + skipped, bytes - skipped);
  else if (StreamIs("MQTL"))
    log_sum_.Add(from + skipped, bytes - skipped);
  else if (StreamIs("CSUM"))
    collected_.insert(collected_.end(), from, from + std::min<size_t>(bytes, 8));
}

void Checker::AddPages(const uint8_t* from, size_t bytes) {
  while (bytes > 0 && damage_.empty()) {
    if (page_.empty() && bytes >= kPageBytes) {
      CheckPage(from);
      from += kPageBytes;
      bytes -= kPageBytes;
      continue;
    }
    const size_t step = std::min(bytes, kPageBytes - page_.size());
    page_.insert(page_.end(), from, from + step);
    from += step;
    bytes -= step;
    if (page_.size() == kPageBytes) {
      CheckPage(page_.data());
      page_.clear();
    }
  }
}

void Checker::CheckPage(const uint8_t* page) {
  const uint32_t sum = SumSectors(0, page, kSectorsPerPage);
  const auto stored = Get<uint32_t>(page + kPageChecksumAt);
  data_sum_ = RotateLeft(data_sum_, kSectorsPerPage) ^ sum;
  ++pages_checked_;
  const bool has_checksum = (Get<uint16_t>(page + kPageFlagsAt) & kPageHasChecksum) != 0;
  if (!has_checksum || (sum ^ RotateLeft(stored, kSectorsPerPage - 1)) != stored)
    Damaged("Page 1:" + std::to_string(Get<uint32_t>(page + kPageIdAt)) +
                " does not match its checksum",
            position_);
}

void Checker::Damaged(const std::string& what, uint64_t position) {
  if (damage_.empty())
    damage_ = what + ", near byte " + std::to_string(position) + " of the stream.";
  state_ = State::kPassing;
}

}  // namespace handoff::embedded::mtf
