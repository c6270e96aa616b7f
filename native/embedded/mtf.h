// SPDX-License-Identifier: MIT
/// Microsoft Tape Format as SQL Server writes it: checksums, and a builder of descriptor blocks.
///
/// A backup stream is descriptor blocks, each with a chain of streams behind its header:
///
///   block:   | common header, 52 bytes, XOR of its words = 0 | body, strings | stream | stream |
///   SPAD | stream:  | header, 22 bytes, XOR of its words = 0 | data | up to 3 bytes to a multiple
///   of 4 |
///
/// All integers little-endian. Source: Microsoft Tape Format Specification 1.00a; VDI reference 9.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

namespace handoff::embedded::mtf {

inline constexpr uint32_t kPageBytes = 8192;
inline constexpr uint32_t kSectorBytes = 512;
inline constexpr uint32_t kExtentBytes = 8 * kPageBytes;
inline constexpr uint32_t kLogicalBlockBytes = 1024;
inline constexpr uint32_t kBlockHeaderBytes = 52;
inline constexpr uint32_t kStreamHeaderBytes = 22;
/// Data streams begin with this many bytes that belong to no page and no checksum.
inline constexpr uint32_t kDataPrefixBytes = 2;

/// Media attributes of a stream.
inline constexpr uint16_t kVariable = 0x0002;
inline constexpr uint16_t kVariableEnd = 0x0004;
inline constexpr uint16_t kAlignmentPad = 0x0080;
inline constexpr uint16_t kChecksumFollows = 0x0100;

/// Offsets within a page, and the flag that says that it carries a checksum.
inline constexpr uint32_t kPageFlagsAt = 4;
inline constexpr uint32_t kPageIdAt = 32;
inline constexpr uint32_t kPageChecksumAt = 60;
inline constexpr uint16_t kPageHasChecksum = 0x0200;

template <typename T>
T Get(const uint8_t* from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  return value;
}

template <typename T>
void Put(uint8_t* to, T value) {
  std::memcpy(to, &value, sizeof(T));
}

constexpr uint32_t RotateLeft(uint32_t value, uint32_t count) {
  count &= 31;
  return count == 0 ? value : (value << count) | (value >> (32 - count));
}

constexpr uint64_t RoundUp(uint64_t value, uint64_t unit) {
  return (value + unit - 1) / unit * unit;
}

/// XOR of `bytes` / 2 words: the checksum of block and stream headers. 0 over a whole right header.
uint16_t XorWords(const uint8_t* from, size_t bytes);

/// Continues SQL Server's rotating checksum over whole 512-byte sectors: for each, the sum is
/// rotated left by one and XORed with the XOR of the sector's words.
uint32_t SumSectors(uint32_t sum, const uint8_t* from, size_t sectors);

/// The checksum that belongs at byte 60 of a page: SumSectors with those four bytes taken as zero.
uint32_t PageChecksum(const uint8_t* page);

/// The backup checksum (CSUM stream) of data that arrives in pieces of any size.
class BackupChecksum {
 public:
  void Add(const uint8_t* from, size_t bytes);
  /// Of what was added so far; a last incomplete sector counts as if filled up with zeros.
  uint32_t value() const;

 private:
  uint32_t sum_ = 0;
  uint32_t partial_xor_ = 0;    ///< XOR of the words of an incomplete sector
  uint32_t partial_bytes_ = 0;  ///< its bytes, 0..511
};

/// Appends blocks and streams to a byte vector that begins at `origin` of the file.
class Builder {
 public:
  explicit Builder(uint64_t origin) : origin_(origin) {}

  /// Starts a descriptor block. `first_event` is its length up to the first stream.
  void BeginBlock(const char* type, uint32_t attributes, uint16_t first_event, bool has_strings);
  /// Inside a backup set blocks count from its SSET: logical address and control block id.
  void BeginSet();
  /// The same for a builder that goes on in the middle of a set.
  void ContinueSet(uint64_t set_position, uint32_t control_id);
  void EndSet();
  template <typename T>
  void Field(uint32_t offset, T value) {
    Put(bytes_.data() + block_ + offset, value);
  }
  void FieldBytes(uint32_t offset, const void* from, size_t size);
  /// Puts a string at `*at` of the block and its address {size, offset} at `offset`; moves `*at`
  /// on.
  void String(uint32_t offset, std::u16string_view text, uint16_t* at);
  /// Writes the header's checksum: after the last Field of the block.
  void EndBlock();

  void Stream(const char* id, uint16_t attributes, const void* data, uint64_t bytes);
  /// The header of a stream whose data the caller appends or supplies himself.
  void StreamHeader(const char* id, uint16_t attributes, uint64_t length);
  void Bytes(const void* from, size_t size);
  void Zeros(size_t size);
  /// An SPAD stream that ends at the next multiple of `unit` counted from `base` of the file.
  void PadTo(uint64_t unit, uint64_t base);

  /// Offset in the file of what is appended next, and of the current block.
  uint64_t position() const {
    return origin_ + bytes_.size();
  }
  uint64_t block_position() const {
    return origin_ + block_;
  }
  std::vector<uint8_t> Take() {
    return std::move(bytes_);
  }

 private:
  uint64_t origin_;
  std::vector<uint8_t> bytes_;
  size_t block_ = 0;
  bool in_set_ = false;
  uint64_t set_position_ = 0;
  uint32_t control_id_ = 0;
};

/// Where the descriptor blocks at the beginning of a stream end that a server writes before any
/// data: the ends of TAPE and SFMB and the start of the first MSDA, MSTL or MSLS. Empty when `from`
/// is no MTF.
std::vector<uint32_t> HeaderBoundaries(const uint8_t* from, size_t bytes);

}  // namespace handoff::embedded::mtf
