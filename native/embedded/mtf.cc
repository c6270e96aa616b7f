// SPDX-License-Identifier: MIT
#include "native/embedded/mtf.h"

#include <algorithm>

namespace handoff::embedded::mtf {

namespace {

/// XOR of the 128 words of a sector.
uint32_t XorSector(const uint8_t* from) {
  uint64_t lanes[4] = {0, 0, 0, 0};
  for (uint32_t at = 0; at < kSectorBytes; at += sizeof(lanes)) {
    uint64_t words[4];
    std::memcpy(words, from + at, sizeof(words));
    lanes[0] ^= words[0];
    lanes[1] ^= words[1];
    lanes[2] ^= words[2];
    lanes[3] ^= words[3];
  }
  const uint64_t all = lanes[0] ^ lanes[1] ^ lanes[2] ^ lanes[3];
  return static_cast<uint32_t>(all) ^ static_cast<uint32_t>(all >> 32);
}

/// Length of the block at `from` with all its streams; 0 when it does not end within `bytes`.
size_t BlockLength(const uint8_t* from, size_t bytes) {
  if (bytes < kBlockHeaderBytes || XorWords(from, kBlockHeaderBytes) != 0)
    return 0;
  size_t at = Get<uint16_t>(from + 8);
  if (std::memcmp(from, "SFMB", 4) == 0)
    return at <= bytes ? at : 0;
  while (at + kStreamHeaderBytes <= bytes) {
    const uint8_t* header = from + at;
    const auto length = Get<uint64_t>(header + 8);
    if (XorWords(header, kStreamHeaderBytes) != 0 || length > bytes)
      return 0;
    at = static_cast<size_t>(RoundUp(at + kStreamHeaderBytes + length, 4));
    if (std::memcmp(header, "SPAD", 4) == 0)
      return at <= bytes ? at : 0;
  }
  return 0;
}

bool IsOneOf(const uint8_t* type, std::initializer_list<const char*> names) {
  return std::any_of(names.begin(), names.end(),
                     [type](const char* name) { return std::memcmp(type, name, 4) == 0; });
}

}  // namespace

uint16_t XorWords(const uint8_t* from, size_t bytes) {
  uint16_t sum = 0;
  for (size_t at = 0; at + 1 < bytes; at += 2)
    sum = static_cast<uint16_t>(sum ^ Get<uint16_t>(from + at));
  return sum;
}

uint32_t SumSectors(uint32_t sum, const uint8_t* from, size_t sectors) {
  for (size_t i = 0; i < sectors; ++i)
    sum = RotateLeft(sum, 1) ^ XorSector(from + i * kSectorBytes);
  return sum;
}

uint32_t PageChecksum(const uint8_t* page) {
  const uint32_t sum = SumSectors(0, page, kPageBytes / kSectorBytes);
  // The stored value is in the first of 16 sectors, which is rotated by 15.
  return sum ^ RotateLeft(Get<uint32_t>(page + kPageChecksumAt), 15);
}

void BackupChecksum::Add(const uint8_t* from, size_t bytes) {
  // An incomplete sector is completed byte by byte: pieces need not end at words either.
  while (bytes > 0 && partial_bytes_ != 0) {
    partial_xor_ ^= static_cast<uint32_t>(*from) << (8 * (partial_bytes_ & 3));
    ++from;
    --bytes;
    if (++partial_bytes_ == kSectorBytes) {
      sum_ = RotateLeft(sum_, 1) ^ partial_xor_;
      partial_xor_ = 0;
      partial_bytes_ = 0;
    }
  }
  const size_t sectors = bytes / kSectorBytes;
  sum_ = SumSectors(sum_, from, sectors);
  from += sectors * kSectorBytes;
  bytes -= sectors * kSectorBytes;
  for (; bytes > 0; --bytes, ++from, ++partial_bytes_)
    partial_xor_ ^= static_cast<uint32_t>(*from) << (8 * (partial_bytes_ & 3));
}

uint32_t BackupChecksum::value() const {
  return partial_bytes_ == 0 ? sum_ : RotateLeft(sum_, 1) ^ partial_xor_;
}

void Builder::BeginBlock(const char* type, uint32_t attributes, uint16_t first_event,
                         bool has_strings) {
  block_ = bytes_.size();
  bytes_.resize(block_ + first_event);
  FieldBytes(0, type, 4);
  Field<uint32_t>(4, attributes);
  Field<uint16_t>(8, first_event);
  Field<uint8_t>(10, 14);  // written under NT
  Field<uint8_t>(11, 1);
  Field<uint8_t>(48, has_strings ? 2 : 0);
  if (in_set_) {
    Field<uint64_t>(20, (block_position() - set_position_) / kLogicalBlockBytes);
    Field<uint32_t>(36, control_id_++);
  }
}

void Builder::BeginSet() {
  in_set_ = true;
  set_position_ = position();
  control_id_ = 0;
}

void Builder::EndSet() {
  in_set_ = false;
}

void Builder::ContinueSet(uint64_t set_position, uint32_t control_id) {
  in_set_ = true;
  set_position_ = set_position;
  control_id_ = control_id;
}

void Builder::FieldBytes(uint32_t offset, const void* from, size_t size) {
  std::memcpy(bytes_.data() + block_ + offset, from, size);
}

void Builder::String(uint32_t offset, std::u16string_view text, uint16_t* at) {
  const auto size = static_cast<uint16_t>(text.size() * sizeof(char16_t));
  Field<uint16_t>(offset, size);
  Field<uint16_t>(offset + 2, *at);
  FieldBytes(*at, text.data(), size);
  *at = static_cast<uint16_t>(*at + size);
}

void Builder::EndBlock() {
  Field<uint16_t>(50, XorWords(bytes_.data() + block_, kBlockHeaderBytes - 2));
}

void Builder::StreamHeader(const char* id, uint16_t attributes, uint64_t length) {
  uint8_t header[kStreamHeaderBytes] = {};
  std::memcpy(header, id, 4);
  Put<uint16_t>(header + 6, attributes);
  Put<uint64_t>(header + 8, length);
  Put<uint16_t>(header + 20, XorWords(header, kStreamHeaderBytes - 2));
  Bytes(header, sizeof(header));
}

void Builder::Stream(const char* id, uint16_t attributes, const void* data, uint64_t bytes) {
  StreamHeader(id, attributes, bytes);
  Bytes(data, bytes);
  Zeros(RoundUp(position(), 4) - position());
}

void Builder::Bytes(const void* from, size_t size) {
  const auto* bytes = static_cast<const uint8_t*>(from);
  bytes_.insert(bytes_.end(), bytes, bytes + size);
}

void Builder::Zeros(size_t size) {
  bytes_.resize(bytes_.size() + size);
}

void Builder::PadTo(uint64_t unit, uint64_t base) {
  const uint64_t data_start = position() + kStreamHeaderBytes;
  const uint64_t end = base + RoundUp(data_start - base, unit);
  StreamHeader("SPAD", 0, end - data_start);
  Zeros(end - data_start);
}

std::vector<uint32_t> HeaderBoundaries(const uint8_t* from, size_t bytes) {
  std::vector<uint32_t> boundaries;
  if (bytes < kBlockHeaderBytes || std::memcmp(from, "TAPE", 4) != 0)
    return boundaries;
  size_t at = 0;
  while (at + kBlockHeaderBytes <= bytes) {
    const uint8_t* block = from + at;
    if (IsOneOf(block, {"MSDA", "MSTL", "MSLS"})) {
      boundaries.push_back(static_cast<uint32_t>(at));
      break;
    }
    const size_t length = BlockLength(block, bytes - at);
    if (length == 0)
      break;
    at += length;
    if (IsOneOf(block, {"TAPE", "SFMB"}))
      boundaries.push_back(static_cast<uint32_t>(at));
  }
  return boundaries;
}

}  // namespace handoff::embedded::mtf
