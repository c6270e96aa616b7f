// SPDX-License-Identifier: MIT
#include "native/inspect/sqlbak_reader.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "native/embedded/mtf.h"
#include "native/inspect/xpress.h"
#include "native/vdi/vdi_error.h"

namespace handoff::inspect {

namespace {

using embedded::mtf::Get;
using embedded::mtf::RotateLeft;

constexpr uint64_t kFirstFrameAt = 0x1e0;
constexpr uint32_t kFrameHeadBytes = 28;
constexpr uint32_t kOtherHeadBytes =
    24;  ///< of pads and directories: their length counts from here
constexpr uint32_t kDirectoryHeadBytes = 40;
constexpr uint8_t kFrame = 0x21;
constexpr uint8_t kPad = 0x24;
constexpr uint8_t kDirectory = 0x2c;
constexpr uint32_t kExpandedUnit = 512;
constexpr uint32_t kIsRaw = 0x80000000u;
constexpr size_t kMarkStep = 64;
constexpr uint32_t kFilemarkBytesMin = 512;
constexpr uint32_t kFilemarkBytesMax = 64 * 1024 - 512;

uint32_t WordSum(const uint8_t* from, size_t bytes) {
  uint32_t sum = 0;
  size_t at = 0;
  for (; at + 4 <= bytes; at += 4) {
    sum = RotateLeft(sum, 1) ^ Get<uint32_t>(from + at);
  }
  if (at < bytes) {
    uint8_t last[4] = {};
    std::memcpy(last, from + at, bytes - at);
    sum = RotateLeft(sum, 1) ^ Get<uint32_t>(last);
  }
  return sum;
}

}  // namespace

SqlbakReader::SqlbakReader(platform::File file, uint64_t file_bytes, uint32_t threads)
    : file_(std::move(file)), scratch_(threads) {
  stored_bytes_ = file_bytes;
  Walk();
}

void SqlbakReader::Walk() {
  uint64_t at = kFirstFrameAt;
  while (at < stored_bytes_) {
    const uint64_t step = Step(at);
    if (step == 0) {
      return;
    }
    at += step;
  }
  if (at > stored_bytes_) {
    Damaged(stored_bytes_, "frameCut");
  }
}

uint64_t SqlbakReader::Step(uint64_t at) {
  uint8_t head[kDirectoryHeadBytes] = {};
  const size_t there = static_cast<size_t>(std::min<uint64_t>(sizeof(head), stored_bytes_ - at));
  if (there < kFrameHeadBytes || !ReadAt(at, head, there)) {
    Damaged(at, "frameCut");
    return 0;
  }
  if (head[0] == kFrame) {
    return StepFrame(at, head);
  }
  if (head[0] == kPad) {
    return kOtherHeadBytes + uint64_t{Get<uint16_t>(head + 2)};
  }
  if (head[0] == kDirectory && there == sizeof(head)) {
    return kOtherHeadBytes + uint64_t{Get<uint32_t>(head + 32)};
  }
  const uint32_t mark = Get<uint16_t>(head + 8);
  if (std::memcmp(head, "SFMB", 4) == 0 && mark >= kFilemarkBytesMin && mark <= kFilemarkBytesMax &&
      at + mark <= stored_bytes_) {
    return Add(at, Piece{mark, mark | kIsRaw}) ? mark : 0;
  }
  Damaged(at, "noFrame");
  return 0;
}

uint64_t SqlbakReader::StepFrame(uint64_t at, const uint8_t* head) {
  const uint32_t plain = head[1] * kExpandedUnit;
  const uint32_t stored = kFrameHeadBytes + Get<uint16_t>(head + 2);
  if (plain == 0 || stored == kFrameHeadBytes || plain > kXpressBlockBytesMax) {
    Damaged(at, "frameSize");
    return 0;
  }
  if (at + stored > stored_bytes_) {
    Damaged(at, "frameCut");
    return 0;
  }
  ++frame_count_;
  return Add(at, Piece{stored, plain}) ? stored : 0;
}

void SqlbakReader::Damaged(uint64_t at, const std::string& what) {
  if (damage_.what.empty()) {
    damage_ = ContainerDamage{what, at};
  }
}

bool SqlbakReader::Add(uint64_t stored_at, Piece piece) {
  if (!pieces_.empty()) {
    // Pads and directories between two pieces count with the one before them.
    const uint64_t stored = stored_at - last_at_;
    if (stored > UINT32_MAX) {
      Damaged(last_at_, "frameGap");
      return false;
    }
    pieces_.back().stored = static_cast<uint32_t>(stored);
  }
  if (pieces_.size() % kMarkStep == 0) {
    marks_.push_back(Mark{stored_at, plain_bytes_});
  }
  last_at_ = stored_at;
  pieces_.push_back(piece);
  plain_bytes_ += piece.plain & ~kIsRaw;
  return true;
}

SqlbakReader::Place SqlbakReader::Find(uint64_t position) const {
  const auto above =
      std::upper_bound(marks_.begin(), marks_.end(), position,
                       [](uint64_t wanted, const Mark& mark) { return wanted < mark.plain_at; });
  const auto mark = above - 1;
  Place place = {mark->stored_at, mark->plain_at, {}};
  for (auto i = static_cast<size_t>(mark - marks_.begin()) * kMarkStep;; ++i) {
    place.piece = pieces_[i];
    const uint32_t plain = place.piece.plain & ~kIsRaw;
    if (position < place.plain_at + plain) {
      return place;
    }
    place.plain_at += plain;
    place.stored_at += place.piece.stored;
  }
}

bool SqlbakReader::ReadAt(uint64_t at, uint8_t* out, size_t bytes) const {
  return platform::ReadFully(file_, out, bytes, at) == static_cast<int64_t>(bytes);
}

bool SqlbakReader::Expand(Scratch* scratch, const Place& place) const {
  if (scratch->plain_at == place.plain_at) {
    return true;
  }
  scratch->plain_at = UINT64_MAX;
  uint8_t head[kFrameHeadBytes];
  if (!ReadAt(place.stored_at, head, sizeof(head))) {
    return false;
  }
  const size_t packed = Get<uint16_t>(head + 2);
  scratch->packed.resize(packed);
  scratch->plain.resize(place.piece.plain);
  if (!ReadAt(place.stored_at + sizeof(head), scratch->packed.data(), packed) ||
      WordSum(scratch->packed.data(), packed) != Get<uint32_t>(head + 24) ||
      !ExpandXpress(scratch->packed.data(), packed, scratch->plain.data(), scratch->plain.size())) {
    return false;
  }
  scratch->plain_at = place.plain_at;
  return true;
}

media::Outcome SqlbakReader::Read(uint32_t worker, uint64_t position, uint8_t* out, uint32_t size) {
  media::Outcome outcome;
  Scratch& scratch = scratch_[worker];
  while (outcome.bytes < size) {
    const uint64_t at = position + outcome.bytes;
    if (at >= plain_bytes_) {
      outcome.code = vdi::ERROR_HANDLE_EOF;
      return outcome;
    }
    const Place place = Find(at);
    const bool is_raw = (place.piece.plain & kIsRaw) != 0;
    const uint32_t offset = static_cast<uint32_t>(at - place.plain_at);
    const uint32_t step = std::min(size - outcome.bytes, (place.piece.plain & ~kIsRaw) - offset);
    const bool is_read = is_raw ? ReadAt(place.stored_at + offset, out + outcome.bytes, step)
                                : Expand(&scratch, place);
    if (!is_read) {
      outcome.code = vdi::ERROR_READ_FAULT;
      outcome.os_error = EBADMSG;
      outcome.stored_bytes = place.stored_at;
      return outcome;
    }
    if (!is_raw) {
      std::memcpy(out + outcome.bytes, scratch.plain.data() + offset, step);
    }
    outcome.bytes += step;
  }
  return outcome;
}

}  // namespace handoff::inspect
